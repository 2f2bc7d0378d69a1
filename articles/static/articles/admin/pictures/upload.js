// Send a file, and tell how far it is.
import {csrfToken, isOpen, refused} from '../drafts/session.js';

const LARGEST = 200 * 1024 * 1024;  // bytes; pictures.recordings has the same

// The desk answers JSON or plain text; a page is a sign-in, or a proxy's error.
function answerOf(request) {
  const kind = request.getResponseHeader('Content-Type') ?? '';
  let said = {};
  try { if (kind.includes('json')) said = JSON.parse(request.responseText) ?? {}; } catch { /* it was cut off */ }
  if (kind.startsWith('text/plain')) said.error = request.responseText.slice(0, 300);
  if (request.status >= 300) said.error ||= refused(request.status);
  else if (!said.address) said.error ||= gettext('Your session has ended. Sign in again in another tab, then open this page anew.');
  return said;
}

export async function upload(address, form, onprogress) {
  if ([...form.values()].some((value) => value.size > LARGEST)) {
    throw new Error(gettext('It is larger than 200 MB. Save it smaller, or show it from another site.'));
  }
  if (!await isOpen()) throw new Error(gettext('Sign in again; then choose it once more.'));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();  // fetch tells of no progress
    request.open('POST', address);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('X-CSRFToken', csrfToken());
    request.upload.addEventListener('progress', (event) => onprogress(event.loaded / event.total));
    request.addEventListener('error', () => reject(new Error(gettext('The connection was lost. Try again.'))));
    request.addEventListener('load', () => {
      const said = answerOf(request);
      if (said.error) reject(new Error(said.error));
      else resolve(said);
    });
    request.send(form);
  });
}

export function statusLine() {
  const line = document.createElement('p');
  line.className = 'upload-status';
  line.setAttribute('role', 'status');
  return line;
}

// After its last byte the server checks it and makes its sizes: of a large one, for seconds.
export function progress(file, part) {
  return part < 1 ? `${file.name} ${Math.round(part * 100)} %` : `${file.name}: ${gettext('it is here, and is being prepared …')}`;
}
