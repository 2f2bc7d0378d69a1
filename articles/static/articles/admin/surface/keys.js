// Bold, italic, heading, lists, quotation and link by keys and buttons. Each act is one step to undo.
import {EditorView, isolateHistory, keymap, standardKeymap, historyKeymap} from '../editor/codemirror.js';
import {isCommand, letter} from '../page/pressed.js';

// Change a text as one step; the selection is counted from the change's beginning.
export function replace(view, from, to, insert, start = insert.length, end = start) {
  view.dispatch({
    changes: {from, to, insert}, selection: {anchor: from + start, head: from + end},
    annotations: isolateHistory.of('full'), userEvent: 'input', scrollIntoView: true,
  });
  view.focus();
}

function chosen(view) {
  const {from, to} = view.state.selection.main;
  return {from, to, value: view.state.doc.toString()};
}

// One star is a mark of its own among an odd number of them: two alone are the other mark.
function isInside(value, from, to, mark) {
  const stars = [/\**$/.exec(value.slice(0, from))[0].length, /^\**/.exec(value.slice(to))[0].length];
  return stars.every((count) => (mark === '*' ? count % 2 : count >= 2));
}

export const around = (mark) => (view) => {
  const {from, to, value} = chosen(view);
  const said = value.slice(from, to);
  const isOpen = value.slice(0, from).split('\n\n').at(-1).split(mark).length % 2 === 0;
  if (isInside(value, from, to, mark)) replace(view, from - mark.length, to + mark.length, said, 0, said.length);
  else if (!said && isOpen && value.startsWith(mark, to)) view.dispatch({selection: {anchor: to + mark.length}});
  else replace(view, from, to, mark + said + mark, mark.length, mark.length + said.length);
  return true;
};

export function link(view) {
  const {from, to, value} = chosen(view);
  const said = value.slice(from, to);
  if (/^https?:\S+$/.test(said)) replace(view, from, to, `[](${said})`, 1);
  else replace(view, from, to, `[${said}](https://)`, said.length + 3, said.length + 11);
  return true;
}

// Each line of the selection gets the mark, or loses it where all have it.
export const lines = (mark) => (view) => {
  const {doc, selection: {main}} = view.state;
  const [from, to] = [doc.lineAt(main.from).from, doc.lineAt(main.to).to];
  const rows = doc.sliceString(from, to).split('\n');
  const isMarked = rows.every((row) => row.startsWith(mark));
  const text = rows.map((row) => (isMarked ? row.slice(mark.length) : mark + row)).join('\n');
  const shifted = (place) => Math.max(0, place - from + text.length - (to - from));
  if (rows.length > 1) replace(view, from, to, text, 0, text.length);
  else replace(view, from, to, text, shifted(main.from), shifted(main.to));
  return true;
};

// A block of its own: between blank lines.
export function block(state, from, to, text) {
  const before = state.doc.sliceString(Math.max(0, from - 2), from);
  const behind = state.doc.sliceString(to, to + 2);
  const head = !from || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  const tail = behind.startsWith('\n\n') ? '' : behind.startsWith('\n') ? '\n' : '\n\n';
  return {insert: head + text + tail, start: head.length, end: head.length + text.length + 2};
}

export function table(view) {
  const {to} = view.state.selection.main;
  const cell = gettext('Column');
  const {insert, start} = block(view.state, to, to, `| ${cell} 1 | ${cell} 2 |\n| --- | --- |\n|  |  |`);
  replace(view, to, to, insert, start + 2, start + 4 + cell.length);
  return true;
}

// What is chosen goes into the box.
export function factBox(view) {
  const {from, to} = view.state.selection.main;
  const title = gettext('In brief');
  const {insert, start} = block(view.state, from, to, `::: facts ${title}\n${view.state.doc.sliceString(from, to) || '- '}\n:::`);
  replace(view, from, to, insert, start + 10, start + 10 + title.length);
  return true;
}

export function chart(view) {
  const {to} = view.state.selection.main;
  const [title, column] = [gettext('Title'), gettext('Column')];
  const {insert, start} = block(view.state, to, to, `\`\`\`chart bars ${title}\n, ${column} 1, ${column} 2\nA, 1, 2\nB, 3, 4\n\`\`\``);
  replace(view, to, to, insert, start + 14, start + 14 + title.length);
  return true;
}

let begun = -1;  // where the words of the line begin that went on by itself

// A new line of a list or a quotation goes on with it; an empty one ends it.
function goOn(view) {
  const {doc, selection: {main}} = view.state;
  const line = doc.lineAt(main.head);
  const [all, space, sign, number] = /^(\s*)([-*+]|(\d{1,9})[.)]|>) /.exec(line.text) ?? [];
  if (!all || !main.empty || main.head < line.from + all.length) return false;
  if (line.text === all) {
    view.dispatch({changes: {from: line.from, to: line.to, insert: '\n'}, selection: {anchor: line.from + 1}, userEvent: 'input', scrollIntoView: true});
    return true;
  }
  const next = number ? `${Number(number) + 1}${sign.slice(-1)}` : sign;
  view.dispatch(view.state.replaceSelection(`\n${space}${next} `), {userEvent: 'input', scrollIntoView: true});
  begun = view.state.selection.main.head;
  return true;
}

// Who types the mark of a line that has it already means that one, and none within it.
const typingMarks = EditorView.inputHandler.of((view, from, to, text) => {
  const line = view.state.doc.lineAt(from);
  const [, before, typed] = /^(\s*)(?:[-*+] (?=[-*+])|\d{1,9}[.)] (?=\d)|> (?=>))([-*+>]|\d{1,9}[.)])$/.exec(line.text.slice(0, from - line.from)) ?? [];
  if (text !== ' ' || !typed || begun !== from - typed.length) return false;
  replace(view, line.from + before.length, to, `${typed} `);
  return true;
});

const SHORTCUTS = {
  'Mod-b': around('**'),
  'Mod-i': around('*'),
  'Mod-Shift-k': link,
  'Mod-Shift-h': lines('## '),
  'Mod-Shift-9': lines('> '),
  'Mod-Shift-8': lines('- '),
};

export function pressed(event, view) {
  if (!isCommand(event) || event.altKey) return false;
  // A digit by its place: with Shift it is another sign.
  const act = SHORTCUTS[`Mod-${event.shiftKey ? 'Shift-' : ''}${letter(event) || event.code.replace('Digit', '')}`];
  if (!act) return false;
  event.preventDefault();
  return act(view);
}

// Tab is not among them: it leaves the text.
export const keys = [typingMarks, keymap.of([{key: 'Enter', run: goOn}, ...historyKeymap, ...standardKeymap])];
