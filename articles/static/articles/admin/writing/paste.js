// What is pasted with its layout comes as Markdown; a plain paste stays plain.
import {post, read} from '../drafts/session.js';
import {replaceText} from './replace_text.js';

const writing = document.querySelector('#writing');
const laidOut = new RegExp('<(a\\s[^>]*href|b|strong|i|em|s|strike|del|ul|ol|li|dl|table|h[1-6]|blockquote|su[bp]|code|pre|hr)\\b'
  + '|mso-|font-weight:\\s*(bold|[6-9]00)|line-through|vertical-align:\\s*su|display:\\s*none', 'i');

function line(frame) {
  return frame.querySelector('.paste-state') || (() => {
    const said = document.createElement('p');
    said.className = 'paste-state upload-status';
    said.setAttribute('role', 'status');
    frame.querySelector('.markdownx-editor').after(said);
    return said;
  })();
}

function nextNote(text) {
  return 1 + Math.max(0, ...[...text.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1])));
}

// A heading, a list, several paragraphs: not in the midst of a line.
function apart(before, markdown, behind) {
  if (!/^(#{1,6} |[-*] |\d+[.)] |> |\| |```|---)|\n\n/.test(markdown)) return markdown;
  return (/(^|\n)$/.test(before) ? '' : '\n\n') + markdown + (/^(\n|$)/.test(behind) ? '' : '\n\n');
}

// The hand stays where it is: in another field, or at its place in this one.
function swap(area, at, plain, text, isLast, replaced) {
  const {selectionStart, selectionEnd} = area;
  const focused = document.activeElement;
  const end = at + plain.length;
  const moved = (place) => (place < end ? Math.min(place - at, text.length) : place - end + text.length);
  const isUndone = isLast && focused === area && document.execCommand('undo');  // so that the whole paste is one step
  replaceText(area, at, isUndone ? at + replaced : end, text, moved(selectionStart), moved(selectionEnd));
  focused.focus();
}

// Where the plain words stand after what was typed meanwhile, before or behind them; -1 where they were changed.
function place(text, before, plain, behind) {
  if (text.startsWith(before + plain)) return before.length;
  if (text.endsWith(plain + behind)) return text.length - (plain + behind).length;
  const at = text.indexOf(plain);
  return at === text.lastIndexOf(plain) ? at : -1;
}

// The plain words come at once, and the Markdown in their place if they still stand there as they came.
async function take(frame, area, html, plain) {
  const said = line(frame);
  const {selectionStart: from, selectionEnd: to, value} = area;
  const [before, behind] = [value.slice(0, from), value.slice(to)];
  replaceText(area, from, to, plain);
  let isLast = area.value !== value;
  document.addEventListener('input', () => { isLast = false; }, {capture: true, once: true});
  said.textContent = '…';
  try {
    const address = `${writing.dataset.paste}?first_note=${nextNote(value)}`;
    const answer = await post(address, new Blob([html], {type: 'text/html'}));
    const got = await read(answer);
    said.textContent = (got.error || '').slice(0, 300);
    if (!answer.ok) return;
    const at = place(area.value, before, plain, behind);
    if (at < 0) said.textContent = writing.dataset.pasteLate;
    if (at < 0) return;
    const text = apart(area.value.slice(0, at), got.markdown, area.value.slice(at + plain.length));
    swap(area, at, plain, text, isLast, to - from);
  } catch {
    said.textContent = writing.dataset.pasteLost;
  }
}

for (const frame of document.querySelectorAll('.markdownx')) {
  frame.addEventListener('paste', (event) => {
    const area = frame.querySelector('.markdownx-editor');
    const html = event.clipboardData.getData('text/html');
    if (event.target !== area || event.clipboardData.files.length || !laidOut.test(html)) return;
    event.preventDefault();
    take(frame, area, html, event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n'));
  }, true);
}
