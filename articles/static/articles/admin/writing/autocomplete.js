// Offer what is asked for in a list at the screen's foot, chosen by arrows and Enter.
import {addCitation} from './citation_rows.js';
import {createSource} from './new_source.js';
import {replaceText} from './replace_text.js';
import {askedAt} from './triggers.js';

const panel = document.querySelector('#offers');
const writing = document.querySelector('#writing');
const list = panel?.querySelector('[role=listbox]');
let area = null;
let open = null;  // {kind, from, query, rows, chosen}
let asking = null;  // {kind, from, query, isEntered}, until its answer is here
let refused = null;  // where the mark begins that Escape was pressed in
let waiting = null;

// The caret may have left what was asked for.
function follow() {
  const held = asking ?? open;
  const now = held && askedAt(area);
  if (now?.from !== held?.from || now?.query !== held?.query) close();
}

function close() {
  clearTimeout(waiting);
  asking = null;
  open = null;
  panel.hidden = true;
  area?.removeAttribute('aria-activedescendant');
}

function choose(index) {
  open.chosen = (index + open.rows.length) % open.rows.length;
  [...list.children].forEach((row, place) => row.setAttribute('aria-selected', place === open.chosen));
  list.children[open.chosen]?.scrollIntoView({block: 'nearest'});
  area.setAttribute('aria-activedescendant', `offer-${open.chosen}`);
}

function view(address) {
  const picture = document.createElement('img');
  picture.src = address;
  picture.alt = '';
  return picture;
}

function show() {
  list.replaceChildren(...open.rows.map((row, place) => {
    const line = document.createElement('li');
    const hint = document.createElement('small');
    line.id = `offer-${place}`;
    line.setAttribute('role', 'option');
    hint.textContent = row.hint || '';
    if (row.view) line.append(view(row.view));
    line.append(row.name, ' ', hint);
    line.addEventListener('mousedown', (event) => { event.preventDefault(); take(row); });
    return line;
  }));
  const found = open.rows.filter((row) => !row.isNew).length;
  const nothing = open.rows.length ? writing.dataset.nothingButNew : writing.dataset.nothing;
  panel.querySelector('[role=status]').textContent = found ? writing.dataset.found.replace('%s', found) : nothing;
  panel.hidden = false;
  area.removeAttribute('aria-activedescendant');
  if (open.rows.length) choose(0);
}

async function ask(now) {
  const query = new URLSearchParams({q: now.query});
  const said = await fetch(`${writing.dataset[now.kind.address]}?${query}`, {redirect: 'error'})
    .then((answer) => answer.ok && answer.json()).catch(() => null);
  follow();
  if (asking !== now) return;
  if (!said) { if (now.isEntered) enter(); else close(); return; }
  asking = null;
  open = {...now, rows: said.found, chosen: 0};
  if (now.kind.adds && said.may_add && now.query.trim()) {
    open.rows.push({isNew: true, name: writing.dataset.addSource.replace('%s', now.query.trim())});
  }
  show();
  if (now.isEntered && open.rows.length) take(open.rows[0]);
  else if (now.isEntered) enter();
}

// Nothing was found: the key does what it does.
function enter() {
  const at = area.selectionStart;
  close();
  replaceText(area, at, at, '\n');
}

function take(row) {
  const {from, query, kind} = open;
  const to = area.selectionStart;
  close();
  if (row.isNew) {
    createSource(query.trim(), (source) => cite(source, from, to), () => area.focus());
    return;
  }
  if (kind.adds) cite(row, from, to);
  else replaceText(area, from, to, kind.text(row));
}

function cite(source, from, to) {
  replaceText(area, from, to, `[@${source.key}]`);
  addCitation(source);
  area.focus();
}

function keys(event) {
  follow();
  if (!(asking || open) || event.isComposing || event.ctrlKey || event.metaKey) return;
  const act = {
    ArrowDown: () => choose(open.chosen + 1), ArrowUp: () => choose(open.chosen - 1),
    Enter: () => { if (asking) asking.isEntered = true; else take(open.rows[open.chosen]); },
    Escape: () => { refused = (asking || open).from; close(); },
  }[event.key];
  const isAwaited = event.key === 'Escape' || (event.key === 'Enter' && asking);
  if (!act || !(isAwaited || open?.rows.length)) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

for (const text of panel ? document.querySelectorAll('.markdownx-editor') : []) {
  text.setAttribute('aria-controls', 'offers-list');
  text.addEventListener('keydown', keys);
  text.addEventListener('input', () => {
    area = text;
    let now = askedAt(area);
    if (now?.from === refused) now = null;
    else refused = null;
    if (now?.from !== open?.from) close();
    clearTimeout(waiting);
    asking = now;
    if (now) waiting = setTimeout(ask, 120, now);
  });
  text.addEventListener('blur', close);
}
document.addEventListener('selectionchange', follow);
