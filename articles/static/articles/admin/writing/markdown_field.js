// The text field: Tab leaves it, pictures dropped or pasted go up, and a refusal is said beside it.
// These listeners stand on the field's frame and see an event before markdownx does, whose own handling
// traps Tab, swallows dropped text, and types "Invalid response" into the story.
import {describe} from '../pictures/description_dialog.js';
import {fileButton, uploadToStory} from '../pictures/story_upload.js';
import {statusLine} from '../pictures/upload.js';
import {replaceText} from './replace_text.js';

const own = new Set(['d', '[', ']']);

// Several at once are a gallery: each on a line of its own, without a blank one between.
async function sendAll(frame, sent) {
  const area = frame.querySelector('.markdownx-editor');
  const pictures = [];
  for (const file of sent) {
    const said = await uploadToStory(file, frame.querySelector('.upload-status'));
    if (said) pictures.push(said);
  }
  if (!pictures.length) return;
  const marks = pictures.map((said) => said.image_code).join('\n');
  replaceText(area, area.selectionEnd, area.selectionEnd, `\n\n${marks}\n\n`);
  pictures.forEach(describe);
}

function files(transfer) {
  return transfer ? [...transfer.files] : [];
}

function take(event, transfer) {
  event.stopPropagation();
  const sent = files(transfer);
  if (!sent.length) return;
  event.preventDefault();
  sendAll(event.currentTarget, sent);
}

for (const frame of document.querySelectorAll('.markdownx')) {
  const button = fileButton(gettext('Insert a picture…'), (sent) => sendAll(frame, sent), {multiple: true});
  frame.querySelector('.markdownx-editor').after(statusLine());
  frame.append(button);
  frame.addEventListener('keydown', (event) => {
    const isTheirs = (event.ctrlKey || event.metaKey) && own.has(event.key);
    if (event.key === 'Tab' || isTheirs) event.stopPropagation();
  }, true);
  frame.addEventListener('drop', (event) => take(event, event.dataTransfer), true);
  frame.addEventListener('paste', (event) => take(event, event.clipboardData), true);
  for (const kind of ['dragenter', 'dragover', 'dragleave']) {
    frame.addEventListener(kind, (event) => {
      event.stopPropagation();
      if (event.dataTransfer && event.dataTransfer.types.includes('Files')) event.preventDefault();
    }, true);
  }
  const preview = frame.querySelector('.markdownx-preview');
  preview.setAttribute('role', 'group');
  preview.setAttribute('aria-label', gettext('Preview'));
}
