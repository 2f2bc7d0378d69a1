// Show what the copy desk finds beside its field, while one writes.
import {underlineUnsourced} from './unsourced_passages.js';

const PAUSE = 1200; // ms without a key, before it looks again
const form = document.getElementById('article_form');
const places = new Map();
let timer, running;

const row = (field) => form.querySelector(`.form-row.field-${field}`) ?? form.querySelector(`[name="${field}"]`)?.closest('.form-row');

function list(field) {
  if (places.has(field)) return places.get(field);
  const at = row(field);
  if (!at) return null;
  const made = document.createElement('ul');
  made.className = 'findings beside';
  made.id = `findings-${field}`;
  at.append(made);
  const input = at.querySelector(`[name="${field}"]`);
  const known = input?.getAttribute('aria-describedby');
  input?.setAttribute('aria-describedby', [known, made.id].filter(Boolean).join(' '));
  places.set(field, made);
  return made;
}

function show(finding) {
  const item = document.createElement('li');
  item.className = finding.level;
  item.append(`${finding.message} ${finding.remedy ?? ''}`);
  const input = form.elements[finding.field];
  if (finding.start !== undefined && input?.setSelectionRange) {
    const go = document.createElement('button');
    go.type = 'button';
    go.textContent = gettext('Show the place');
    go.addEventListener('click', () => {
      // A finding counts whole characters, a field halves of some.
      const start = [...input.value].slice(0, finding.start).join('').length;
      const detail = { start, end: start + (finding.excerpt ?? '').length };
      // An editor on top of the field may listen, and go there itself.
      if (!input.dispatchEvent(new CustomEvent('newsroom:place', { detail, cancelable: true }))) return;
      input.setSelectionRange(detail.start, detail.start);
      input.focus(); // scrolls to a caret, and to no selection
      input.setSelectionRange(detail.start, detail.end);
    });
    item.append(' ', go);
  }
  list(finding.field)?.append(item);
}

async function look() {
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch('../checks/', { method: 'POST', body: new FormData(form), signal: running.signal });
    if (!answer.ok) return;
    const { findings } = await answer.json();
    places.forEach((place) => place.replaceChildren());
    underlineUnsourced(findings);
    // What is still empty is no fault while one writes; the button says it again.
    findings.filter((finding) => !finding.code.endsWith('-empty') || finding.code === 'link-empty').forEach(show);
  } catch (error) {
    if (error.name !== 'AbortError' && !(error instanceof TypeError)) throw error; // away: it looks again later
  }
}

if (form && form.querySelector('[name="body"]')) {
  const later = () => { clearTimeout(timer); timer = setTimeout(look, PAUSE); };
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  if (form.querySelector('[name="base"]')?.value) look();
}
