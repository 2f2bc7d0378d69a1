// The rows of citations beneath the story's text.

function rows() {
  return [...document.querySelectorAll('select[name^="citations-"][name$="-source"]')]
    .filter((select) => !select.name.includes('__prefix__'));
}

// A story cites a source once, however often its mark stands in the text.
function count() {
  const kept = rows().filter((select) => !document.getElementsByName(select.name.replace(/source$/, 'DELETE'))[0]?.checked);
  document.dispatchEvent(new CustomEvent('newsroom:counted', {detail: {of: 'citations', count: kept.length}}));
}

// A row that is shut says in one line whom it cites, and how we know.
function say({target}) {
  const place = target.name?.startsWith('citations-') && target.closest('.citation')?.querySelector(`[data-of="${target.name.split('-').at(-1)}"]`);
  if (place) place.textContent = target.selectedOptions?.[0]?.value ? target.selectedOptions[0].text : place.dataset.none ?? '';
}

document.addEventListener('change', say);
window.django?.jQuery?.(document).on('change', '.citation select', say);
for (const kind of ['formset:added', 'formset:removed', 'change']) document.addEventListener(kind, count);
count();
// Rows that are back as they were left.
if (document.querySelector('#keeping[data-beside]')) document.querySelectorAll('.citation select').forEach((target) => say({target}));

export function addCitation(source) {
  const group = document.querySelector('#citations-group');
  const known = rows().find((select) => select.value === String(source.id));
  if (known) {
    const removal = document.getElementsByName(known.name.replace(/source$/, 'DELETE'))[0];
    if (removal) removal.checked = false;
    return;
  }
  group.querySelector('.add-row a').click();
  const select = rows().at(-1);
  select.append(new Option(source.name, source.id, true, true));
  select.dispatchEvent(new Event('change', {bubbles: true}));
  select.closest('details').open = false;
}
