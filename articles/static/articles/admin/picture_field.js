// The lead picture: a file that is dropped on its part of the form, pasted there or chosen goes up, and is chosen.
'use strict';
{
  const select = document.querySelector('#id_lead_image');
  const place = select?.closest('fieldset');
  const line = select && window.newsroomFiles.statusLine();

  async function take([file]) {
    select.closest('details')?.setAttribute('open', '');
    const said = file && await window.newsroomFiles.give(file, line);
    if (!said) return;
    select.add(new Option(file.name, said.id, true, true));
    select.dispatchEvent(new Event('change', {bubbles: true}));
    button.focus();
    select.dispatchEvent(new CustomEvent('picture', {bubbles: true, detail: said}));
  }

  const button = select && window.newsroomFiles.chooser(gettext('Upload a picture…'), take);
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
}
