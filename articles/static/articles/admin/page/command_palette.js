// Ctrl+K: find a story, a person, a source or an act, and go there.
import {isCommand, letter} from './pressed.js';

const dialog = document.querySelector('#palette');
const input = dialog?.querySelector('input');
const status = dialog?.querySelector('[role=status]');
const list = dialog?.querySelector('[role=listbox]');
let rows = [];
let chosen = 0;
let waiting = null;

function story() {
  return (/\/articles\/article\/(\d+)\//.exec(location.pathname) || [])[1] || '';
}

function choose(index) {
  if (!rows.length) return;
  chosen = (index + rows.length) % rows.length;
  [...list.children].forEach((row, place) => row.setAttribute('aria-selected', place === chosen));
  list.children[chosen].scrollIntoView({block: 'nearest'});
  input.setAttribute('aria-activedescendant', list.children[chosen].id);
}

function go(row) {
  dialog.close();
  if (row.post) send(row);
  else location.assign(row.address);
}

// An act that asks nothing is done at once.
function send({address, post}) {
  const form = document.createElement('form');
  const token = document.querySelector('[name=csrfmiddlewaretoken]');
  form.method = 'post';
  form.action = address;
  for (const [name, value] of Object.entries({...post, csrfmiddlewaretoken: token.value})) {
    form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
  }
  form.hidden = true;
  document.body.append(form);
  form.requestSubmit();
}

function show() {
  list.replaceChildren(...rows.map((row, place) => {
    const line = document.createElement('li');
    const kind = document.createElement('small');
    line.id = `palette-${place}`;
    line.setAttribute('role', 'option');
    kind.textContent = row.kind;
    line.append(row.name, ' · ', kind);
    line.addEventListener('click', () => go(row));
    return line;
  }));
  status.textContent = dialog.dataset.found.replace('%s', rows.length);
  input.removeAttribute('aria-activedescendant');
  choose(0);
}

async function ask() {
  const query = input.value;
  const asked = new URLSearchParams({q: query, story: story()});
  const answer = await fetch(`${dialog.dataset.address}?${asked}`, {redirect: 'error'});
  if (input.value !== query) return;
  status.classList.toggle('for-ears', answer.ok);
  if (!answer.ok) {
    rows = [];
    list.replaceChildren();
    if (answer.headers.get('Content-Type')?.startsWith('text/plain')) status.textContent = await answer.text();
    return;
  }
  const said = await answer.json();
  if (input.value !== query) return;
  rows = said.found;
  dialog.dataset.query = query;
  show();
}

async function keys(event) {
  if (event.isComposing || event.keyCode === 229) return;
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (step) {
    event.preventDefault();
    choose(chosen + step);
  }
  if (event.key !== 'Enter') return;
  event.preventDefault();
  clearTimeout(waiting);
  if (dialog.dataset.query !== input.value) await ask();
  if (dialog.open && rows.length && dialog.dataset.query === input.value) go(rows[chosen]);
}

if (dialog) {
  document.addEventListener('keydown', (event) => {
    if (!isCommand(event) || event.shiftKey || event.altKey || letter(event) !== 'k') return;
    event.preventDefault();
    if (dialog.open) return;
    input.value = '';
    delete dialog.dataset.query;
    dialog.showModal();
    ask().catch(() => {});
  });
  input.addEventListener('keydown', keys);
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => {}), 120);
  });
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
}
