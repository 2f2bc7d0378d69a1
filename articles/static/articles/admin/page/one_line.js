// A headline is one line: Enter goes to the next field, and a pasted break becomes a blank.

const hasOwnHeight = CSS.supports('field-sizing', 'content');

function goOn(field) {
  const fields = [...field.form.elements].filter((each) => each.matches('textarea, input:not([type=hidden])') && each.offsetParent);
  fields[fields.indexOf(field) + 1]?.focus();
}

function fit(field) {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

for (const field of document.querySelectorAll('textarea.one-line')) {
  field.addEventListener('beforeinput', (event) => {
    if (event.inputType !== 'insertLineBreak') return;
    event.preventDefault();
    goOn(field);
  });
  field.addEventListener('paste', (event) => {
    const text = event.clipboardData.getData('text/plain');
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    document.execCommand('insertText', false, text.trim().replace(/\s*[\r\n]+\s*/g, ' '));  // one step to undo
  });
  if (hasOwnHeight) continue;
  field.addEventListener('input', () => fit(field));
  new ResizeObserver(() => fit(field)).observe(field);
}
