// A menu gets out of the way: at a click elsewhere, and at Escape.

const here = document.querySelector('.rooms [aria-current]');
if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 60;  // on a phone they are one line

// One that comes later, with the bar of a story that was saved, does the same.
document.addEventListener('click', ({target}) => {
  for (const menu of document.querySelectorAll('.bar-menu[open]')) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener('keydown', ({key, target}) => {
  const menu = key === 'Escape' ? target.closest('.bar-menu[open]') : null;
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});
