// What a correction would change is shown beside the button: the page, and the caret in it, stay.

const form = document.querySelector('#act-form');
let isPlain = false;

// The page that the server made; null where it has more to say than stands beside the button.
async function ask(sent) {
  const answer = await fetch(location.pathname, {method: 'POST', body: sent, redirect: 'error'});
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.querySelector('#act-form .errors') ? null : page.querySelector('#act-form');
}

function show(fresh) {
  form.querySelectorAll('.errornote, .errorlist').forEach((each) => each.remove());
  form.querySelectorAll('.form-row.errors').forEach((row) => row.classList.remove('errors'));
  form.querySelector('#looked-at').replaceWith(fresh.querySelector('#looked-at'));
  const refusal = [...fresh.querySelectorAll('#act-form > :is(.errornote, .errorlist)')];
  if (refusal.length) {
    form.querySelector('#looked-at').prepend(...refusal);
    refusal[0].tabIndex = -1;
  }
  const next = refusal[0] ?? form.querySelector('[name=_do]:not(:disabled)');
  next?.focus();
  form.querySelector('#looked-at').scrollIntoView({block: 'nearest'});
}

form?.addEventListener('submit', async (event) => {
  const button = event.submitter;
  if (isPlain || !button?.matches('[data-stays]')) return;
  event.preventDefault();
  const fresh = await ask(new FormData(form, button)).catch(() => null);
  isPlain = !fresh;
  if (isPlain) form.requestSubmit(button);
  else show(fresh);
  form.dispatchEvent(new Event('newsroom:stayed'));  // nothing was sent: what was typed is still unsent
});
