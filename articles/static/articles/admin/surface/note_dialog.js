// What a note says is asked for in a dialog over the text.

const dialog = document.querySelector('#note-dialog');
const form = dialog?.querySelector('form');
let asked = null;

function fail(sentence) {
  const line = form.querySelector('[role=alert]');
  line.hidden = !sentence;
  line.textContent = sentence;
}

// Ask, over the text, what a note is to say; `send` answers when it is left, `done` is called when the dialog is gone.
export function askFor({passage, isAnswer = false}, send, done) {
  asked = {send, done};
  form.reset();
  fail('');
  form.querySelector('blockquote').textContent = passage.length > 300 ? `${passage.slice(0, 300)}…` : passage;
  form.querySelector('blockquote').hidden = !passage;
  form.querySelector('.instead').hidden = isAnswer || !passage;
  dialog.showModal();
  form.elements.text.focus();
}

async function submit(event) {
  event.preventDefault();
  const mine = asked;
  if (mine.isSending) return;
  mine.isSending = true;
  const {text, instead} = form.elements;
  try {
    await mine.send({text: text.value, instead: instead.value});
    if (asked === mine) dialog.close();
  } catch (problem) {
    if (asked === mine) fail(problem instanceof TypeError || !problem.message ? document.querySelector('#keeping').dataset.lost : problem.message);
  } finally {
    mine.isSending = false;
  }
}

if (dialog) {
  form.addEventListener('submit', submit);
  form.querySelector('button[type=button]').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => asked?.done());
}
