// The text field: Tab leaves it, pictures dropped or pasted go up, and a refusal is said beside it.
// These listeners stand on the field's frame and see an event before markdownx does, whose own handling
// traps Tab, swallows dropped text, and types "Invalid response" into the story.
'use strict';
{
  const own = new Set(['d', '[', ']']);

  async function send(frame, file, before, behind) {
    const field = frame.querySelector('.markdownx-editor');
    const said = await window.newsroomFiles.give(file, frame.querySelector('.upload-status'));
    if (!said) return;
    field.setRangeText(`${before}${said.image_code}${behind}`, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.focus();
    field.dispatchEvent(new CustomEvent('picture', {bubbles: true, detail: said}));
  }

  // Several at once are a gallery: each on a line of its own, without a blank one between.
  async function sendAll(frame, sent) {
    for (const [place, file] of sent.entries()) {
      await send(frame, file, place ? '' : '\n\n', place < sent.length - 1 ? '\n' : '\n\n');
    }
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
    const button = window.newsroomFiles.chooser(gettext('Insert a picture…'), (sent) => sendAll(frame, sent), {multiple: true});
    frame.querySelector('.markdownx-editor').after(window.newsroomFiles.statusLine());
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
}
