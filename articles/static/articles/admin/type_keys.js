// Bold, italic, link, heading and quote by keys, in every text of Markdown.
'use strict';
{
  function around(area, before, after = before) {
    const {selectionStart: from, selectionEnd: to, value} = area;
    const said = value.slice(from, to);
    const isInside = value.slice(from - before.length, from) === before && value.slice(to, to + after.length) === after;
    if (isInside) {
      field.replace(area, from - before.length, to + after.length, said, 0, said.length);
      return;
    }
    field.replace(area, from, to, before + said + after, before.length, before.length + said.length);
  }

  function link(area) {
    const {selectionStart: from, selectionEnd: to, value} = area;
    const said = value.slice(from, to);
    if (/^https?:\S+$/.test(said)) field.replace(area, from, to, `[](${said})`, 1);
    else field.replace(area, from, to, `[${said}](https://)`, said.length + 3, said.length + 11);
  }

  // Each line of the selection gets the mark, or loses it where all have it.
  function lines(area, mark) {
    const from = area.value.lastIndexOf('\n', area.selectionStart - 1) + 1;
    const end = area.value.indexOf('\n', area.selectionEnd);
    const to = end < 0 ? area.value.length : end;
    const rows = area.value.slice(from, to).split('\n');
    const isMarked = rows.every((row) => row.startsWith(mark));
    const text = rows.map((row) => (isMarked ? row.slice(mark.length) : mark + row)).join('\n');
    field.replace(area, from, to, text);
  }

  const keys = {
    'KeyB': (area) => around(area, '**'),
    'KeyI': (area) => around(area, '*'),
    'Shift+KeyK': link,
    'Shift+KeyH': (area) => lines(area, '## '),
    'Shift+Digit9': (area) => lines(area, '> '),
  };

  for (const area of document.querySelectorAll('.markdownx-editor')) {
    area.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const act = keys[(event.shiftKey ? 'Shift+' : '') + event.code];
      if (!act) return;
      event.preventDefault();
      act(area);
    });
  }
}
