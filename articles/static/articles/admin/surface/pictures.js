// Pictures that are dropped, pasted or chosen: each has its place in the text, and its progress there, until it is here.
import {EditorView, isolateHistory} from '../editor/codemirror.js';
import {describe} from '../pictures/description_dialog.js';
import {uploadToStory} from '../pictures/story_upload.js';
import {statusLine} from '../pictures/upload.js';
import {block} from './keys.js';
import {placeOf, wait} from './pending.js';

const AT_ONCE = 3;

// One line says how far all of them are, and which were refused.
function sayOf(line, said) {
  line.textContent = [...said.values()].filter(Boolean).join(' · ');
}

async function sendAll(view, line, files, at) {
  const waiting = files.map((file) => wait(at, at, `${file.name} …`));
  const said = new Map();
  const results = [];
  view.dispatch({effects: waiting.map((each) => each.effect)});
  const queue = files.entries();
  const send = async () => {
    for (const [place, file] of queue) {
      const progress = {
        set textContent(words) {
          said.set(place, words);
          if (words) waiting[place].say(words);
          sayOf(line, said);
        },
      };
      results[place] = await uploadToStory(file, progress);
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, send));
  putIn(view, waiting, results.filter(Boolean));
}

// Several at once are a gallery: each on a line of its own, without a blank one between.
function putIn(view, waiting, pictures) {
  const {head} = view.state.selection.main;
  const place = waiting.map((each) => placeOf(view.state, each)).find(Boolean)?.from ?? head;
  const effects = waiting.map((each) => each.done);
  if (!pictures.length) { view.dispatch({effects}); return; }
  const {insert, end} = block(view.state, place, place, pictures.map((said) => said.image_code).join('\n'));
  const isElsewhere = view.hasFocus ? head !== place : document.activeElement.matches('input, textarea');
  view.dispatch({
    changes: {from: place, insert}, effects, annotations: isolateHistory.of('full'), userEvent: 'input.drop',
    ...(!isElsewhere && {selection: {anchor: place + end}, scrollIntoView: true}),
  });
  if (!isElsewhere) view.focus();
  pictures.forEach(describe);
}

// Where a hand dropped it; nowhere, where that is outside the text.
function placeAt(view, {clientX: x, clientY: y}) {
  const box = view.contentDOM.getBoundingClientRect();
  const isInside = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  return isInside ? view.posAtCoords({x, y}) : null;
}

export function pictures(frame) {
  const line = statusLine();
  frame.append(line);
  const filesOf = (transfer) => [...transfer?.files ?? []];
  const handlers = EditorView.domEventHandlers({
    drop(event, view) {
      const files = filesOf(event.dataTransfer);
      if (!files.length) return false;
      event.preventDefault();
      sendAll(view, line, files, placeAt(view, event) ?? view.state.selection.main.to);
      return true;
    },
    paste(event, view) {
      const files = filesOf(event.clipboardData);
      // Word and Excel send a picture of the words along: the words are meant.
      if (!files.length || event.clipboardData.getData('text/plain').trim()) return false;
      event.preventDefault();
      sendAll(view, line, files, view.state.selection.main.to);
      return true;
    },
  });
  return {handlers, send: (view, files) => sendAll(view, line, files, view.state.selection.main.to)};
}
