// Ask before a page is left whose form was typed into and not sent.
'use strict';
{
  const form = document.querySelector('#article_form, #act-form');
  let isTyped = document.querySelector('.errornote') !== null;
  if (form) {
    form.addEventListener('input', () => { isTyped = true; });
    form.addEventListener('submit', () => { isTyped = false; });
    window.addEventListener('beforeunload', (event) => { if (isTyped) event.preventDefault(); });
  }
}
