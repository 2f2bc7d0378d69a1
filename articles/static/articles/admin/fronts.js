// Drag a story into a slot; the buttons beside each do the same without a mouse.

const form = document.getElementById('front-form');
if (form) {
  // Enter in a moment would press the first button, which places a story.
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target.matches('input')) event.preventDefault();
  });
  form.addEventListener('dragstart', (event) => {
    const story = event.target.closest?.('[data-article]');
    if (!story) return;
    event.dataTransfer.setData('text/x-article', story.dataset.article);
    event.dataTransfer.effectAllowed = 'move';
  });
  const slotOf = (event) => event.target.closest?.('[data-slot]');
  form.addEventListener('dragover', (event) => {
    if (!slotOf(event) || !event.dataTransfer.types.includes('text/x-article')) return;
    event.preventDefault();
    slotOf(event).classList.add('is-over');
  });
  form.addEventListener('dragleave', (event) => slotOf(event)?.classList.remove('is-over'));
  form.addEventListener('drop', (event) => {
    const article = event.dataTransfer.getData('text/x-article');
    const slot = slotOf(event);
    if (!slot || !article) return;
    event.preventDefault();
    form.querySelector('button[hidden]')?.remove();
    const put = Object.assign(document.createElement('button'), {hidden: true, name: 'put', value: `${article}:${slot.dataset.slot}`});
    form.append(put);
    form.requestSubmit(put);
  });
}
