// Set the focus: where it was before a save, where the address says, or on the first field.

const PLACE = 'newsroom:place';

// A save comes back to the same page: the caret returns to where it was.
export function rememberPlace() {
  const {activeElement} = document;
  const field = activeElement?.form?.id === 'article_form' ? activeElement : document.querySelector('.markdownx-editor');
  if (!field?.name) return;
  const place = {name: field.name, at: field.selectionStart, top: field.scrollTop};
  try { sessionStorage.setItem(PLACE, JSON.stringify(place)); } catch { /* full: the page begins at its top */ }
}

function comeBack() {
  const place = JSON.parse(sessionStorage.getItem(PLACE) || 'null');
  sessionStorage.removeItem(PLACE);
  const field = place && document.querySelector('#article_form') && document.getElementsByName(place.name)[0];
  if (!field) return false;
  field.focus();
  if (place.at !== null && place.at !== undefined) field.setSelectionRange(place.at, place.at);
  field.scrollTop = place.top;
  return true;
}

// An address names the place where the hand goes on: a field, or what holds one.
function goToPlace() {
  const place = document.getElementById(location.hash.slice(1));
  const target = place?.matches('input, select, textarea, [tabindex]') ? place : place?.querySelector('button, input, select');
  target?.closest('details')?.setAttribute('open', '');
  target?.focus();
  return Boolean(target);
}

function focusFirst() {
  const conflict = document.querySelector('.clash [type=radio], #merge-form .default');
  const wrong = document.querySelector('.errors input:not([type=hidden]), .errors textarea, .errors select');
  const act = document.querySelector('#act-form');
  const field = act?.querySelector('fieldset input:not([type=hidden]), fieldset textarea, fieldset select');
  const isAsked = act?.querySelector('.form-row .required');
  const headline = /\/article\/add\/$/.test(location.pathname) && document.querySelector('#id_headline');
  const target = conflict || wrong || headline || (isAsked ? field : act?.querySelector('[name=_do]:not(:disabled)')) || field
    || document.querySelector('#bulk-form [name=verb], .messagelist li');
  if (!target) return;
  if (target.matches('li')) target.tabIndex = -1;
  target.focus({preventScroll: target.matches('li, [name=_do], [name=verb]')});  // the story is read before its button
}

// A row that a hand adds has the focus; where one is removed, it is on the link that adds.
function goToRow({isTrusted, target}) {
  const group = isTrusted ? target.closest('.add-row')?.closest('.inline-group') : null;
  const rows = group?.querySelectorAll('.inline-related:not(.empty-form), .form-row:not(.empty-form)[id]') ?? [];
  [...rows].at(-1)?.querySelector('.select2-selection, input:not([type=hidden]), select:not(.select2-hidden-accessible), textarea')?.focus();
}

document.addEventListener('click', goToRow);
document.addEventListener('formset:removed', ({detail}) => {
  if (document.activeElement === document.body) document.querySelector(`#${detail.formsetName}-group .add-row a`)?.focus();
});
window.addEventListener('hashchange', goToPlace);
// The browser's own way to a place that takes no focus ends at the page's body.
window.addEventListener('load', () => { if (document.activeElement === document.body) goToPlace(); });
if (!goToPlace() && !comeBack() && document.activeElement === document.body) focusFirst();
