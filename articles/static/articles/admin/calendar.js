// Drag a plan to another day; its hour stays. The field beside each does the same without a mouse.

let dragged;
document.addEventListener('dragstart', (event) => {
  dragged = event.target.closest?.('.entry[draggable]');
  event.dataTransfer.effectAllowed = 'move';
});
document.addEventListener('dragend', () => { dragged = null; });
const dayOf = (event) => dragged && event.target.closest?.('[data-day]');
document.addEventListener('dragover', (event) => {
  const day = dayOf(event);
  if (!day) return;
  event.preventDefault();
  day.classList.add('is-over');
});
document.addEventListener('dragleave', (event) => dayOf(event)?.classList.remove('is-over'));
document.addEventListener('drop', (event) => {
  const day = dayOf(event);
  if (!day) return;
  event.preventDefault();
  const form = dragged.querySelector('form');
  form.elements.at.value = `${day.dataset.day} ${dragged.dataset.time}`;
  form.requestSubmit();
});
