// Let a note be on the words that are selected in the text.

const link = document.querySelector('[data-notes]');
const body = document.querySelector('#id_body');
if (link && body) {
  link.addEventListener('click', () => {
    const passage = body.value.slice(body.selectionStart, body.selectionEnd).slice(0, 2000) || String(getSelection()).slice(0, 2000);
    const address = new URL(link.href);
    address.searchParams.delete('passage');
    if (passage.trim()) address.searchParams.set('passage', passage.trim());
    link.href = address;
  });
}
