// Add a source in a dialog over the story, and the citation's row beneath the text.
'use strict';
const citing = (() => {
  const dialog = document.querySelector('#new-source');
  const form = dialog?.querySelector('form');
  let done = null;

  function fail(sentence) {
    const line = form.querySelector('[role=alert]');
    line.hidden = !sentence;
    line.textContent = sentence;
  }

  async function send(event) {
    event.preventDefault();
    const asked = done;
    if (asked.isSent) return;
    asked.isSent = true;
    try {
      const answer = await session.send(form.action, new URLSearchParams(new FormData(form)));
      const isJson = (answer.headers.get('Content-Type') || '').includes('json');
      const said = isJson ? await answer.json() : {error: await answer.text()};
      if (done !== asked) return;
      if (!answer.ok) { fail(said.error.slice(0, 300)); return; }
      done = null;
      dialog.close();
      asked.cite(said);
    } catch (problem) {
      fail(problem.message);
    } finally {
      asked.isSent = false;
    }
  }

  function create(name, cite, cancel) {
    done = {cite, cancel};
    form.reset();
    fail('');
    form.elements.name.value = name;
    dialog.showModal();
    form.elements.name.focus();
  }

  function rows() {
    return [...document.querySelectorAll('select[name^="citations-"][name$="-source"]')]
      .filter((select) => !select.name.includes('__prefix__'));
  }

  // A story cites a source once, however often its mark stands in the text.
  function addRow(source) {
    const group = document.querySelector('#citations-group');
    const known = rows().find((select) => select.value === String(source.id));
    if (known) {
      const removal = document.getElementsByName(known.name.replace(/source$/, 'DELETE'))[0];
      if (removal) removal.checked = false;
      return;
    }
    group.querySelector('.add-row a').click();
    const select = rows().at(-1);
    select.append(new Option(source.name, source.id, true, true));
    select.dispatchEvent(new Event('change', {bubbles: true}));
  }

  if (dialog) {
    form.addEventListener('submit', send);
    form.querySelector('button').addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => { done?.cancel(); done = null; });
  }
  return {create, addRow};
})();
