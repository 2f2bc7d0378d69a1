// Names that fields lack: of their label, which Select2 leaves out; of what stands before them.

const $ = window.django?.jQuery;

function give(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const name = label?.textContent.replace(/:\s*$/, '').trim() || select.closest('td')?.className.replace('field-', '');
  const frame = select.nextElementSibling;
  if (!name || !frame?.matches('.select2')) return;
  for (const part of frame.querySelectorAll('[role=textbox], .select2-search__field')) part.setAttribute('aria-label', name);
  const box = frame.querySelector('[role=combobox][aria-labelledby]');
  if (!box || !label) return;
  label.id ||= `${select.id}-label`;
  box.setAttribute('aria-labelledby', `${label.id} ${box.getAttribute('aria-labelledby').split(' ').at(-1)}`);
}

function nameBare(field) {
  const said = [field.closest('.flex-container')?.querySelector('label, legend'), field.previousSibling];
  const name = said.map((part) => part?.textContent.replace(':', '').trim()).filter(Boolean).join(', ');
  if (name && !field.labels.length) field.setAttribute('aria-label', name);
}

function giveAll(part) {
  part.querySelectorAll('select.admin-autocomplete').forEach(give);
  part.querySelectorAll('.datetime :is(input, select, textarea):not([type=hidden])').forEach(nameBare);
}

// A list whose head is out of sight, on a phone, says what each cell holds.
export function nameCells(list) {
  const names = [...list.tHead.rows[0].cells].map((cell) => cell.querySelector('.text')?.textContent.trim() ?? '');
  for (const cell of list.querySelectorAll('tbody td')) {
    if (names[cell.cellIndex]) cell.dataset.label ??= names[cell.cellIndex];
  }
}

document.querySelectorAll('#result_list').forEach(nameCells);

// Django's sign beside the filter of a choice has a name, and no role that takes one; it comes with `load`.
window.addEventListener('load', () => document.querySelectorAll('.search-label-icon').forEach((sign) => sign.setAttribute('role', 'img')));

if ($) {
  $(() => giveAll(document));
  document.addEventListener('formset:added', (event) => giveAll(event.target));
  $(document).on('select2:open', (event) => {
    document.querySelector('.select2-container--open .select2-search--dropdown .select2-search__field')
      ?.setAttribute('aria-label', document.querySelector(`label[for="${event.target.id}"]`)?.textContent ?? event.target.name);
  });
}
