// A menu gets out of the way: at a click elsewhere, and at Escape.

const here = document.querySelector('.rooms [aria-current]');
if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 60;  // on a phone they are one line

const menus = document.querySelectorAll('.bar-menu');

for (const menu of menus) {
  document.addEventListener('click', (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}
