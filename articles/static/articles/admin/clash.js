// Whoever types a text of their own means it.
'use strict';
for (const text of document.querySelectorAll('.clash textarea')) {
  text.addEventListener('input', () => { text.parentElement.querySelector('[type=radio]').checked = true; });
}
document.querySelector('.clash [type=radio], #merge-form .default')?.focus();
