// Offers at the caret: `[@` for sources, `[[` for live stories, `![` for pictures, `{{` for standing texts.
import {
  acceptCompletion, autocompletion, closeCompletion, completionStatus, EditorView, ensureSyntaxTree,
  keymap, Prec, startCompletion, syntaxTree,
} from '../editor/codemirror.js';
import {addCitation} from '../writing/citation_rows.js';
import {createSource} from '../writing/new_source.js';
import {block, replace} from './keys.js';
import {teach} from './known.js';
import {placeOf, wait} from './pending.js';

const PAUSE = 70;  // ms
const writing = document.querySelector('#writing');
const kinds = [
  {pattern: /\[@([^\]\[\n@]{0,60})$/, address: 'sources', adds: true},
  {pattern: /\[\[([^\]\[\n]{0,60})$/, address: 'stories', text: (row) => `[${row.name.replace(/[[\]\\]/g, '\\$&')}](${row.address})`},
  {pattern: /!\[([^\]\[\n]{0,60})$/, address: 'pictures', text: (row) => row.mark},
  {pattern: /\{\{([^{}\n]{0,60})$/, address: 'snippets', text: (row) => row.text, isCopy: true},
].filter((kind) => !kind.adds || document.querySelector('#citations-group'));  // a correction cites nothing anew

// Behind an odd backtick of its line, or in a block of code.
function isCode(state, before, at) {
  const tree = ensureSyntaxTree(state, at, 50) ?? syntaxTree(state);
  for (let node = tree.resolveInner(at, -1); node; node = node.parent) {
    if (node.name === 'FencedCode' || node.name === 'CodeBlock') return true;
  }
  return before.split('`').length % 2 === 0;
}

// Which kind of offers, from where on, and by which words; or nothing.
function askedAt(state) {
  const {main} = state.selection;
  if (!main.empty) return null;
  const line = state.doc.lineAt(main.head);
  const before = line.text.slice(0, main.head - line.from);
  if (/^[^[\]\n]*\]\(/.test(line.text.slice(main.head - line.from))) return null;  // the words of a link, or of a picture
  for (const kind of kinds) {
    const match = kind.pattern.exec(before.slice(-64));
    if (match && !isCode(state, before, main.head)) return {kind, from: main.head - match[0].length, query: match[1]};
  }
  return null;
}

function cite(view, source, from, to) {
  teach('sources', source.key, source);
  replace(view, from, to, `[@${source.key}]`);
  addCitation(source);
  view.focus();
}

// A standing text of several lines stands by itself.
function put(view, kind, row, from, to) {
  const text = kind.text(row);
  if (!kind.isCopy || !text.includes('\n')) replace(view, from, to, text);
  else replace(view, from, to, block(view.state, from, to, text.trim()).insert);
}

function option(kind, row) {
  const apply = kind.adds ? (view, _option, from, to) => cite(view, row, from, to)
    : (view, _option, from, to) => put(view, kind, row, from, to);
  if (row.mark) teach('pictures', row.key, row);
  return {label: row.name, detail: row.hint, row, apply};
}

function newSource(query) {
  const apply = (view, _option, from, to) => {
    const asked = wait(from, to, query);  // text before it may change meanwhile
    const done = () => view.dispatch({effects: asked.done});
    view.dispatch({effects: asked.effect});
    createSource(query, (source) => {
      const at = placeOf(view.state, asked) ?? view.state.selection.main;
      done();
      cite(view, source, at.from, at.to);
    }, () => { done(); view.focus(); });
  };
  return {label: writing.dataset.addSource.replace('%s', query), apply};
}

async function offers(context) {
  const asked = askedAt(context.state);
  if (!asked) return null;
  context.addEventListener('abort', () => {}, {onDocChange: true});
  await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
  if (context.aborted) return null;
  const query = new URLSearchParams({q: asked.query});
  const said = await fetch(`${writing.dataset[asked.kind.address]}?${query}`, {redirect: 'error'})
    .then((answer) => answer.ok && answer.json()).catch(() => null);
  if (context.aborted || !said) return null;
  const options = said.found.map((row) => option(asked.kind, row));
  const {nothing, nothingButNew, found} = writing.dataset;
  const mayAdd = asked.kind.adds && said.may_add && asked.query.trim();
  const sentence = options.length ? found.replace('%s', options.length) : mayAdd ? nothingButNew : nothing;
  if (mayAdd) options.push(newSource(asked.query.trim()));
  tell(sentence);
  return options.length ? {from: asked.from, options, filter: false} : null;
}

function tell(sentence) {
  const line = document.querySelector('#offers [role=status]');
  line.textContent = sentence;
  line.parentElement.hidden = false;
}

function untell() {
  document.querySelector('#offers').hidden = true;
}

const picture = {
  position: 10,
  render: ({row}) => (row?.view ? Object.assign(document.createElement('img'), {src: row.view, alt: ''}) : null),
};

// Ask after each key, wait for an answer that Enter was pressed before, stay away after Escape.
export function offering() {
  let refused = null;  // where the mark begins that Escape was pressed in
  let isEntered = false;

  function follow(update) {
    if (!update.docChanged && !update.selectionSet) return;
    const {view} = update;
    const asked = askedAt(update.state);
    if (refused !== null && refused !== asked?.from) refused = null;
    if (update.selectionSet && !update.docChanged) isEntered = false;
    const isTyped = update.transactions.some((each) => each.isUserEvent('input.type') || each.isUserEvent('delete'));
    if (asked && isTyped && asked.from !== refused) queueMicrotask(() => startCompletion(view));
    else if (!asked || !update.docChanged) { queueMicrotask(() => closeCompletion(view)); untell(); isEntered = false; }
  }

  function settle(update) {
    const status = completionStatus(update.state);
    if (!isEntered || status === 'pending') return;
    isEntered = false;
    const {view} = update;
    setTimeout(() => {
      if (status !== 'active' || !acceptCompletion(view)) view.dispatch(view.state.replaceSelection('\n'), {userEvent: 'input', scrollIntoView: true});
    });
  }

  const enter = (view) => {
    const status = completionStatus(view.state);
    if (status === 'active') return acceptCompletion(view);
    if (status !== 'pending' || !askedAt(view.state)) return false;
    isEntered = true;
    return true;
  };
  const escape = (view) => {
    const asked = askedAt(view.state);
    if (!asked || !completionStatus(view.state)) return false;
    refused = asked.from;
    isEntered = false;
    untell();
    return closeCompletion(view);
  };
  return [
    Prec.highest(keymap.of([{key: 'Enter', run: enter}, {key: 'Escape', run: escape}])),
    autocompletion({override: [offers], activateOnTyping: false, interactionDelay: 0, icons: false, addToOptions: [picture], tooltipClass: () => 'w-offers'}),
    EditorView.updateListener.of((update) => { follow(update); settle(update); }),
    EditorView.domEventHandlers({blur: (_event, view) => { untell(); closeCompletion(view); }}),
  ];
}
