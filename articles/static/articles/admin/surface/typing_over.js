// Words that are typed over others. Chromium gives them the look of those in a style of the element, which the
// policy of our pages forbids and the console tells of; so they are put into the text here. Input methods are left
// alone: what they compose is theirs until it is done.
import {EditorView} from '../editor/codemirror.js';

// The page's selection may be ahead of the editor's, as where a program selects and inserts at once.
function isSelected(event, view) {
  const {from, to, empty} = view.state.selection.main;
  const [range] = event.getTargetRanges();
  if (empty || !range) return false;
  return view.posAtDOM(range.startContainer, range.startOffset) === from && view.posAtDOM(range.endContainer, range.endOffset) === to;
}

export const typingOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const isPlain = event.inputType === 'insertText' && event.data && !event.isComposing && !view.composing;
    if (!isPlain || view.state.readOnly || !isSelected(event, view)) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), {userEvent: 'input.type', scrollIntoView: true});
    return true;
  },
});
