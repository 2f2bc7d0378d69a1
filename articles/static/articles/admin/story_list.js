// The list of stories by keys: j and k go down and up, Enter opens, c corrects, x ticks, a acts on the ticked ones.
import {nameCells} from './page/accessible_names.js';
import {letter} from './page/pressed.js';
import {renew} from './page/renewal.js';

let links = [];
const ticked = document.querySelector('#ticked');
const keys = new Set();
const before = new Set(history.state?.ticked);  // who comes back to the list finds it as it was left

function go(step) {
  const at = links.findIndex((link) => link.closest('tr').contains(document.activeElement));
  links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
}

function tell() {
  const link = ticked.querySelector('a');
  ticked.hidden = !keys.size;
  ticked.querySelector('span').textContent = keys.size || '';
  history.replaceState({...history.state, ticked: [...keys]}, '');
  const asked = {id__in: [...keys].join(','), _changelist_filters: location.search.slice(1)};
  link.href = `${ticked.dataset.address}?${new URLSearchParams(asked)}`;
}

function tickBox(link) {
  const [, key] = /(\d+)\/change\//.exec(link.href) ?? [];
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.className = 'tick';
  box.setAttribute('aria-label', `${ticked.dataset.tick}: ${link.textContent}`);
  box.checked = before.delete(key);
  if (box.checked) keys.add(key);
  box.addEventListener('change', () => { keys[box.checked ? 'add' : 'delete'](key); tell(); });
  link.before(box);
}

function begin() {
  links = [...document.querySelectorAll('#result_list tbody th a')];
  if (ticked) links.forEach(tickBox);
  if (keys.size) tell();
}

begin();
renew('#result_list tbody', () => keys.size > 0, () => {
  begin();
  nameCells(document.querySelector('#result_list'));
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.target.closest('input:not([type=checkbox]), select, textarea, dialog')) return;
  const pressed = letter(event);
  if (pressed === 'j') go(1);
  if (pressed === 'k') go(-1);
  if (pressed === 'c') document.activeElement.closest('tr')?.querySelector('.correct')?.click();
  if (pressed === 'a' && keys.size) ticked.querySelector('a').click();
  if (pressed === 'x') document.activeElement.closest('tr')?.querySelector('.tick')?.click();
});
