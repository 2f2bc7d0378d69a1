// Send the stories of a bulk act in small batches: show how far it is, let it be stopped, say what it did.

const BATCH = 10; // stories a request
const form = document.getElementById('bulk-form');
const stop = document.getElementById('bulk-stop');
const account = document.getElementById('bulk-account');
const status = account?.querySelector('[role=status]');
let keys = form?.elements.keys.value.split(',').filter(Boolean) ?? [];
let isStopped = false, isRunning = false, done = 0, refused = 0;

function say(word) {
  status.textContent = [word, `${done} ${form.dataset.done}, ${refused} ${form.dataset.refused}, ${keys.length} ${form.dataset.left}.`].filter(Boolean).join(' ');
}

function list(row) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = `../${row.key}/change/`;
  link.textContent = row.headline;
  item.append(link, `: ${row.why}`);
  account.querySelector('ul').append(item);
}

async function batch() {
  const data = new FormData(form);
  data.set('keys', keys.slice(0, BATCH).join(','));
  const answer = await fetch(form.action, { method: 'POST', body: data, headers: { Accept: 'application/json' } });
  if (answer.status === 400) return false;
  if (!answer.ok || answer.redirected) throw new TypeError(String(answer.status));
  const told = await answer.json();
  done += told.done;
  refused += told.refused.length;
  told.refused.forEach(list);
  keys = keys.slice(BATCH);
  form.elements.keys.value = keys.join(',');
  return true;
}

async function run() {
  const all = keys.length;
  isStopped = false;
  isRunning = true;
  account.hidden = stop.hidden = false;
  say('');
  stop.focus();
  try {
    while (keys.length && !isStopped) {
      if (!(await batch())) { // the page says which field is wrong
        isRunning = false;
        return form.submit();
      }
      account.querySelector('progress').value = (all - keys.length) / all;
      say('');
    }
    say(keys.length ? form.dataset.stopped : form.dataset.finished);
  } catch (error) {
    say(form.dataset.lost);
  }
  isRunning = false;
  stop.hidden = true;
  const go = form.querySelector('[name=_do]');
  go.hidden = keys.length === 0;
  (go.hidden ? form.querySelector('.closelink') : go).focus();
}

// Ask only for what the chosen act needs.
function ask() {
  const asked = JSON.parse(document.getElementById('bulk-asked').textContent);
  for (const name of Object.values(asked).flat()) {
    form.querySelector(`.form-row.field-${name}`).hidden = !asked[form.elements.verb.value].includes(name);
  }
}

if (form) {
  ask();
  form.elements.verb.addEventListener('change', ask);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isRunning) run();
  });
  stop.addEventListener('click', () => { isStopped = true; });
  window.addEventListener('beforeunload', (event) => { if (isRunning) event.preventDefault(); });
}
