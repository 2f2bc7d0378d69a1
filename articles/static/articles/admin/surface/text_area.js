// The text area beneath the surface: it holds the words letter for letter, is what the form sends, and answers for
// the surface to every script that asks it where the caret is.
import {Annotation, EditorView} from '../editor/codemirror.js';

const fromArea = Annotation.define();

function take(view, text) {
  const old = view.state.doc.toString();
  if (text === old) return;
  let from = 0;
  while (from < old.length && old[from] === text[from]) from += 1;
  let end = 0;
  while (end < old.length - from && old.at(-1 - end) === text.at(-1 - end)) end += 1;
  view.dispatch({changes: {from, to: old.length - end, insert: text.slice(from, text.length - end)}, annotations: fromArea.of(true)});
}

// Where nobody looks at the preview, its script hears of no change, and asks for none.
function say(area, isForPreview) {
  (isForPreview ? area : area.closest('.markdownx')).dispatchEvent(new Event('input', {bubbles: true}));
}

// Hand each change of the surface to the area, and what listens to it.
export function keepInStep(area, isPreviewShown) {
  return EditorView.updateListener.of((update) => {
    if (!update.docChanged || update.transactions.some((each) => each.annotation(fromArea))) return;
    area.value = update.state.doc.toString();
    say(area, isPreviewShown());
  });
}

export function answerFor(area, view) {
  const selection = (side) => ({get: () => view.state.selection.main[side], set: (at) => select(at, at)});
  const select = (anchor, head) => {
    const {length} = view.state.doc;
    view.dispatch({selection: {anchor: Math.min(anchor, length), head: Math.min(head, length)}, scrollIntoView: true});
  };
  Object.defineProperties(area, {
    selectionStart: selection('from'),
    selectionEnd: selection('to'),
    setSelectionRange: {value: select},
    focus: {value: () => view.focus()},
    scrollTop: {get: () => view.scrollDOM.scrollTop, set: (top) => { view.scrollDOM.scrollTop = top; }},
  });
  area.addEventListener('input', () => take(view, area.value));
}
