// What is typed into the story's form, kept in this browser: each tab's by itself.
import {post} from './session.js';
import {setFull} from './status_lines.js';
import {giveKeys} from './stored_rows.js';

const GONE = 410;  // words were redacted since: they end here too
export const frame = document.querySelector('#keeping');
export const form = document.querySelector('#article_form');
const names = frame?.dataset.fields.split(' ');
const story = () => `newsroom:${frame.dataset.user}:${frame.dataset.story}:`;
const key = () => story() + frame.dataset.tab;

// All that the form sends beside its texts, as one text.
function beside(sent = new FormData(form)) {
  for (const name of [...names, 'csrfmiddlewaretoken', 'base', 'tab', 'took']) sent.delete(name);
  const others = new URLSearchParams([...sent].filter(([name, value]) => typeof value === 'string' && !name.includes('__prefix__') && !name.startsWith('_')));
  others.sort();
  return others.toString();
}

let opened = frame && form && frame.dataset.beside !== 'kept' ? beside() : '';
let clashed = '';  // what stood beside the texts at a clash: its rows know which of them the first save stored

// The version that the words started from goes along, and what stands beside them where it was changed.
export function typed() {
  const texts = [...names, 'base'].map((name) => [name, form.elements[name]]).filter(([, field]) => field);
  const others = clashed || beside();
  return {...Object.fromEntries(texts.map(([name, field]) => [name, field.value])), ...(others === opened ? {} : {beside: others})};
}

// A browser may refuse to store. The server still keeps the text; without a connection the line above the form then
// says that nobody does.
export function store(more = {}) {
  try {
    localStorage.setItem(key(), JSON.stringify({fields: typed(), mark: frame.dataset.mark, ...more}));
    setFull(false);
    return true;
  } catch {
    setFull(true);
    return false;
  }
}

export function drop() {
  localStorage.removeItem(key());
}

// A saved form goes on from there, that of a new story as that story's. What was sent is stored, but at a clash.
// Changed rows of a stale form are still told by the version before, and so is what was merged.
export function goOnFrom({key, sent, version, rows = [], isClash = false, isStale = false}) {
  drop();
  if (!isStale) giveKeys(form, sent, rows);
  if (version && (!isStale || beside() === beside(sent))) form.elements.base.value = version;
  opened = isClash ? '' : beside(sent);
  clashed = isClash ? beside(sent) : '';
  Object.assign(frame.dataset, version && {version, mark: version});
  if (frame.dataset.story === key) return;
  Object.assign(frame.dataset, {story: key, address: `${frame.dataset.address}${key}/`});
  history.replaceState(null, '', `../${key}/change/`);
}

// Ask whether a change is of this story, in another tab; new ones are two.
export function isOfAnotherTab(event) {
  return Boolean(event.newValue) && frame.dataset.story !== 'new' && event.key !== key() && event.key.startsWith(story());
}

function stored(tab) {
  try { return JSON.parse(localStorage.getItem(tab)); } catch { return null; }
}

// Send what only this browser has to the server; answer whether it took any of it.
export async function recover() {
  const before = Object.keys(localStorage).filter((name) => name.startsWith(story()));
  return (await Promise.all(before.map(give))).includes(true);
}

async function give(tab) {
  const left = stored(tab);
  const now = typed();
  const isSame = left && [...names, 'beside'].every((name) => (left.fields[name] ?? '') === (now[name] ?? ''));
  const isSaved = left?.isSubmitted && Number(frame.dataset.mark) > Number(left.mark);
  let isGiven = false;
  if (left && !isSame && !isSaved && !left.isSent) {
    const fields = {...left.fields, tab: tab.slice(story().length)};
    const answer = await post(frame.dataset.address, new URLSearchParams(fields));
    if (!answer.ok && answer.status !== GONE) return false;
    isGiven = answer.ok;
  }
  localStorage.removeItem(tab);
  return isGiven;
}
