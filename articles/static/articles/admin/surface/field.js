// The text field: the writing surface where it can be, or the plain text area; neither is taken over by markdownx,
// whose own handling traps Tab, swallows dropped text, and types "Invalid response" into the story.
const own = new Set(['d', '[', ']']);

function keepFromMarkdownx(frame) {
  frame.addEventListener('keydown', (event) => {
    const isTheirs = (event.ctrlKey || event.metaKey) && own.has(event.key);
    if (event.target.matches('textarea') && (event.key === 'Tab' || isTheirs)) event.stopPropagation();
  }, true);
  for (const kind of ['drop', 'paste', 'dragenter', 'dragover', 'dragleave']) {
    frame.addEventListener(kind, (event) => {
      if (event.target.matches('textarea')) event.stopPropagation();
    }, true);
  }
  const preview = frame.querySelector('.markdownx-preview');
  preview.setAttribute('role', 'group');
  preview.setAttribute('aria-label', gettext('Preview'));
}

// The words are in the text area, whatever happens to what stands on top of it.
function sayPlain(area, problem) {
  console.warn(problem);
  const line = document.createElement('p');
  line.className = 'upload-status plain-text';
  line.setAttribute('role', 'status');
  line.textContent = gettext('The writing surface could not be opened here. This is the plain text: what you type is kept and saved as ever.');
  area.before(line);
}

// Who is composing a word, in Japanese for instance, finishes it first.
function whenComposed(area, isComposing, act) {
  if (isComposing()) area.addEventListener('compositionend', () => setTimeout(act), {once: true});
  else act();
}

for (const frame of document.querySelectorAll('.markdownx')) {
  const area = frame.querySelector('.markdownx-editor');
  let isComposing = false;
  area.addEventListener('compositionstart', () => { isComposing = true; });
  area.addEventListener('compositionend', () => { isComposing = false; });
  keepFromMarkdownx(frame);
  if (!('adoptedStyleSheets' in document)) sayPlain(area, 'no constructed style sheets');
  else {
    import('./surface.js').then(({open}) => whenComposed(area, () => isComposing, () => {
      try { open(area); } catch (problem) { sayPlain(area, problem); }
    }), (problem) => sayPlain(area, problem));
  }
}
