// Add a source in a dialog over the story.
import {post, read} from '../drafts/session.js';

const dialog = document.querySelector('#new-source');
const form = dialog?.querySelector('form');
let done = null;

function fail(sentence) {
  const line = form.querySelector('[role=alert]');
  line.hidden = !sentence;
  line.textContent = sentence;
}

async function send(event) {
  event.preventDefault();
  const asked = done;
  if (asked.isSent) return;
  asked.isSent = true;
  try {
    const answer = await post(form.action, new URLSearchParams(new FormData(form)));
    const said = await read(answer);
    if (done !== asked) return;
    if (!answer.ok) { fail(said.error.slice(0, 300)); return; }
    done = null;
    dialog.close();
    asked.cite(said);
  } catch (problem) {
    fail(problem.message);
  } finally {
    asked.isSent = false;
  }
}

export function createSource(name, cite, cancel) {
  done = {cite, cancel};
  form.reset();
  fail('');
  form.elements.name.value = name;
  dialog.showModal();
  form.elements.name.focus();
}

if (dialog) {
  form.addEventListener('submit', send);
  form.querySelector('button').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => { done?.cancel(); done = null; });
}
