// The writing surface: CodeMirror on top of markdownx's text area, which stays the field.
import {EditorState, EditorView, history} from '../editor/codemirror.js';
import {citations, hearStandfirst} from './citations.js';
import {decorations} from './decorations.js';
import {finding} from './find.js';
import {findingKeys, hearFindings} from './findings.js';
import {markdown} from './grammar.js';
import {keys, pressed} from './keys.js';
import {hearOfNames} from './known.js';
import {offering} from './offers.js';
import {noting} from './notes.js';
import {pasting} from './pasting.js';
import {pending} from './pending.js';
import {pictures} from './pictures.js';
import {answerFor, keepInStep} from './text_area.js';
import {toolbar} from './toolbar.js';
import {typingOver} from './typing_over.js';

// What the text area says of itself, and what the browser may do for who writes.
function attributes(area) {
  const [label] = area.labels;
  if (label) label.id ||= `${area.id}-label`;
  return EditorView.contentAttributes.of(() => ({
    ...(label ? {'aria-labelledby': label.id} : {'aria-label': area.name}),
    'aria-describedby': area.getAttribute('aria-describedby') ?? '',
    'aria-multiline': 'true', tabindex: '0', spellcheck: 'true', autocorrect: 'on', autocapitalize: 'sentences', writingsuggestions: 'true', dir: 'auto',
  }));
}

export function open(area) {
  const frame = area.closest('.markdownx');
  const isFocused = document.activeElement === area;
  const {selectionStart, selectionEnd, scrollTop} = area;
  const uploads = pictures(frame);
  const bar = toolbar(area, uploads.send);
  const view = new EditorView({
    state: EditorState.create({
      doc: area.value,
      selection: {anchor: selectionStart, head: selectionEnd},
      extensions: [
        citations, pending, history(), offering(), findingKeys, EditorView.domEventHandlers({keydown: pressed}), keys, typingOver,
        markdown, decorations, finding(() => view), uploads.handlers, pasting(frame), attributes(area), noting(area),
        EditorView.lineWrapping, EditorView.perLineTextDirection.of(true), bar.listener,
        keepInStep(area, bar.isPreviewShown),
      ],
    }),
  });
  area.before(view.dom);
  area.after(bar.dom);
  frame.classList.add('is-surface');
  area.hidden = true;
  area.required = false;  // a browser can't show who is hidden
  answerFor(area, view);
  bar.follow(view);
  hearOfNames(view);
  hearStandfirst(area, view);
  hearFindings(area, view);
  for (const label of area.labels) {
    label.htmlFor = '';
    label.addEventListener('click', () => view.focus());
  }
  if (isFocused) view.focus();
  view.scrollDOM.scrollTop = scrollTop;
  return view;
}
