// A form is sent once, and not with a half-typed field, which the browser would send empty. A form that is still
// here gets `newsroom:stayed`, and may be sent again.

const AGAIN = 5000;  // ms; a load that was stopped leaves no dead button
const sent = new Set();

function stayed() {
  for (const form of sent) form.dispatchEvent(new Event('newsroom:stayed'));
  sent.clear();
}

document.addEventListener('submit', (event) => {
  if (event.isTrusted && sent.has(event.target)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const half = event.isTrusted && event.target.method === 'post' && [...event.target.elements].find((each) => each.validity.badInput);
  if (!half) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  half.reportValidity();
}, true);

window.addEventListener('submit', (event) => {
  const {target: form, submitter} = event;
  if (event.defaultPrevented || form.method !== 'post' || (submitter?.formTarget || form.target) === '_blank') return;
  setTimeout(stayed, AGAIN);
  sent.add(form);
});
// Who was asked, and stays.
window.addEventListener('beforeunload', (event) => setTimeout(() => { if (event.defaultPrevented) stayed(); }));
window.addEventListener('pageshow', stayed);
