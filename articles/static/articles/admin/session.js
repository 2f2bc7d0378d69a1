// Send what the open form sends; where the session has ended, ask for the sign-in in a window beside the
// story, take the new token over, and go on.
'use strict';
const session = (() => {
  const frame = document.querySelector('#keeping');
  const dialog = document.querySelector('#sign-in-again');
  let isPutOff = false;
  const tabs = new BroadcastChannel('newsroom-session');

  function token() {
    return document.querySelector('[name=csrfmiddlewaretoken]').value;
  }

  async function renewed() {
    if (!dialog) return false;
    const answer = await fetch(dialog.dataset.session, {redirect: 'error'});
    if (!answer.ok) return false;
    const said = await answer.json();
    if (String(said.user) !== frame.dataset.user) {
      ask(`${dialog.dataset.other} ${said.name}`);
      return false;
    }
    for (const field of document.querySelectorAll('[name=csrfmiddlewaretoken]')) field.value = said.token;
    if (dialog.open) dialog.close();
    setTimeout(() => { isPutOff = false; });  // behind the dialog's own event
    return true;
  }

  function ask(sentence) {
    dialog.querySelector('[role=alert]').textContent = sentence;
    if (!dialog.open) dialog.showModal();
  }

  // A 403 is a session that ended, a token of the session before, or a refusal with a sentence.
  async function send(address, body, options = {}) {
    const post = () => fetch(address, {
      method: 'POST', body, headers: {'X-CSRFToken': token()}, redirect: 'error', ...options,
    });
    let answer = await post();
    if (answer.status === 403 && !(answer.headers.get('Content-Type') || '').includes('json')) {
      if (await renewed()) answer = await post();
      else if (dialog && !isPutOff) ask(dialog.dataset.ended);
    }
    return answer;
  }

  if (dialog) {
    tabs.addEventListener('message', async () => {
      if (await renewed()) document.dispatchEvent(new Event('signedin'));
    });
    dialog.querySelector('a').addEventListener('click', (event) => {
      event.preventDefault();
      window.open(event.target.href, 'sign-in', 'popup,width=480,height=640');
    });
    dialog.querySelector('button').addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => { isPutOff = true; });
  }
  return {send, token};
})();
