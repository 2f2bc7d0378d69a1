// The text field: Tab leaves it, pictures dropped or pasted go up, and a refusal is said beside it.
// These listeners stand on the field's frame and see an event before markdownx does, whose own handling
// traps Tab, swallows dropped text, and types "Invalid response" into the story.
'use strict';
{
  const own = new Set(['d', '[', ']']);

  function status(frame) {
    let line = frame.querySelector('.upload-status');
    if (!line) {
      line = document.createElement('p');
      line.className = 'upload-status';
      line.setAttribute('role', 'status');
      frame.querySelector('.markdownx-editor').after(line);
    }
    return line;
  }

  async function send(frame, file, before, behind) {
    const field = frame.querySelector('.markdownx-editor');
    const form = new FormData();
    form.append('image', file);
    status(frame).textContent = `${file.name} …`;
    try {
      const said = await window.newsroomUpload(field.dataset.markdownxUploadUrlsPath, form, (part) => {
        status(frame).textContent = `${file.name} ${Math.round(part * 100)} %`;
      });
      field.setRangeText(`${before}${said.image_code}${behind}`, field.selectionStart, field.selectionEnd, 'end');
      field.dispatchEvent(new Event('input', {bubbles: true}));
      status(frame).textContent = '';
      field.dispatchEvent(new CustomEvent('picture', {bubbles: true, detail: said}));
    } catch (problem) {
      status(frame).textContent = `${file.name}: ${problem.message.slice(0, 300)}`;
    }
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
