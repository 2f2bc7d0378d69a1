// A picture that is chosen, dropped or pasted on its own form goes up at once, and says how far it is.
import {progress, statusLine, upload} from './upload.js';

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

  input.addEventListener('click', () => { input.value = ''; });  // the same file again is a change, too
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

document.querySelectorAll('input[type=file][data-progress]').forEach(prepare);
