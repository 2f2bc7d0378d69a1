// A paste with a layout comes as Markdown. Till then its plain words stand beneath a placeholder, and are saved.
import {EditorState, EditorView, isolateHistory, syntaxTree, Transaction} from '../editor/codemirror.js';
import {post, read} from '../drafts/session.js';
import {statusLine} from '../pictures/upload.js';
import {placeOf, wait} from './pending.js';

const writing = document.querySelector('#writing');
const laidOut = new RegExp('<(a\\s[^>]*href|p|b|strong|i|em|s|strike|del|ul|ol|li|dl|table|h[1-6]|blockquote|su[bp]|code|pre|hr)\\b'
  + '|mso-|font-weight:\\s*(bold|[6-9]00)|font-style:\\s*(italic|oblique)|line-through|vertical-align:\\s*su|display:\\s*none', 'i');
// An editor of code colours its lines in a block whose white space counts: Markdown copied there is Markdown.
const isSource = (html) => /^(\s|<(meta|html|body|!--)[^>]*>)*<div\b[^>]*white-space:\s*pre\s*[;"']/i.test(html);
// A post whose white space counts is plain words.
const isLaidOut = (html) => !isSource(html)
  && (laidOut.test(html) || (/<div\b/i.test(html) && !/white-space:\s*(pre|break-spaces)/i.test(html)));
const silent = Transaction.addToHistory.of(false);

function nextNote(text) {
  return 1 + Math.max(0, ...Array.from(text.matchAll(/\[\^(\d+)\]/g), (match) => Number(match[1])));
}

// Blocks stand apart from words.
function apart(before, markdown, behind) {
  const isMarked = /^(#{1,6} |[-*] |\d+[.)] |> |\| |```|---)/.test(markdown);
  if (!isMarked && !/\n\n/.test(markdown)) return markdown;
  const gap = !isMarked && /\S\s*?\n$/.test(before) ? '\n' : /(^|\n)$/.test(before) ? '' : '\n\n';
  return gap + markdown + (/^(\n|$)/.test(behind) ? '' : '\n\n');
}

// Behind the last tick of code, the caret is in that no more.
function inside(state, at) {
  const names = [];
  for (let node = syntaxTree(state).resolveInner(at, -1); node; node = node.parent) {
    if (node.name !== 'InlineCode' || at < node.to) names.push(node.name);
  }
  return names;
}

const isIn = (state, at, ...names) => inside(state, at).some((name) => names.includes(name));

const inCell = (text) => text.trim().replace(/\s*\n\s*/g, ' ').replace(/(?<!\\)((?:\\\\)*)\|/g, '$1\\|');

// Whole rows, beside a row, stay rows. A bar that is typed begins a cell.
function breaksCell(state, from, text, isTyped) {
  const line = state.doc.lineAt(from);
  const before = state.doc.sliceString(line.from, from).trim();
  const isBesideRow = !before || (before.endsWith('|') && from === line.to);
  return !isBesideRow && (isTyped ? /\S\s*\n|\n\s*\S/ : /[\n|]/).test(text) && isIn(state, from, 'TableRow', 'TableHeader');
}

// A phone's keyboard types what it pastes.
const oneLineCells = EditorState.transactionFilter.of((step) => {
  const isTyped = step.isUserEvent('input.type');
  const isHeard = isTyped || step.isUserEvent('input.paste') || step.isUserEvent('input.drop');
  if (!isHeard || step.annotation(Transaction.addToHistory) === false) return step;
  const changes = [];
  let isMended = false;
  step.changes.iterChanges((from, to, _start, _end, inserted) => {
    const text = inserted.toString();
    const isBroken = breaksCell(step.startState, from, text, isTyped);
    isMended ||= isBroken;
    changes.push({from, to, insert: isBroken ? inCell(text) : text});
  });
  if (!isMended) return step;
  const set = step.startState.changes(changes);
  return {changes: set, selection: {anchor: set.mapPos(changes.at(-1).to, 1)}, userEvent: 'input.paste', scrollIntoView: true};
});

// The mark of an empty item or heading stands once, a quotation goes on, and a cell is one line.
function fitted(state, from, markdown, behind) {
  const line = state.doc.lineAt(from);
  const before = state.doc.sliceString(line.from, from);
  const fromAbove = state.doc.sliceString(state.doc.lineAt(Math.max(0, line.from - 1)).from, from);
  const [mark, kind] = /^\s*(?:([-*+]|\d{1,9}[.)]|#{1,6}|>) )$/.exec(before) ?? [];
  const isBehindRow = before.endsWith('|') && /^(\n|$)/.test(behind);  // what stands there, no page shows
  const tail = /\n/.test(markdown) && !/^(\n|$)/.test(behind) ? '\n\n' : '';
  if (!isBehindRow && isIn(state, from, 'TableRow', 'TableHeader')) return {from, insert: inCell(markdown)};
  if (!mark) return {from, insert: apart(fromAbove, markdown, behind)};
  if (kind === '>') return {from, insert: markdown.replace(/\n/g, '\n> ') + tail};
  const isSame = kind.startsWith('#') ? /^#{1,6} /.test(markdown) : /^([-*+]|\d{1,9}[.)]) /.test(markdown);
  return {from: isSame ? line.from : from, insert: markdown + tail};
}

// An address that is pasted over words becomes their link.
function linked(view, plain) {
  const {from, to} = view.state.selection.main;
  const words = view.state.doc.sliceString(from, to);
  if (!words.trim() || !/^https?:\/\/[^\s<>]+$/.test(plain) || /[\n[\]]|:\/\//.test(words)) return null;
  if (isIn(view.state, to, 'Link', 'Image', 'Autolink', 'InlineCode', 'FencedCode', 'CodeBlock')) return null;
  const link = Object.assign(document.createElement('a'), {textContent: 'x'});
  link.setAttribute('href', plain);
  const written = `[${words}](${/[()]/.test(plain) ? `<${plain}>` : plain})`;
  return {html: link.outerHTML, written, adapt: (markdown) => (/^\[x\]\(/.test(markdown) ? `[${words}${markdown.slice(2)}` : written)};
}

// One step to undo. Notes go behind the paragraph.
function settle(view, waiting, replaced, text) {
  const place = placeOf(view.state, waiting);
  if (!place) { view.dispatch({effects: waiting.done}); return; }
  const {from, to} = place;
  const {main} = view.state.selection;
  const isBehind = main.empty && main.head === to;
  const [words, ...notes] = text.split(/\n\n(?=\[\^\d+\]:)/);
  const rest = view.state.sliceDoc(to);
  const {from: start, insert} = fitted(view.state, from, words, rest);
  view.dispatch({changes: {from, to, insert: replaced}, effects: waiting.done, annotations: silent});
  const end = from + replaced.length;
  const last = end + `${rest}\n\n`.search(/\n\s*\n(?!\s|\[\^)/);
  view.dispatch({
    changes: [{from: start, to: end, insert}, notes.map((note) => ({from: last, insert: `\n\n${note}`}))],
    annotations: isolateHistory.of('full'), userEvent: 'input.paste',
    ...(isBehind && {selection: {anchor: start + insert.length}, scrollIntoView: view.hasFocus}),
  });
}

let before;

async function take(view, line, html, plain, adapt = (markdown) => markdown) {
  const {from, to} = view.state.selection.main;
  const replaced = view.state.doc.sliceString(from, to);
  const count = plain.trim().split(/\s+/).length;
  const waiting = wait(from, from + plain.length, writing.dataset.pasting.replace('%s', count));
  view.dispatch({
    changes: {from, to, insert: plain}, selection: {anchor: from + plain.length}, effects: waiting.effect,
    annotations: silent, userEvent: 'input.paste', scrollIntoView: true,
  });
  line.textContent = '…';
  let text = plain;
  try {
    await before;  // for its notes
    const first = nextNote(view.state.doc.toString());
    const answer = await post(`${writing.dataset.paste}?first_note=${first}`, new Blob([html], {type: 'text/html'}));
    const got = await read(answer);
    line.textContent = (got.error || '').slice(0, 300);
    // A clipboard may promise a layout that has no words; its plain ones stay.
    if (answer.ok && (got.markdown?.trim() || !plain.trim())) text = adapt(got.markdown);
  } catch {
    line.textContent = writing.dataset.pasteLost;
  }
  settle(view, waiting, replaced, text);
}

export function pasting(frame) {
  const line = statusLine();
  line.className = 'paste-state';
  frame.append(line);
  return [oneLineCells, EditorView.domEventHandlers({
    paste(event, view) {
      const html = event.clipboardData.getData('text/html');
      if (event.defaultPrevented || !writing) return false;
      const link = linked(view, event.clipboardData.getData('text/plain').trim());
      if (link) { event.preventDefault(); before = take(view, line, link.html, link.written, link.adapt); return true; }
      if (!isLaidOut(html) || isIn(view.state, view.state.selection.main.from, 'FencedCode', 'CodeBlock', 'InlineCode')) return false;
      event.preventDefault();
      before = take(view, line, html, event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n'));
      return true;
    },
  })];
}
