// Save and the main acts by keys, and `?` for all of them.
import {rememberPlace} from './focus.js';
import {isCommand, letter} from './pressed.js';

const help = document.querySelector('#shortcuts');

function isTyping(target) {
  return target.closest('input:not([type=checkbox], [type=radio], [type=submit]), textarea, select, [role=combobox], [contenteditable]');
}

function press(selector) {
  const button = document.querySelector(selector);
  if (!button) return false;
  button.form.requestSubmit(button);
  return true;
}

function sendDialog(dialog) {
  const form = dialog.querySelector('form:not([method=dialog])');
  const button = form?.querySelector('[name=_do], [name=_continue]');
  if (!button?.disabled) form?.requestSubmit(button ?? null);
}

document.addEventListener('keydown', (event) => {
  const isAct = isCommand(event) && !event.altKey && !event.shiftKey;
  const isSave = isAct && letter(event) === 's';
  const isDo = isAct && event.key === 'Enter';
  const dialog = event.target.closest('dialog') ?? document.querySelector('dialog[open]');
  if (dialog && (isSave || isDo)) {
    event.preventDefault();
    if (isDo || dialog.matches('.act-over')) sendDialog(dialog);
    return;
  }
  if (isSave && document.querySelector('.submit-row')) {
    event.preventDefault();
    rememberPlace();
    if (!press('[name=_continue]')) press('[name=_save]');
  }
  if (isDo) {
    if (press('[name=_do]:not(:disabled)') || press('[name=_look]') || press('.submit-row [name=_act]')) {
      event.preventDefault();
    }
  }
  if (dialog || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === '?') help?.showModal();
  else if (!event.shiftKey && letter(event) === 'n') document.querySelector('[data-new-story]')?.click();
});
