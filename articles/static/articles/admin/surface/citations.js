// The numbers of citations in the order of first mention, the standfirst's first, as readers will see them.
import {StateField} from '../editor/codemirror.js';
import {MARK} from './grammar.js';
import {known, learned} from './known.js';

const standfirst = document.querySelector('#id_standfirst');
const marks = new RegExp(MARK.source, 'g');

function keysIn(text) {
  return text.includes('[@') ? Array.from(text.matchAll(marks), (match) => match[1]) : [];
}

function number(doc) {
  const keys = new Set([...keysIn(standfirst?.value ?? ''), ...keysIn(doc.toString())]);
  const numbers = new Map();
  for (const key of keys) if (known('sources', key) !== null) numbers.set(key, numbers.size + 1);
  return numbers;
}

// A mark that comes into the standfirst renumbers the text, and the preview with the next word.
export function hearStandfirst(area, view) {
  let told = '';
  const tell = () => {
    const behind = keysIn(standfirst.value).map((key) => `[@${key}]`).join('');
    if (behind === told) return;
    told = behind;
    const address = new URL(area.dataset.markdownxUrlsPath, location.href);
    address.searchParams.set('behind', behind);
    area.dataset.markdownxUrlsPath = address.pathname + address.search;
    view.dispatch({effects: learned.of(null)});
  };
  standfirst?.addEventListener('input', tell);
  if (standfirst) tell();
}

function lines(doc, from, to) {
  return doc.sliceString(doc.lineAt(from).from, doc.lineAt(to).to);
}

// Ask whether a change added, took away or moved a mark; most keys do none of it.
function areMoved(transaction) {
  let isMoved = false;
  transaction.changes.iterChangedRanges((fromA, toA, fromB, toB) => {
    const before = keysIn(lines(transaction.startState.doc, fromA, toA));
    isMoved ||= before.join() !== keysIn(lines(transaction.newDoc, fromB, toB)).join();
  });
  return isMoved;
}

export const citations = StateField.define({
  create: (state) => number(state.doc),
  update(numbers, transaction) {
    const isTold = transaction.effects.some((effect) => effect.is(learned));
    return isTold || (transaction.docChanged && areMoved(transaction)) ? number(transaction.newDoc) : numbers;
  },
});
