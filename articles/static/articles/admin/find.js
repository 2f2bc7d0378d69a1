// Find and replace in the text: a small bar above it, opened by Ctrl+Shift+F.
'use strict';
{
  const bar = document.querySelector('#find-bar');
  let area = null;

  function part(name) {
    return bar.querySelector(`[name=${name}]`);
  }

  function places(sought) {
    const found = [];
    if (!sought) return found;
    const text = part('find-case').checked ? area.value : area.value.toLowerCase();
    const word = part('find-case').checked ? sought : sought.toLowerCase();
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) found.push(at);
    return found;
  }

  function say(index, count) {
    bar.querySelector('[role=status]').textContent = count ? `${index + 1} / ${count}` : bar.dataset.none;
  }

  function next(step) {
    const sought = part('find-text').value;
    const found = places(sought);
    const here = step > 0 ? found.findIndex((at) => at >= area.selectionEnd)
      : found.findLastIndex((at) => at < area.selectionStart);
    const index = here >= 0 ? here : step > 0 ? 0 : found.length - 1;
    say(index, found.length);
    if (!found.length) return;
    const focused = document.activeElement;
    area.focus();
    area.setSelectionRange(found[index], found[index] + sought.length);
    focused.focus();
  }

  function replaceOne() {
    const sought = part('find-text').value;
    const {selectionStart: from, selectionEnd: to} = area;
    if (places(sought).includes(from) && to - from === sought.length) {
      field.replace(area, from, to, part('find-with').value);
      part('find-with').focus();
    }
    next(1);
  }

  function replaceAll() {
    const sought = part('find-text').value;
    const found = places(sought);
    let text = '';
    let end = 0;
    for (const at of found) {
      text += area.value.slice(end, at) + part('find-with').value;
      end = at + sought.length;
    }
    if (found.length) field.replace(area, 0, area.value.length, text + area.value.slice(end));
    part('find-with').focus();
    bar.querySelector('[role=status]').textContent = bar.dataset.replaced.replace('%s', found.length);
  }

  function open() {
    area = document.querySelector('.markdownx-editor');
    const said = area.value.slice(area.selectionStart, area.selectionEnd);
    bar.hidden = false;
    if (said && !said.includes('\n')) part('find-text').value = said;
    part('find-text').select();
  }

  function close() {
    bar.hidden = true;
    area.focus();
  }

  if (bar && document.querySelector('.markdownx-editor')) {
    const acts = {'find-next': () => next(1), 'find-before': () => next(-1), 'find-one': replaceOne,
      'find-all': replaceAll, 'find-close': close};
    document.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.code === 'KeyF') {
        event.preventDefault();
        open();
      }
    });
    bar.addEventListener('click', (event) => acts[event.target.name]?.());
    bar.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') close();
      if (event.key !== 'Enter' || event.target.tagName !== 'INPUT') return;
      event.preventDefault();
      if (event.target.name === 'find-with') replaceOne();
      else next(event.shiftKey ? -1 : 1);
    });
  }
}
