// A picture that is chosen, dropped or pasted goes up at once, and says how far it is.
'use strict';
{
  const LARGEST = 200 * 1024 * 1024;  // bytes; pictures.recordings has the same

  function upload(address, form, onprogress) {
    if ([...form.values()].some((value) => value.size > LARGEST)) {
      return Promise.reject(new Error(gettext('It is larger than 200 MB. Save it smaller, or show it from another site.')));
    }
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', address);
      request.setRequestHeader('Accept', 'application/json');
      request.setRequestHeader('X-CSRFToken', document.querySelector('[name=csrfmiddlewaretoken]').value);
      request.upload.addEventListener('progress', (event) => onprogress(event.loaded / event.total));
      request.addEventListener('error', () => reject(new Error(gettext('The connection was lost. Try again.'))));
      request.addEventListener('load', () => {
        let said = {};
        try { said = JSON.parse(request.responseText); } catch { said = {error: request.responseText.slice(0, 300)}; }
        if (request.status < 300) resolve(said);
        else reject(new Error(said.error || request.statusText));
      });
      request.send(form);
    });
  }

  function statusLine() {
    const line = document.createElement('p');
    line.className = 'upload-status';
    line.setAttribute('role', 'status');
    return line;
  }

  // After its last byte the server checks it and makes its sizes: of a large one, for seconds.
  function progress(file, part) {
    return part < 1 ? `${file.name} ${Math.round(part * 100)} %` : `${file.name}: ${gettext('it is here, and is being prepared …')}`;
  }

  let underWay = 0;
  window.addEventListener('beforeunload', (event) => { if (underWay) event.preventDefault(); });

  // Send a file of an open story, saying how far it is; answer what the desk says of it, or null where it is refused.
  async function give(file, line) {
    const address = document.querySelector('.markdownx-editor').dataset.markdownxUploadUrlsPath;
    const form = new FormData();
    form.append('image', file);
    line.textContent = `${file.name} …`;
    underWay += 1;
    try {
      const said = await upload(address, form, (part) => {
        line.textContent = progress(file, part);
      });
      line.textContent = '';
      return {...said, name: file.name};
    } catch (problem) {
      line.textContent = `${file.name}: ${problem.message.slice(0, 300)}`;
      return null;
    } finally {
      underWay -= 1;
    }
  }

  // A button by which files are chosen, for whoever neither drops nor pastes.
  function chooser(label, take, more = {}) {
    const button = document.createElement('button');
    const input = Object.assign(document.createElement('input'), {type: 'file', accept: 'image/*,video/*,audio/*'}, more);
    button.type = 'button';
    button.className = 'button choose-file';
    button.textContent = label;
    button.addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      take([...input.files]);
      input.value = '';
    });
    return button;
  }
  window.newsroomFiles = {give, chooser, statusLine};

  function prepare(input) {
    const form = input.form;
    const bar = document.createElement('progress');
    const line = statusLine();
    bar.hidden = true;
    bar.max = 1;
    form.querySelector('.submit-row').before(bar, line);

    async function send(file) {
      const data = new FormData(form);
      data.set(input.name, file);
      bar.hidden = false;
      line.textContent = file.name;
      try {
        const said = await upload(location.href, data, (part) => {
          bar.value = part;
          line.textContent = progress(file, part);
        });
        location.assign(said.address);
      } catch (problem) {
        bar.hidden = true;
        line.textContent = `${file.name}: ${problem.message}`;
      }
    }

    input.addEventListener('change', () => input.files.length && send(input.files[0]));
    for (const kind of ['dragover', 'drop']) {
      document.addEventListener(kind, (event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        if (kind === 'drop') send(event.dataTransfer.files[0]);
      });
    }
    document.addEventListener('paste', (event) => {
      if (event.clipboardData.files.length) send(event.clipboardData.files[0]);
    });
  }

  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('input[type=file][data-progress]').forEach(prepare);
  });
}
