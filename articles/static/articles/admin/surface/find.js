// Find and replace in the text: a small bar above it, opened by Ctrl+Shift+F, or Ctrl+F in the text.
import {
  closeSearchPanel, findNext, findPrevious, getSearchQuery, keymap, openSearchPanel, replaceAll, replaceNext, search,
  SearchQuery, setSearchQuery,
} from '../editor/codemirror.js';
import {isCommand, letter} from '../page/pressed.js';

const MOST = 1000;  // places that are counted

function places(state, most = MOST) {
  const query = getSearchQuery(state);
  if (!query.valid) return [];
  const found = [];
  for (const {from, to} of {[Symbol.iterator]: () => query.getCursor(state)}) {
    found.push({from, to});
    if (found.length === most) break;
  }
  return found;
}

function barOf(view) {
  // It stays outside the form: what is typed into it is no part of the story.
  const bar = document.querySelector('#find-bar');
  const part = (name) => bar.querySelector(`[name=${name}]`);
  const status = bar.querySelector('[role=status]');

  function commit() {
    const query = new SearchQuery({
      search: part('find-text').value, replace: part('find-with').value, caseSensitive: part('find-case').checked, literal: true,
    });
    if (!query.eq(getSearchQuery(view.state))) view.dispatch({effects: setSearchQuery.of(query)});
  }

  function count() {
    const found = places(view.state);
    const {from, to} = view.state.selection.main;
    const here = found.findIndex((place) => place.from === from && place.to === to);
    if (!part('find-text').value) status.textContent = '';
    else status.textContent = found.length ? `${here + 1} / ${found.length}${found.length === MOST ? '+' : ''}` : bar.dataset.none;
  }

  function go(act) {
    commit();
    act(view);
    count();
  }

  function all() {
    commit();
    const {length} = places(view.state, Infinity);
    replaceAll(view);
    status.textContent = bar.dataset.replaced.replace('%s', length);
  }

  function close() {
    closeSearchPanel(view);
    view.focus();
  }

  // Words that are typed are told of before anybody goes to them.
  function ask() {
    commit();
    count();
  }

  const acts = {'find-next': () => go(findNext), 'find-before': () => go(findPrevious), 'find-one': () => go(replaceNext),
    'find-all': all, 'find-close': close};
  const press = (event) => acts[event.target.name]?.();
  const type = (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') { close(); }
    if (event.key !== 'Enter' || event.target.tagName !== 'INPUT') return;
    event.preventDefault();
    if (event.target.name === 'find-with') go(replaceNext);
    else go(event.shiftKey ? findPrevious : findNext);
  };
  return {
    dom: document.createElement('div'),
    mount() {
      bar.hidden = false;
      bar.addEventListener('click', press);
      bar.addEventListener('keydown', type);
      bar.addEventListener('input', ask);
      status.textContent = '';
    },
    destroy() {
      bar.hidden = true;
      bar.removeEventListener('click', press);
      bar.removeEventListener('keydown', type);
      bar.removeEventListener('input', ask);
    },
  };
}

export function open(view) {
  openSearchPanel(view);
  document.querySelector('[name=find-text]').value = getSearchQuery(view.state).search;
  document.querySelector('[name=find-text]').select();
  return true;
}

export function finding(view) {
  document.addEventListener('keydown', (event) => {
    if (!isCommand(event) || !event.shiftKey || letter(event) !== 'f') return;
    event.preventDefault();
    open(view());
  });
  return [
    search({literal: true, createPanel: barOf}),
    keymap.of([{key: 'Mod-f', run: open}, {key: 'F3', run: findNext, shift: findPrevious}, {key: 'Mod-g', run: findNext, shift: findPrevious}]),
  ];
}
