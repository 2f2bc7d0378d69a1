// The column beside a story's text: each panel remembers whether it is open; where there is no room for the
// column, it is a drawer that a button of the bar opens.

const KEY = 'newsroom:panels';
const panels = document.querySelector('#panels');
const button = document.querySelector('#panels-button');
const isNarrow = matchMedia('(max-width: 68.75rem)');

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function remember({target}) {
  try {
    localStorage.setItem(KEY, JSON.stringify({...remembered(), [target.dataset.part]: target.open}));
  } catch { /* the store is full: it opens as it always does */ }
}

function show(isOpen) {
  panels.classList.toggle('is-open', isOpen);
  button.setAttribute('aria-expanded', isOpen);
}

function open() {
  show(true);
  panels.querySelector('#panels-close').focus();
}

function shut() {
  show(false);
  button.focus();
}

// A field that has to be mended, or that an address names, is seen wherever it stands.
function bringOut(field) {
  if (!field || field.matches('summary')) return;  // that one opens and shuts by itself
  for (let frame = field.closest('details'); frame; frame = frame.parentElement.closest('details')) frame.open = true;
  if (isNarrow.matches && panels.contains(field) && !panels.classList.contains('is-open')) show(true);
}

function fit() {
  button.hidden = !isNarrow.matches;
  panels.classList.toggle('is-drawer', isNarrow.matches);
  if (!isNarrow.matches) panels.classList.remove('is-open');
}

function count({detail}) {
  for (const place of document.querySelectorAll(`[data-count-of="${detail.of}"]`)) place.textContent = detail.count || '';
  if (detail.of === 'checks') panels.querySelector('#checks [data-none]').hidden = detail.count > 0;
}

if (panels) {
  const known = remembered();
  const isRefused = document.querySelector('.bar-refusal');
  for (const part of panels.querySelectorAll('.part')) {
    if (!isRefused && part.dataset.part in known) part.open = known[part.dataset.part];
    part.addEventListener('toggle', remember);
  }
  fit();
  isNarrow.addEventListener('change', fit);
  button.addEventListener('click', () => (panels.classList.contains('is-open') ? shut() : open()));
  document.querySelector('#panels-close').addEventListener('click', shut);
  panels.addEventListener('keydown', (event) => { if (event.key === 'Escape' && panels.classList.contains('is-open')) shut(); });
  panels.addEventListener('focusin', ({target}) => bringOut(target));
  document.addEventListener('newsroom:counted', count);
  const named = document.getElementById(location.hash.slice(1));
  const wrong = document.querySelector('.story-text .errors') ? null
    : panels.querySelector('.errors :is(input, select, textarea):not([type=hidden]), .errorlist ~ * :is(input, select)');
  for (const field of [named, wrong].filter((each) => panels.contains(each))) {
    bringOut(field);
    if (document.activeElement === document.body) field.focus();
  }
}
