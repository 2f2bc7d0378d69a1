// Keep what is typed into the story's form: in this browser after each pause, on the server every few seconds.
import {drop, form, frame, goOnFrom, isOfAnotherTab, recover, store, typed} from './local_drafts.js';
import {csrfToken, isJson, isSignedOut, post} from './session.js';
import {rememberPlace} from '../page/focus.js';
import {sayKept, sayLocal, sayPresence, sayTwice} from './status_lines.js';

const PAUSE = 1000;
const EVERY = 4000;
const BEAT = 15000;
const took = form?.elements.took?.value ?? '';
let isTyped = form?.querySelector('.errornote') !== null;
let submitted = null;  // what a save that is under way has sent
let waiting = null;
let sending = null;

function query(fields) {
  return new URLSearchParams(fields).toString();
}

// What arrives behind the save would be offered as unsaved; what is typed meanwhile is kept.
function isUnderWay() {
  return submitted !== null && query(typed()) === submitted;
}

async function send() {
  sending = null;
  if (isUnderWay()) return;
  const hasText = isTyped;
  const fields = hasText ? typed() : {};
  try {
    const answer = await post(frame.dataset.address, new URLSearchParams({tab: frame.dataset.tab, took, ...fields}));
    const said = isJson(answer) ? await answer.json() : {};
    if (said.error) sayKept(`${frame.dataset.refused} ${said.error}`);
    if (!answer.ok && !said.error && hasText) sayLocal(isSignedOut(answer));
    if (!answer.ok) return;
    sayPresence(said);
    if (!hasText) return;
    if (query(typed()) === query(fields)) store({isSent: true});
    const at = new Date().toLocaleTimeString([], {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
    sayKept(frame.dataset.kept.replace('%s', at));
  } catch {
    if (hasText) sayLocal();
  }
}

function leave() {
  clearTimeout(sending);
  sending = null;
  if (isUnderWay()) return;
  const left = new URLSearchParams({csrfmiddlewaretoken: csrfToken(), tab: frame.dataset.tab, took, ...(isTyped ? typed() : {left: 1})});
  if (isTyped) store();
  // Browsers take no more than 64 KB here; a longer text waits in the browser's own store.
  if (left.toString().length < 60000) navigator.sendBeacon(frame.dataset.address, left);
}

// What is given shows after a reload, with what differs.
async function giveBack() {
  const isGiven = await recover();
  if (!isGiven || isTyped) return;
  if (document.activeElement !== document.body) rememberPlace();
  location.reload();
}

function type() {
  isTyped = true;
  clearTimeout(waiting);
  waiting = setTimeout(store, PAUSE);
  sending ??= setTimeout(send, EVERY);
}

function settle() {
  submitted = query(typed());
  clearTimeout(waiting);
  clearTimeout(sending);
  sending = null;
}

if (frame && form) {
  for (const kind of ['input', 'formset:added', 'formset:removed']) form.addEventListener(kind, type);
  window.django?.jQuery?.(() => window.django.jQuery(form).on('change', type));  // of Select2 and of pop-ups
  form.addEventListener('submit', () => {
    if (isTyped || document.querySelector('#kept-text')) store({isSubmitted: true});
    settle();
  });
  form.addEventListener('newsroom:saved', (event) => {
    const isSame = isUnderWay();
    goOnFrom(event.detail);
    if (isSame) submitted = query(typed());
    else event.preventDefault();  // not all of it is saved
    const isKept = (!isSame || event.detail.isClash) && store({isSubmitted: isSame});
    if (isKept && event.detail.isStale) form.dispatchEvent(new Event('newsroom:kept'));
  });
  form.addEventListener('newsroom:stayed', () => { submitted = null; });
  document.querySelector('#drop-kept').addEventListener('submit', () => { settle(); drop(); });
  window.addEventListener('pagehide', leave);
  window.addEventListener('online', send);
  window.addEventListener('storage', (event) => { if (isTyped && isOfAnotherTab(event)) sayTwice(); });
  document.addEventListener('newsroom:signed-in', send);
  setInterval(() => { if (!document.hidden) send(); }, BEAT);
  if (!isTyped) giveBack().catch(() => {});
  send();
}
