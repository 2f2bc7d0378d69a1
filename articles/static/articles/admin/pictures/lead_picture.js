// The lead picture: a file that is dropped there, pasted or chosen is uploaded, and chosen.
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
  choose(file.name, said.id);
  button.focus();
  describe(said);
}

function choose(name, id) {
  select.add(new Option(name, id, true, true));
  select.dispatchEvent(new Event('change', {bubbles: true}));
}

// The first picture of the text leads the story by one press.
async function takeFirst() {
  const [, key] = /!\[[^\]]*\]\(image:([0-9a-f-]{36})/.exec(document.querySelector('#id_body').value) ?? [];
  if (!key) {
    line.textContent = gettext('There is no picture in the text yet.');
    return;
  }
  const answer = await fetch(`${document.querySelector('#writing').dataset.pictures}?${new URLSearchParams({key})}`, {redirect: 'manual'});
  const [first] = answer.ok ? (await answer.json()).found : [];
  if (first) choose(first.name, first.id);
}

function firstButton() {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'button choose-file';
  made.textContent = gettext('Take the first picture of the text');
  made.addEventListener('click', takeFirst);
  return made;
}

const button = select && fileButton(gettext('Upload a picture…'), take);
if (select) {
  select.closest('.form-row').append(button, firstButton(), line);
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
