// A form is sent once, and not with a field half typed: the browser would send that one empty.
'use strict';
{
  const AGAIN = 5000;  // ms; a load that was stopped leaves no dead button
  let sent = new WeakSet();

  document.addEventListener('submit', (event) => {
    const half = event.isTrusted && event.target.method === 'post' && [...event.target.elements].find((each) => each.validity.badInput);
    if (!half) return;
    event.preventDefault();
    event.stopImmediatePropagation();  // nobody takes it for sent
    half.reportValidity();
  }, true);

  window.addEventListener('submit', (event) => {
    const {target: form, submitter} = event;
    if (event.defaultPrevented || form.method !== 'post' || (submitter?.formTarget || form.target) === '_blank') return;
    if (sent.has(form)) event.preventDefault();
    else setTimeout(() => sent.delete(form), AGAIN);
    sent.add(form);
  });
  // Who was asked, and stays, may send it again.
  window.addEventListener('beforeunload', (event) => setTimeout(() => { if (event.defaultPrevented) sent = new WeakSet(); }));
  window.addEventListener('pageshow', () => { sent = new WeakSet(); });
}
