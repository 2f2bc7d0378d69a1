// A menu gets out of the way: at a click elsewhere, and at Escape.

const menus = document.querySelectorAll('.bar-menu');

for (const menu of menus) {
  document.addEventListener('click', (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}
