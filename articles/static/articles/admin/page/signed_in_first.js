// A form is sent where the session lives; where it has ended, one signs in beside the form. A story's asks itself.
import {isOpen} from '../drafts/session.js';

const asked = new WeakSet();
const waiting = new WeakSet();

async function ask(form, submitter) {
  waiting.add(form);
  const goesOn = await isOpen();
  waiting.delete(form);
  if (!goesOn) return;
  asked.add(form);
  form.requestSubmit(submitter?.isConnected ? submitter : null);
  asked.delete(form);
}

document.addEventListener('submit', (event) => {
  const {target: form, submitter} = event;
  // A script's own event only says that there is nothing to ask about.
  if (!event.isTrusted || form.method !== 'post' || form.id === 'article_form' || form.id === 'logout-form' || asked.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!waiting.has(form)) ask(form, submitter);
}, true);
