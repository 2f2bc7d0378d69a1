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
    const [file] = event.clipboardData.files;
    // Excel sends a picture of the words along: the words are meant.
    if (!file || event.target.closest('dialog') || event.clipboardData.getData('text/plain').trim()) return;
    send(file);
  });
}

document.querySelectorAll('input[type=file][data-progress]').forEach(prepare);
