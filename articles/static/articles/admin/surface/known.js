// Names of the sources and pictures in a text: from the form's rows, or from the server, all at once.
import {StateEffect} from '../editor/codemirror.js';

const AT_ONCE = 40;  // keys in one address
const PAUSE = 200;  // ms

export const learned = StateEffect.define();
const writing = document.querySelector('#writing');
const views = new Set();
const kinds = {sources: new Map(), pictures: new Map()};  // key → what the desk says of it, null where it has none
let waiting = null;
let wanted = [];

// What is added through an offer is known at once.
export function teach(kind, key, said) {
  kinds[kind].set(key, said);
}

function fromRows() {
  for (const mark of document.querySelectorAll('input[name^="citations-"][name$="-mark"]')) {
    const source = document.getElementsByName(mark.name.replace(/mark$/, 'source'))[0];
    const chosen = source?.selectedOptions?.[0];
    if (mark.value && chosen?.value) teach('sources', mark.value, {key: mark.value, name: chosen.textContent.trim()});
  }
}

async function ask() {
  const asked = wanted;
  wanted = [];
  for (const kind of Object.keys(kinds)) {
    const keys = asked.filter((each) => each.kind === kind).map((each) => each.key);
    for (let from = 0; from < keys.length; from += AT_ONCE) await askSome(kind, keys.slice(from, from + AT_ONCE));
  }
  for (const view of views) view.dispatch({effects: learned.of(null)});
}

async function askSome(kind, keys) {
  const query = new URLSearchParams(keys.map((key) => ['key', key]));
  const said = await fetch(`${writing.dataset[kind]}?${query}`, {redirect: 'error'})
    .then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
  if (said) for (const key of keys) kinds[kind].set(key, said.found.find((row) => row.key === key) ?? null);
}

// What is known of a key; undefined until the desk has answered.
export function known(kind, key) {
  const said = kinds[kind].get(key);
  if (said === undefined && writing && !kinds[kind].has(key)) {
    kinds[kind].set(key, undefined);
    wanted.push({kind, key});
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  }
  return said;
}

export function hearOfNames(view) {
  fromRows();
  views.add(view);
  // What could not be asked is asked again.
  window.addEventListener('online', () => {
    for (const rows of Object.values(kinds)) for (const [key, said] of rows) if (said === undefined) rows.delete(key);
    view.dispatch({effects: learned.of(null)});
  });
}
