// Words that are typed over others. Chromium gives them the look of those in a style of the element, which the
// policy of our pages forbids and the console tells of; so they are put into the text here. Input methods are left
// alone: what they compose is theirs until it is done.
import {EditorView} from '../editor/codemirror.js';

export const typingOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const isPlain = event.inputType === 'insertText' && event.data && !event.isComposing && !view.composing;
    if (!isPlain || view.state.readOnly || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), {userEvent: 'input.type', scrollIntoView: true});
    return true;
  },
});
