// The front in two frames, light and dark, as it would look with what the form says; nothing is stored.

const preview = document.querySelector('.face-preview');
const form = preview?.closest('form');
const WAIT = 400; // ms after the last key
let timer, asked = 0, shown = '';

// What a field tells without a change, as the choices of pictures do when they are made, loads no frame twice.
const show = async () => {
  const sent = new FormData(form);
  const said = new URLSearchParams(sent).toString();
  if (said === shown) return;
  shown = said;
  const number = ++asked;
  const answer = await fetch(preview.dataset.preview, {
    method: 'POST', body: sent, headers: { Accept: 'application/json' }, redirect: 'error',
  }).catch(() => null);
  if (number !== asked) return;
  if (!answer?.ok) {
    shown = '';
    return;
  }
  const { errors, page } = await answer.json();
  for (const frame of preview.querySelectorAll('iframe')) {
    const theme = frame.dataset.theme || 'light';
    frame.hidden = false;
    // The frame runs no script; without them the console says nothing of it.
    frame.srcdoc = page.replace(/<script[^]*?<\/script>/g, '').replace('<html', `<html data-theme="${theme}"`);
  }
  preview.querySelector('[role=status]').textContent = Object.values(errors).flat().join(' ');
};

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(show, WAIT);
};

// A colour can be chosen with the pointer too; the text beside it stays what is stored.
const addWell = (input) => {
  const well = document.createElement('input');
  well.type = 'color';
  well.setAttribute('aria-label', input.labels[0].textContent.replace(/:\s*$/, ''));
  const follow = () => { well.value = /^#?[0-9a-f]{6}$/i.test(input.value) ? `#${input.value.replace('#', '')}`.toLowerCase() : input.placeholder; };
  well.addEventListener('input', () => { input.value = well.value; later(); });
  input.addEventListener('input', follow);
  input.after(well);
  follow();
};

if (preview) {
  form.querySelectorAll('#id_accent, #id_accent_dark').forEach(addWell);
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  window.django?.jQuery?.(form).on('change', 'select', later); // the choice of a picture tells jQuery alone
  show();
}
