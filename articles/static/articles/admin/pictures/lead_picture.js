// The lead picture: a file that is dropped on its part of the form, pasted there or chosen goes up, and is chosen.
import {describe} from './description_dialog.js';
import {fileButton, uploadToStory} from './story_upload.js';
import {statusLine} from './upload.js';

const select = document.querySelector('#id_lead_image');
const place = select?.closest('fieldset');
const line = select && statusLine();

async function take([file]) {
  select.closest('details')?.setAttribute('open', '');
  const said = file && await uploadToStory(file, line);
  if (!said) return;
  select.add(new Option(file.name, said.id, true, true));
  select.dispatchEvent(new Event('change', {bubbles: true}));
  button.focus();
  describe(said);
}

const button = select && fileButton(gettext('Upload a picture…'), take);
if (select) {
  select.closest('.form-row').append(button, line);
  place.addEventListener('dragover', (event) => {
    if (event.dataTransfer.types.includes('Files')) event.preventDefault();
  });
  for (const [kind, carrier] of [['drop', 'dataTransfer'], ['paste', 'clipboardData']]) {
    place.addEventListener(kind, (event) => {
      if (!event[carrier].files.length) return;
      event.preventDefault();
      take([...event[carrier].files]);
    });
  }
}
