// Typing into the text of one's own chooses it.
document.addEventListener('input', ({target}) => {
  if (target.matches('.clash textarea')) target.parentElement.querySelector('[type=radio]').checked = true;
});
