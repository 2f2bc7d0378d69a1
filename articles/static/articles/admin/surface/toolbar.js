// The toolbar: each button shows its key, and the arrow keys go from one to the next.
import {EditorView, startCompletion, syntaxTree} from '../editor/codemirror.js';
import {open as openFind} from './find.js';
import {around, block, chart, factBox, lines, link, replace, table} from './keys.js';
import {write} from './notes.js';

const SHOWN = 'newsroom-preview';
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const command = isMac ? '⌘' : 'Ctrl';

// A mark that asks for offers, typed by the button behind what is chosen.
const ask = (mark) => (view) => {
  const {to} = view.state.selection.main;
  const blank = /\S/.test(view.state.doc.sliceString(to - 1, to)) ? ' ' : '';
  replace(view, to, to, blank + mark);
  startCompletion(view);
};

function embed(view) {
  const {to} = view.state.selection.main;
  const {insert, start} = block(view.state, to, to, 'https://');
  replace(view, to, to, insert, start, start + 'https://'.length);
}

// Letters where a letter says it; else a drawing of 24 by 24.
const buttons = (send) => [
  ['bold', 'B', gettext('Bold'), `${command} B`, around('**'), 'StrongEmphasis'],
  ['italic', 'I', gettext('Italic'), `${command} I`, around('*'), 'Emphasis'],
  ['heading', 'H', gettext('Heading'), `${command} ⇧H`, lines('## '), 'ATXHeading2'],
  ['list', 'M9 6h12M9 12h12M9 18h12M4 6h.01M4 12h.01M4 18h.01', gettext('List'), `${command} ⇧8`, lines('- '), 'BulletList'],
  ['quote', 'M10 7H5v6h5V7zm0 6c0 3-2 4-4 4M20 7h-5v6h5V7zm0 6c0 3-2 4-4 4', gettext('Quotation'), `${command} ⇧9`, lines('> '), 'Blockquote'],
  ['link', 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1', gettext('Link'), `${command} ⇧K`, link, 'Link'],
  ['cite', '@', gettext('Cite'), '[@', ask('[@')],
  ['picture', 'M3 5h18v14H3zM3 16l5-5 5 5 3-3 5 5M15 9h.01', gettext('Insert a picture…'), '![', (view) => choose(view, send)],
  ['table', 'M3 5h18v14H3zM3 10h18M3 14.5h18M10 5v14', gettext('Table'), '', table, 'Table'],
  ['facts', 'M3 4h18v16H3zM3 9h18M7 13h10M7 16h6', gettext('Fact box'), ':::', factBox],
  ['chart', 'M4 20h17M7 20v-8M12 20V5M17 20v-5', gettext('Chart'), '', chart],
  ['snippet', 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7', gettext('Snippet'), '{{', ask('{{')],
  ['embed', 'M3 5h18v14H3zM10 9l5 3-5 3z', gettext('Embed'), '', embed],
  ...(document.querySelector('#notes') ? [['note', 'M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12h5', gettext('Note'), `${command} Alt M`, write]] : []),
  ['find', 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5', gettext('Find'), `${command} F`, openFind],
  ['preview', 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z', gettext('Preview'), '', null],
  ['help', '?', gettext('Keys'), '?', () => document.querySelector('#shortcuts')?.showModal()],
];

function sign(drawn) {
  if (drawn.length === 1) return Object.assign(document.createElement('span'), {className: 'w-sign', textContent: drawn});
  const [svg, path] = ['svg', 'path'].map((name) => document.createElementNS('http://www.w3.org/2000/svg', name));
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'w-sign');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', drawn);
  svg.append(path);
  return svg;
}

function choose(view, send) {
  const input = Object.assign(document.createElement('input'), {type: 'file', accept: 'image/*,video/*,audio/*', multiple: true});
  input.addEventListener('change', () => send(view, [...input.files]));
  input.click();
}

function button([name, drawn, label, key, , node]) {
  const made = document.createElement('button');
  const shown = Object.assign(document.createElement('kbd'), {textContent: key});
  made.type = 'button';
  made.name = `w-${name}`;
  made.tabIndex = -1;
  made.title = key ? `${label} (${key})` : label;
  made.setAttribute('aria-label', label);
  if (node || name === 'preview') made.setAttribute('aria-pressed', 'false');
  made.append(sign(drawn), shown);
  return made;
}

// The kinds of marks around the caret.
function namesAt(state) {
  const names = new Set();
  const {head} = state.selection.main;
  for (const side of [-1, 1]) {
    for (let node = syntaxTree(state).resolveInner(head, side); node; node = node.parent) names.add(node.name);
  }
  return names;
}

// The arrow keys, Home and End go from button to button; Tab leaves them.
function rove(dom) {
  const all = [...dom.children];
  all[0].tabIndex = 0;
  dom.addEventListener('keydown', (event) => {
    const here = all.indexOf(event.target.closest('button'));
    const isRightToLeft = getComputedStyle(dom).direction === 'rtl';
    const step = {ArrowRight: isRightToLeft ? -1 : 1, ArrowLeft: isRightToLeft ? 1 : -1}[event.key];
    const next = step ? (here + step + all.length) % all.length : {Home: 0, End: all.length - 1}[event.key];
    if (here < 0 || next === undefined) return;
    event.preventDefault();
    all[here].tabIndex = -1;
    all[next].tabIndex = 0;
    all[next].focus();
  });
}

// On a phone the bar stands above the keyboard, also on a zoomed page.
function standAboveKeyboard(dom) {
  const {visualViewport: seen} = window;
  if (!seen) return;
  const follow = () => {
    const covered = seen.scale > 1 ? 0 : Math.round(innerHeight - seen.height - seen.offsetTop);
    dom.classList.toggle('is-above-keyboard', covered > 120);
    dom.style.bottom = covered > 120 ? `${covered}px` : '';
  };
  seen.addEventListener('resize', follow);
  seen.addEventListener('scroll', follow);
}

export function toolbar(area, send) {
  const dom = document.createElement('div');
  const rows = buttons(send);
  const frame = area.closest('.markdownx');
  const preview = frame.querySelector('.markdownx-preview');
  let view = null;
  let waiting = null;
  dom.className = 'w-toolbar';
  dom.setAttribute('role', 'toolbar');
  dom.setAttribute('aria-label', gettext('The text'));
  dom.append(...rows.map(button));
  const isPreviewShown = () => !preview.hidden;

  function show(isShown) {
    preview.hidden = !isShown;
    frame.classList.toggle('is-previewed', isShown);
    dom.querySelector('[name=w-preview]').setAttribute('aria-pressed', isShown);
    try { if (isShown) localStorage.setItem(SHOWN, 'yes'); else localStorage.removeItem(SHOWN); } catch { /* it is asked for again */ }
    if (isShown) area.dispatchEvent(new Event('input'));  // asks for the preview; nothing was typed, so the form hears nothing
  }

  function mark() {
    const names = namesAt(view.state);
    rows.forEach(([, , , , , node], place) => {
      if (node) dom.children[place].setAttribute('aria-pressed', names.has(node));
    });
  }

  dom.addEventListener('mousedown', (event) => event.preventDefault());  // the caret stays in the text
  dom.addEventListener('click', (event) => {
    const pressed = event.target.closest('button');
    if (!pressed) return;
    if (pressed.name === 'w-preview') show(preview.hidden);
    else rows[[...dom.children].indexOf(pressed)][4](view);
  });
  rove(dom);
  standAboveKeyboard(dom);
  return {
    dom, isPreviewShown,
    listener: EditorView.updateListener.of((update) => {
      if (!update.docChanged && !update.selectionSet) return;
      clearTimeout(waiting);
      waiting = setTimeout(mark, 100);
    }),
    follow(made) {
      view = made;
      let isShown = false;
      try { isShown = localStorage.getItem(SHOWN) === 'yes'; } catch { /* forbidden */ }
      show(isShown);
      mark();
    },
  };
}
