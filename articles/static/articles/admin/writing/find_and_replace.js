// Find and replace in the text: a small bar above it, opened by Ctrl+Shift+F.
import {replaceText} from './replace_text.js';

const bar = document.querySelector('#find-bar');
let area = null;

function part(name) {
  return bar.querySelector(`[name=${name}]`);
}

// Where the word begins and ends; the text is never lowered: some letters are longer in lower case.
function places() {
  const sought = part('find-text').value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const word = new RegExp(sought, part('find-case').checked ? 'gu' : 'giu');
  return sought ? [...area.value.matchAll(word)].map((match) => [match.index, match.index + match[0].length]) : [];
}

function say(index, count) {
  bar.querySelector('[role=status]').textContent = count ? `${index + 1} / ${count}` : bar.dataset.none;
}

function next(step) {
  const found = places();
  const here = step > 0 ? found.findIndex(([from]) => from >= area.selectionEnd)
    : found.findLastIndex(([from]) => from < area.selectionStart);
  const index = here >= 0 ? here : step > 0 ? 0 : found.length - 1;
  say(index, found.length);
  if (!found.length) return;
  const focused = document.activeElement;
  const [from, to] = found[index];
  area.setSelectionRange(from, from);
  area.focus();  // scrolls to a caret that stands, to no selection
  area.setSelectionRange(from, to);
  focused.focus();
}

function replaceOne() {
  const {selectionStart, selectionEnd} = area;
  if (places().some(([from, to]) => from === selectionStart && to === selectionEnd)) {
    replaceText(area, selectionStart, selectionEnd, part('find-with').value);
    part('find-with').focus();
  }
  next(1);
}

function replaceAll() {
  const found = places();
  let text = '';
  let end = 0;
  for (const [from, to] of found) {
    text += area.value.slice(end, from) + part('find-with').value;
    end = to;
  }
  if (found.length) replaceText(area, 0, area.value.length, text + area.value.slice(end));
  part('find-with').focus();
  bar.querySelector('[role=status]').textContent = bar.dataset.replaced.replace('%s', found.length);
}

function open() {
  area = document.querySelector('.markdownx-editor');
  const said = area.value.slice(area.selectionStart, area.selectionEnd);
  bar.hidden = false;
  if (said && !said.includes('\n')) part('find-text').value = said;
  part('find-text').select();
}

function close() {
  bar.hidden = true;
  area.focus();
}

if (bar && document.querySelector('.markdownx-editor')) {
  const acts = {'find-next': () => next(1), 'find-before': () => next(-1), 'find-one': replaceOne,
    'find-all': replaceAll, 'find-close': close};
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.code === 'KeyF') {
      event.preventDefault();
      open();
    }
  });
  bar.addEventListener('click', (event) => acts[event.target.name]?.());
  bar.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    if (event.key !== 'Enter' || event.target.tagName !== 'INPUT') return;
    event.preventDefault();
    if (event.target.name === 'find-with') replaceOne();
    else next(event.shiftKey ? -1 : 1);
  });
}
