// Show what the copy desk finds beside its field, while one writes.
import { released } from '../page/pressed.js';

const BARE = 'passage-bare';
const PAUSE = 1200; // ms without a key, before it looks again
const form = document.getElementById('article_form');
const places = new Map();
let timer, running, told;

const row = (field) => form.querySelector(`.form-row.field-${field}`) ?? form.querySelector(`[name="${field}"]`)?.closest('.form-row');

function list(field) {
  if (places.has(field)) return places.get(field);
  const at = row(field);
  if (!at) return null;
  const panel = document.getElementById('checks');
  const made = document.createElement('ul');
  made.className = 'findings beside';
  made.id = `findings-${field}`;
  (panel ?? at).append(made);
  const input = at.querySelector(`[name="${field}"]`);
  const known = input?.getAttribute('aria-describedby');
  input?.setAttribute('aria-describedby', [known, made.id].filter(Boolean).join(' '));
  places.set(field, made);
  return made;
}

function show(finding, into = list(finding.field)) {
  const item = document.createElement('li');
  item.className = finding.level;
  item.append(`${finding.message} ${finding.remedy ?? ''}`);
  const input = form.elements[finding.field];
  if (finding.start !== undefined && input?.setSelectionRange) {
    item.append(' ', button(gettext('Show the place'), () => {
      // A finding counts whole characters, a field halves of some.
      const start = [...input.value].slice(0, finding.start).join('').length;
      const detail = { start, end: start + (finding.excerpt ?? '').length };
      // An editor on top of the field may listen, and go there itself.
      if (!input.dispatchEvent(new CustomEvent('newsroom:place', { detail, cancelable: true }))) return;
      input.setSelectionRange(detail.start, detail.start);
      input.focus(); // scrolls to a caret, and to no selection
      input.setSelectionRange(detail.start, detail.end);
    }));
  }
  for (const act of finding.acts ?? []) item.append(' ', button(act.name, ({target}) => { target.disabled = true; act.apply(); }));
  into?.append(item);
}

function button(name, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = name;
  made.addEventListener('click', act);
  return made;
}

// What rests on nobody is one line with a count, which opens: each passage stands marked in the text.
function fold(bare) {
  const item = document.createElement('li');
  const more = document.createElement('details');
  const summary = document.createElement('summary');
  const inner = document.createElement('ul');
  item.className = 'note';
  summary.textContent = ngettext('Nobody stands behind %s passage.', 'Nobody stands behind %s passages.', bare.length).replace('%s', bare.length);
  more.append(summary, inner);
  item.append(more);
  list('body').append(item);
  for (const finding of bare) show(finding, inner);
}

function tell(findings) {
  told = findings;
  places.forEach((place) => place.replaceChildren());
  // The writing surface marks the words, and says how one press mends them.
  form.elements.body.dispatchEvent(new CustomEvent('newsroom:findings', { detail: findings.filter(({ field }) => field === 'body') }));
  // What is still empty is no fault while one writes; the button says it again.
  const shown = findings.filter((finding) => !finding.code.endsWith('-empty') || finding.code === 'link-empty');
  for (const finding of shown) if (finding.code !== BARE) show(finding);
  const bare = shown.filter((finding) => finding.code === BARE);
  if (bare.length) fold(bare);
  document.dispatchEvent(new CustomEvent('newsroom:counted', { detail: { of: 'checks', count: shown.length } }));
}

async function look() {
  running?.abort();
  running = new AbortController();
  try {
    // The page of a sign-in is no answer.
    const answer = await fetch('../checks/', { method: 'POST', body: new FormData(form), signal: running.signal, redirect: 'manual' });
    if (!answer.ok) return;
    const { findings } = await answer.json();
    const mine = running;
    await released();
    if (mine === running) tell(findings);
  } catch (error) {
    if (error.name !== 'AbortError' && !(error instanceof TypeError)) throw error; // away: it looks again later
  }
}

if (form && form.querySelector('[name="body"]')) {
  const later = () => { clearTimeout(timer); timer = setTimeout(look, PAUSE); };
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  form.addEventListener('newsroom:surface', () => { if (told) tell(told); });
  if (form.querySelector('[name="base"]')?.value) look();
}
