// Bold, italic, link, heading and quote by keys, in every text of Markdown.
import {replaceText} from './replace_text.js';

// One star is a mark of its own among an odd number of them: two alone are the other mark.
function around(area, mark) {
  const {selectionStart: from, selectionEnd: to, value} = area;
  const said = value.slice(from, to);
  const stars = [/\**$/.exec(value.slice(0, from))[0].length, /^\**/.exec(value.slice(to))[0].length];
  const isInside = stars.every((count) => (mark === '*' ? count % 2 : count >= 2));
  const isOpen = value.slice(0, from).split('\n\n').at(-1).split(mark).length % 2 === 0;
  if (isInside) replaceText(area, from - mark.length, to + mark.length, said, 0, said.length);
  else if (!said && isOpen && value.startsWith(mark, to)) area.setSelectionRange(to + mark.length, to + mark.length);
  else replaceText(area, from, to, mark + said + mark, mark.length, mark.length + said.length);
}

function link(area) {
  const {selectionStart: from, selectionEnd: to, value} = area;
  const said = value.slice(from, to);
  if (/^https?:\S+$/.test(said)) replaceText(area, from, to, `[](${said})`, 1);
  else replaceText(area, from, to, `[${said}](https://)`, said.length + 3, said.length + 11);
}

// Each line of the selection gets the mark, or loses it where all have it.
function lines(area, mark) {
  const {selectionStart, selectionEnd, value} = area;
  const from = value.slice(0, selectionStart).lastIndexOf('\n') + 1;
  const end = value.indexOf('\n', selectionEnd);
  const to = end < 0 ? value.length : end;
  const rows = value.slice(from, to).split('\n');
  const isMarked = rows.every((row) => row.startsWith(mark));
  const text = rows.map((row) => (isMarked ? row.slice(mark.length) : mark + row)).join('\n');
  const shifted = (place) => Math.max(0, place - from + text.length - (to - from));
  if (rows.length > 1) replaceText(area, from, to, text, 0, text.length);
  else replaceText(area, from, to, text, shifted(selectionStart), shifted(selectionEnd));
}

const keys = {
  'KeyB': (area) => around(area, '**'),
  'KeyI': (area) => around(area, '*'),
  'Shift+KeyK': link,
  'Shift+KeyH': (area) => lines(area, '## '),
  'Shift+Digit9': (area) => lines(area, '> '),
};

for (const area of document.querySelectorAll('.markdownx-editor')) {
  area.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const act = keys[(event.shiftKey ? 'Shift+' : '') + event.code];
    if (!act) return;
    event.preventDefault();
    act(area);
  });
}
