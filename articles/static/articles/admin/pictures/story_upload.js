// Send a file of an open story, or let one be chosen for it.
import {progress, upload} from './upload.js';

let underWay = 0;
export const isUnderWay = () => underWay > 0;
window.addEventListener('beforeunload', (event) => { if (underWay) event.preventDefault(); });

// Say on the line how far it is; answer what the desk says of the file, or null where it is refused.
export async function uploadToStory(file, line) {
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
export function fileButton(label, take, more = {}) {
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
