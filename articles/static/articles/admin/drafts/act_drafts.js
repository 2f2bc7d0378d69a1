// Keep what is typed into an act's form in this browser until the act is done: a session that ended, a lost
// connection or a crash gives it back.

const SENT = 'newsroom:act';
let form = null;
let key = '';

// The end of the chain that was seen goes along: what a colleague did meanwhile is said, and not undone.
function fields() {
  return [...form.elements].filter((each) => each.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=submit], [type=hidden]), [name=seen], [name=version]'));
}

function typed() {
  return Object.fromEntries(fields().map((each) => [each.name, each.value]));
}

// A browser may refuse to store: full, or forbidden.
function attempt(act) {
  try { return act(); } catch { return null; }
}

function store() {
  attempt(() => localStorage.setItem(key, JSON.stringify(typed())));
}

function giveBack() {
  const kept = attempt(() => JSON.parse(localStorage.getItem(key)));
  const isNew = kept && fields().some((each) => each.type !== 'hidden' && (kept[each.name] ?? '') !== each.value);
  const wasLookedAt = form.querySelector('[name=_look]') && form.querySelector('[name=looked_at]');
  if (!isNew || wasLookedAt || form.querySelector('.errornote')) return;
  const isFresh = form.closest('dialog') !== null;  // over the text: what was seen is what was saved just now
  for (const each of fields()) {
    if (isFresh && each.type === 'hidden') continue;
    if (each.name in kept && each.value !== kept[each.name]) {
      each.value = kept[each.name];
      each.dispatchEvent(new Event('input', {bubbles: true}));
    }
  }
  form.dispatchEvent(new Event('submit'));  // the browser has it: nothing to ask about
  say();
}

function say() {
  const line = document.createElement('p');
  const away = document.createElement('button');
  line.className = 'others';
  line.setAttribute('role', 'status');
  away.type = 'button';
  away.className = 'button';
  away.textContent = gettext('Throw it away');
  away.addEventListener('click', () => {
    form.removeEventListener('input', store);
    localStorage.removeItem(key);
    form.dispatchEvent(new Event('submit'));  // nothing is left to ask about
    location.reload();
  });
  line.append(`${gettext('What you typed here and did not send is back.')} `, away);
  form.prepend(line);
}

// What was sent and done needs to be kept no more.
function forgetDone() {
  if (document.querySelector('.messagelist .success')) attempt(() => localStorage.removeItem(sessionStorage.getItem(SENT)));
  attempt(() => sessionStorage.removeItem(SENT));
}

// Keep what is typed into a form from now on, and give back what is kept of it.
export function keep(shown) {
  forgetDone();
  if (!shown?.matches('[data-keep]')) return;
  form = shown;
  key = `${SENT}:${form.dataset.keep}:${new URL(form.action).pathname}`;
  form.addEventListener('input', store);
  form.addEventListener('submit', ({submitter}) => { if (submitter?.name === '_do') attempt(() => sessionStorage.setItem(SENT, key)); });
  giveBack();
}

keep(document.querySelector('#act-form'));
