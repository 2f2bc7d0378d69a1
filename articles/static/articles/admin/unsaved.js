// Ask before a page is left whose form was typed into and not sent.
'use strict';
{
  const form = document.querySelector('#article_form, #act-form');
  let isTyped = Boolean(form?.querySelector('.errornote'));
  if (form) {
    form.addEventListener('input', () => { isTyped = true; });
    window.django?.jQuery?.(form).on('select2:select select2:unselect', () => { isTyped = true; });  // is no input
    form.addEventListener('submit', () => { isTyped = false; });
    window.addEventListener('beforeunload', (event) => { if (isTyped) event.preventDefault(); });
  }
}
