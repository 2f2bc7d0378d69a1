// Rows that a save stored: the form knows them by their keys from now on, and what they said then. What it removed is
// taken out, and what it left, since it was empty, stands behind the others as a new row.

const NUMBERED = ['id', 'name', 'for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns'];
const field = (row, name) => row.querySelector(`[name$="-${name}"]:not([name^="initial-"])`);

// The rows of a form as they stand there now: {prefix: elements}.
export function rowsOf(form) {
  const prefixes = [...form.querySelectorAll('[name$="-INITIAL_FORMS"]')].map(({name}) => name.replace('-INITIAL_FORMS', ''));
  const rows = (prefix) => [...form.querySelectorAll(`[name^="${prefix}-"][name$="-id"]:not([name*=__])`)].map((key) => key.closest('tr, .inline-related'));
  return Object.fromEntries(prefixes.map((prefix) => [prefix, rows(prefix)]));
}

function begin(row, said) {
  for (const first of row.querySelectorAll('[name^="initial-"]')) first.value = said[first.name.split('-').at(-1)] ?? '';
}

// A new row is taken out of the form, a stored one is removed by a save.
function boxOf(row, prefix) {
  const box = Object.assign(document.createElement('input'), {type: 'checkbox', name: `${prefix}-0-DELETE`});
  const link = row.querySelector('.inline-deletelink');
  const label = document.createElement('label');
  label.className = 'delete';
  label.append(box, ` ${link?.textContent}`);
  link?.replaceWith(label);
  return box;
}

function know(row, key, said, prefix) {
  const id = field(row, 'id');
  id.value = key;
  begin(row, said);
  const box = boxOf(row, prefix);
  if (row.isConnected) return;
  row.classList.add('empty-form');  // a hand took it out before the answer: the next save does
  row.replaceChildren(id, box);
  box.checked = true;
  document.getElementById(`${prefix}-empty`).before(row);
}

// It was ticked when it was sent, and is no more: the next save stores it anew.
function forget(row) {
  field(row, 'id').value = '';
  begin(row, {});
}

function renumber(row, prefix, number) {
  const place = new RegExp(`${prefix}-\\d+`, 'g');
  for (const part of [row, ...row.querySelectorAll('*')]) {
    for (const name of NUMBERED.filter((each) => part.hasAttribute(each))) {
      part.setAttribute(name, part.getAttribute(name).replace(place, `${prefix}-${number}`));
    }
  }
}

function inOrder(rows, known) {
  const next = rows.find((row) => !known.includes(row));
  for (const row of rows.slice(rows.indexOf(next))) if (next && known.includes(row)) next.before(row);
  return [...known, ...rows.filter((row) => !known.includes(row))];
}

// What was sent of each row, {name: value}, taken out of the rest.
function takeOut(sent, prefix) {
  const rows = {};
  for (const [name, value] of [...sent]) {
    const [, of, number, part] = /^(?:initial-)?(.+)-(\d+)-([^-]+)$/.exec(name) ?? [];
    if (of !== prefix) continue;
    if (!name.startsWith('initial-')) (rows[number] ??= {})[part] = value;
    sent.delete(name);
  }
  return rows;
}

// What the form would send of a row, had nobody typed since.
function putBack(sent, row, said) {
  const place = field(row, 'id').name.replace(/id$/, '');
  for (const [name, value] of Object.entries(said)) sent.set(place + name, value);
  for (const {name, value} of row.querySelectorAll(`[name$="-id"], [name^="initial-"]`)) sent.set(name, value);
}

// `shown` are the form's rows when it was sent, `keys` those that they have by now, if any.
function giveSome(form, sent, {prefix, shown, keys}) {
  const said = takeOut(sent, prefix);
  const before = new Map();  // row → what it said; not of one that is kept after all, which is new
  shown.forEach((row, place) => {
    if (keys[place]) know(row, keys[place], said[place], prefix);
    else if (field(row, 'DELETE')?.checked) row.remove();
    else if (field(row, 'id').value) return forget(row);
    if (row.isConnected) before.set(row, said[place]);
  });
  const known = shown.filter((row, place) => keys[place]);
  const rows = inOrder(rowsOf(form)[prefix], known);
  rows.forEach((row, number) => renumber(row, prefix, number));
  before.forEach((fields, row) => putBack(sent, row, fields));
  for (const [name, now, then] of [['INITIAL', known.length, known.length], ['TOTAL', rows.length, before.size]]) {
    form.elements[`${prefix}-${name}_FORMS`].value = now;
    sent.set(`${prefix}-${name}_FORMS`, then);
  }
  document.dispatchEvent(new CustomEvent('formset:removed', {detail: {formsetName: prefix}}));  // who counts counts anew
}

export function giveKeys(form, sent, rows) {
  for (const each of rows) giveSome(form, sent, each);
}
