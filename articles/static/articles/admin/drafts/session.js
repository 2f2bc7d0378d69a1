// Send what the open form sends; where the session has ended, ask for the sign-in in a window beside the
// story, take the new token over, and go on.

const dialog = document.querySelector('#sign-in-again');
let isPutOff = false;

export function csrfToken() {
  return document.querySelector('[name=csrfmiddlewaretoken]').value;
}

async function renewed({asks = false} = {}) {
  if (!dialog) return false;
  const answer = await fetch(dialog.dataset.session, {redirect: 'error'});
  if (!answer.ok && asks) ask(await why(answer));
  if (!answer.ok) return false;
  const said = await answer.json();
  if (String(said.user) !== dialog.dataset.user) {
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

// Whether an answer is of a session that ended: one is asked to sign in.
export function isSignedOut(answer) {
  return answer.type === 'opaqueredirect' || (answer.status === 403 && !isJson(answer));
}

export function isJson(answer) {
  return (answer.headers.get('Content-Type') || '').includes('json');
}

export const refused = (status) => gettext('The server did not take it: error %s.').replace('%s', status);

// The server's own sentence, if any.
function why(answer) {
  const isSaid = (answer.headers.get('Content-Type') || '').startsWith('text/plain');
  if (isSaid) return answer.clone().text();
  return isSignedOut(answer) && dialog ? dialog.dataset.ended : refused(answer.status);
}

// A 403 is an ended session, an old session's token, or a refusal; admin pages redirect to the sign-in instead.
export async function post(address, body) {
  const send = () => fetch(address, {method: 'POST', body, headers: {'X-CSRFToken': csrfToken()}, redirect: 'manual'});
  let answer = await send();
  if (isSignedOut(answer)) {
    if (await renewed()) answer = await send();
    else if (dialog && !isPutOff) ask(await why(answer));
  }
  return answer;
}

// Ask whether a form can be sent; where the desk itself is away, the browser says so.
export async function isOpen() {
  if (!dialog) return true;
  try {
    return await renewed({asks: true});
  } catch {
    return true;
  }
}

// The answer's JSON, or why there is none.
export async function read(answer) {
  return isJson(answer) ? answer.json() : {error: await why(answer)};
}

if (dialog) {
  const tabs = new BroadcastChannel('newsroom-session');
  tabs.addEventListener('message', async () => {
    if (await renewed()) document.dispatchEvent(new Event('newsroom:signed-in'));
  });
  dialog.querySelector('a').addEventListener('click', (event) => {
    event.preventDefault();
    window.open(event.target.href, 'sign-in', 'popup,width=480,height=640');
  });
  dialog.querySelector('button').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => { isPutOff = true; });
}
