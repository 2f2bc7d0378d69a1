// What is pasted with its layout comes as Markdown; a plain paste stays plain.
'use strict';
{
  const writing = document.querySelector('#writing');
  const laidOut = /<(a\s[^>]*href|b|strong|i|em|ul|ol|li|table|h[1-6]|blockquote|sup)\b|mso-|font-weight:\s*(bold|[6-9]00)/i;

  function line(frame) {
    return frame.querySelector('.paste-state') || (() => {
      const said = document.createElement('p');
      said.className = 'paste-state upload-status';
      said.setAttribute('role', 'status');
      frame.querySelector('.markdownx-editor').after(said);
      return said;
    })();
  }

  function nextNote(text) {
    return 1 + Math.max(0, ...[...text.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1])));
  }

  async function take(frame, area, html, plain) {
    const said = line(frame);
    const at = [area.selectionStart, area.selectionEnd];
    let text = plain;
    said.textContent = '…';
    try {
      const address = `${writing.dataset.paste}?first_note=${nextNote(area.value)}`;
      const answer = await session.send(address, new Blob([html], {type: 'text/html'}));
      const isJson = (answer.headers.get('Content-Type') || '').includes('json');
      const got = isJson ? await answer.json() : {error: await answer.text()};
      if (answer.ok) text = got.markdown;
      said.textContent = answer.ok ? '' : got.error.slice(0, 300);
    } catch {
      said.textContent = writing.dataset.pasteLost;
    }
    field.replace(area, ...at, text);
  }

  for (const frame of document.querySelectorAll('.markdownx')) {
    frame.addEventListener('paste', (event) => {
      const area = frame.querySelector('.markdownx-editor');
      const html = event.clipboardData.getData('text/html');
      if (event.target !== area || event.clipboardData.files.length || !laidOut.test(html)) return;
      event.preventDefault();
      take(frame, area, html, event.clipboardData.getData('text/plain'));
    }, true);
  }
}
