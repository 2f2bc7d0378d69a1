// The rows of citations beneath the story's text.

function rows() {
  return [...document.querySelectorAll('select[name^="citations-"][name$="-source"]')]
    .filter((select) => !select.name.includes('__prefix__'));
}

// A story cites a source once, however often its mark stands in the text.
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
}
