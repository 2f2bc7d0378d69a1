// Ask before a page is left whose form was typed into and not sent.

const FIELDS = 'textarea, select, input:not([type=hidden], [type=checkbox], [type=radio], [type=submit])';
const DATES = '.datetimeshortcuts a:not([id]), .calendarbox td a, .calendar-shortcuts a, .clockbox li a';
const form = document.querySelector('#act-form, #note-form, #content-main form[id$="_form"]');
const $ = window.django?.jQuery;
let isTyped = Boolean(form?.querySelector('.errornote')) && [...form.elements].some((each) => each.matches(FIELDS) && each.value);
let wasTyped = false;  // before it was sent

function type() {
  isTyped = true;
}

if (form) {
  form.addEventListener('input', type);
  form.addEventListener('change', type);
  $?.(() => $(form).on('change', type));  // of Select2 and of pop-ups; Django's own, of an untouched form, is over then
  document.addEventListener('click', (event) => { if (event.target.closest(DATES)) type(); }, true);
  form.addEventListener('submit', ({isTrusted}) => {
    wasTyped = isTrusted && (wasTyped || isTyped);
    isTyped = false;
  });
  form.addEventListener('newsroom:kept', () => { isTyped = false; });  // it is back on the page that follows
  form.addEventListener('newsroom:stayed', () => { isTyped ||= wasTyped; });
  window.addEventListener('beforeunload', (event) => { if (isTyped) event.preventDefault(); });
}
