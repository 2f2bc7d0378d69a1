// Save and the main acts by keys, `?` for all of them, and focus where the hand expects it.
'use strict';
{
  const help = document.querySelector('#shortcuts');
  const PLACE = 'newsroom:place';

  function isTyping(target) {
    return target.closest('input:not([type=checkbox], [type=radio], [type=submit]), textarea, select, [contenteditable]');
  }

  // A save comes back to the same page: the caret returns to where it was.
  function remember() {
    const {activeElement} = document;
    const field = activeElement?.form?.id === 'article_form' ? activeElement : document.querySelector('.markdownx-editor');
    if (!field?.name) return;
    const place = {name: field.name, at: field.selectionStart, top: field.scrollTop};
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  }

  function comeBack() {
    const place = JSON.parse(sessionStorage.getItem(PLACE) || 'null');
    sessionStorage.removeItem(PLACE);
    const field = place && document.querySelector('#article_form') && document.getElementsByName(place.name)[0];
    if (!field) return false;
    field.focus();
    if (place.at !== null && place.at !== undefined) field.setSelectionRange(place.at, place.at);
    field.scrollTop = place.top;
    return true;
  }

  // An address names the place where the hand goes on: a field, or what holds one.
  function goToPlace() {
    const place = document.getElementById(location.hash.slice(1));
    const target = place?.matches('input, select, textarea, [tabindex]') ? place : place?.querySelector('button, input, select');
    target?.closest('details')?.setAttribute('open', '');
    target?.focus();
    return Boolean(target);
  }

  function focusFirst() {
    const wrong = document.querySelector('.errors input:not([type=hidden]), .errors textarea, .errors select');
    const act = document.querySelector('#act-form');
    const field = act?.querySelector('fieldset input:not([type=hidden]), fieldset textarea, fieldset select');
    const isAsked = field?.closest('.form-row')?.querySelector('.required');
    const headline = /\/article\/add\/$/.test(location.pathname) && document.querySelector('#id_headline');
    const target = wrong || headline || (isAsked ? field : act?.querySelector('[name=_do]:not(:disabled)')) || field
      || document.querySelector('.messagelist li');
    if (!target) return;
    if (target.matches('li')) target.tabIndex = -1;
    target.focus({preventScroll: target.matches('li')});
  }

  function press(selector) {
    const button = document.querySelector(selector);
    if (!button) return false;
    button.form.requestSubmit(button);
    return true;
  }

  document.addEventListener('keydown', (event) => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const dialog = event.target.closest('dialog') ?? document.querySelector('dialog[open]');
    if (dialog && isCommand && ['s', 'enter'].includes(event.key.toLowerCase())) {
      event.preventDefault();
      if (event.key === 'Enter') dialog.querySelector('form:not([method=dialog])')?.requestSubmit();
      return;
    }
    if (isCommand && event.key.toLowerCase() === 's' && document.querySelector('.submit-row')) {
      event.preventDefault();
      remember();
      if (!press('[name=_continue]')) press('[name=_save]');
    }
    if (isCommand && event.key === 'Enter') {
      if (press('[name=_do]:not(:disabled)') || press('[name=_look]') || press('.submit-row [name=_act]')) {
        event.preventDefault();
      }
    }
    if (event.key === '?' && !isTyping(event.target) && !dialog) help?.showModal();
  });

  window.addEventListener('hashchange', goToPlace);
  // The browser's own way to a place that takes no focus ends at the page's body.
  window.addEventListener('load', () => { if (document.activeElement === document.body) goToPlace(); });
  if (!goToPlace() && !comeBack() && document.activeElement === document.body) focusFirst();
}
