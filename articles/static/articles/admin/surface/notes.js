// Notes of colleagues stand at their words and move with them; they are written, answered, taken and closed there.
import {Decoration, EditorView, keymap, Prec, StateEffect, StateField, ViewPlugin} from '../editor/codemirror.js';
import {post, read} from '../drafts/session.js';
import {isCommand, letter} from '../page/pressed.js';
import {Reading} from './findings.js';
import {replace} from './keys.js';
import {cardOf} from './note_card.js';
import {askFor} from './note_dialog.js';
import {sayKept} from '../drafts/status_lines.js';

const put = StateEffect.define();
const drawn = new Set();  // keys; a note whose words are gone stays gone
let card = null;
const section = () => document.querySelector('#notes');
const itemOf = (key) => section().querySelector(`[data-note="${key}"]`);

const mark = ({key, from, to}) => Decoration.mark({class: 'w-noted', attributes: {'data-note': key}, key}).range(from, to);
const noted = StateField.define({
  create: () => Decoration.none,
  update(marks, {changes, effects}) {
    const fresh = effects.find((each) => each.is(put));
    return fresh ? Decoration.set(fresh.value.map(mark), true) : marks.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function places(state) {
  const found = new Map();
  state.field(noted).between(0, state.doc.length, (from, to, {spec}) => { found.set(spec.key, {key: spec.key, from, to}); });
  return found;
}

// Of the notes at the caret, the one on the fewest words.
function noteAt(state) {
  const {main} = state.selection;
  const here = [...places(state).values()].filter(({from, to}) => from <= main.head && main.head <= to);
  return main.empty ? here.sort((one, other) => one.to - one.from - (other.to - other.from))[0] : null;
}

// Put down what the panel lists: a note that is known stays where its words are now, the new one stands at `fresh`.
function draw(view, fresh = null) {
  const known = places(view.state);
  const reading = new Reading(view.state.doc.toString());
  const placed = ({note: key, start, end}) => {
    if (drawn.has(key)) return known.get(key);
    drawn.add(key);
    const isNew = fresh && key === section().dataset.new;
    return {key, ...(isNew ? fresh : {from: reading.halves(Number(start)), to: reading.halves(Number(end))})};
  };
  const listed = [...section().querySelectorAll(':scope > ol > [data-start]')].map(({dataset}) => placed(dataset));
  view.dispatch({effects: put.of(listed.filter((place) => place && place.from < place.to))});
  section().classList.add('is-in-place');
}

async function send(view, fields, fresh) {
  const answer = await post(section().dataset.address, new URLSearchParams({...fields, shown: view.state.doc.toString(), _here: 1}));
  if (!answer.ok) throw new Error((await read(answer)).error?.slice(0, 300));
  section().outerHTML = await answer.text();
  draw(view, fresh);
  const count = section().querySelectorAll(':scope > ol > li').length;
  document.dispatchEvent(new CustomEvent('newsroom:counted', {detail: {of: 'notes', count}}));
}

export function write(view) {
  card?.shut();
  const {main} = view.state.selection;
  const here = noteAt(view.state);
  if (here) { answer(view, here.key); return true; }
  const text = view.state.doc.toString();
  const selected = text.slice(main.from, main.to);  // by a double click in Windows with the blank behind the word
  const to = main.from + selected.trimEnd().length;
  const from = Math.min(to, main.to - selected.trimStart().length);
  const passage = text.slice(from, to).slice(0, 2000);
  const near = [...text.slice(0, from)].length;
  askFor({passage}, (said) => send(view, {...said, passage, near, _do: 1}, {from, to}), () => view.focus());
  return true;
}

function answer(view, key) {
  const about = itemOf(key).querySelector(':scope > div')?.textContent.trim() ?? '';
  askFor({passage: about, isAnswer: true}, (said) => send(view, {...said, to: key, _do: 1}), () => view.focus());
}

function resolve(view, key) {
  send(view, {resolve: key}).catch(({message}) => sayKept(`${section().dataset.unresolved} ${message ?? ''}`));
}

// The note whose words are taken: the one that is named, or the one at the caret.
function take(view, key) {
  const here = key ? places(view.state).get(key) : noteAt(view.state);
  const words = here && itemOf(here.key).querySelector('[data-instead]')?.dataset.instead;
  if (!words) return false;
  replace(view, here.from, here.to, words);
  resolve(view, here.key);
  return true;
}

function show(view, {from}) {
  document.querySelector('.panels.is-open #panels-close')?.click();
  view.dispatch({selection: {anchor: from}, effects: EditorView.scrollIntoView(from, {y: 'center'})});
  view.focus();
}

function hearButtons(view) {
  document.addEventListener('click', ({target}) => {
    const {noteAct: act} = target.dataset;
    if (!act) return;
    const key = target.closest('[data-note]')?.dataset.note;
    const place = key && places(view.state).get(key);
    if (act !== 'show') card.shut();
    if (act === 'new') write(view);
    else if (act === 'answer') answer(view, key);
    else if (act === 'resolve') resolve(view, key);
    else if (place) show(view, place);
    if (act === 'take' && place) take(view, key);
  });
}

const isAsked = (event) => isCommand(event) && event.altKey && letter(event) === 'm' && !event.getModifierState('AltGraph');

export function noting(area) {
  if (!section() || area.id !== 'id_body') return [];
  card = cardOf(area.closest('.markdownx'));
  const follow = EditorView.updateListener.of(({view, state, selectionSet, docChanged, focusChanged}) => {
    if (!selectionSet && !docChanged && !focusChanged) return;
    const here = view.hasFocus && !docChanged && noteAt(state);
    if (here) card.show(view, itemOf(here.key), here.from);
    else if (view.hasFocus) card.shut();
  });
  return [
    noted, follow, Prec.high(keymap.of([{key: 'Alt-Enter', run: (view) => take(view)}])),
    EditorView.domEventHandlers({
      keydown(event, view) {
        if (event.key === 'Escape') card.shut();
        if (!isAsked(event)) return false;
        event.preventDefault();
        return write(view);
      },
    }),
    ViewPlugin.define((view) => { queueMicrotask(() => { draw(view); hearButtons(view); }); return {}; }),
  ];
}
