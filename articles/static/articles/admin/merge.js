// Typing into the text of one's own chooses it.
for (const text of document.querySelectorAll('.clash textarea')) {
  text.addEventListener('input', () => { text.parentElement.querySelector('[type=radio]').checked = true; });
}
