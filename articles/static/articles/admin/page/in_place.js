// A save is sent from the page: a lost connection or an ended session loses no form. What an act asks, and a clash,
// open over the text.
import {sayKept, sayLocal} from '../drafts/status_lines.js';
import {isSignedOut, post} from '../drafts/session.js';
import {keep} from '../drafts/act_drafts.js';
import {rowsOf} from '../drafts/stored_rows.js';
import '../merge.js';
import {isUnderWay} from '../pictures/story_upload.js';
import {wire} from './moments.js';

const SHEETS = '#act-form, #merge-form';
const AGAIN = 5000;  // ms
const form = document.querySelector('#article_form');
const said = document.querySelector('#keeping')?.dataset ?? {};  // read as it is needed: what keeps the text changes
let isPlain = !form || Boolean(form.elements._popup);
let isSending = false;
let next = null;  // what was pressed while a save was under way
let isUnanswered = false;  // a save may have come through, and its answer not
let saved = '';  // where what was saved is
let isStale = false;  // rows were stored that this form can't tell from others: sent again, they would be stored twice

const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), 'text/html');
const isPage = (answer) => (answer.headers.get('Content-Type') ?? '').startsWith('text/html');

function stay(say = sayKept, what = '') {
  isSending = false;
  say(what);
  form.dispatchEvent(new Event('newsroom:stayed'));
}

// Where words were typed during a save, the form stays, and saves them if asked to.
async function stayForMore() {
  sayKept(said.since);
  if (!next) await renewBar();
  const pressed = next;
  stay(sayKept, said.since);
  if (pressed) form.requestSubmit(pressed);
}

// What the bar and the menu say is of the version before; above a new story, they said nothing yet.
async function renewBar() {
  const answer = await fetch(location.pathname.replace(/change\/$/, 'bar/'), {redirect: 'error'}).catch(() => null);
  const page = answer?.ok ? await parsed(answer) : null;
  for (const part of [...page?.body.children ?? []]) {
    const old = document.querySelector(`.${part.classList[0]}`);
    if (!old) document.querySelector('#desk-bar').after(part);
    else if (!old.contains(document.activeElement)) old.replaceWith(part);
  }
}

// Show the form of a page over the text; shut, it leads to the story.
function open(page, address) {
  const sheet = document.createElement('dialog');
  const asked = page.querySelector(SHEETS);
  const title = Object.assign(document.createElement('h2'), {id: 'sheet-heading', textContent: page.querySelector('#content > h1')?.textContent ?? ''});
  sheet.className = 'act-over';
  sheet.setAttribute('aria-labelledby', title.id);
  asked.action = address;
  sheet.append(title, ...page.querySelectorAll('[role=alert]:not(form *, dialog *), .act-sheet, #merge-form, .both'));
  const story = address.replace(/[^/]+\/$/, 'change/');
  sheet.addEventListener('close', () => location.assign(story));
  sheet.addEventListener('click', (event) => { if (event.target.matches('.closelink')) { event.preventDefault(); sheet.close(); } });
  document.body.append(sheet);
  sheet.querySelectorAll('input[data-moment]').forEach(wire);
  keep(asked);
  sheet.showModal();
  focus(sheet);
  sayKept('');
}

function focus(sheet) {
  const isAsked = sheet.querySelector('.form-row .required');
  const field = sheet.querySelector('.clash [type=radio], fieldset :is(input:not([type=hidden]), textarea, select)');
  const next = (isAsked || sheet.querySelector('.clash') ? field : sheet.querySelector('[name=_do]:not(:disabled)')) ?? field;
  next?.focus();
}

// What was saved is saved. A load that was stopped leaves a form that can be saved again.
function leave(address) {
  location.assign(address);
  setTimeout(() => { isSending = false; sayKept(''); }, AGAIN);
}

async function goOn(address, isAct) {
  if (!isAct) return leave(address);
  const answer = await fetch(address, {redirect: 'manual'}).catch(() => null);
  if (!answer) return leave(address);  // the browser says that it is away
  if (answer.type === 'opaqueredirect') return leave(address.replace(/[^/]+\/$/, 'change/'));  // it says why
  const page = await parsed(answer);
  return page.querySelector('#act-form') && !page.querySelector('.markdownx, .clash') ? open(page, address) : leave(address);
}

// Answer whether that is all which the form holds.
function tellSaved(detail) {
  return form.dispatchEvent(new CustomEvent('newsroom:saved', {detail, cancelable: true}));
}

async function send(button) {
  const sent = new FormData(form, button);
  sent.delete('csrfmiddlewaretoken');  // it goes in the head
  sent.set('_here', '1');
  if (isUnanswered) sent.set('_again', '1');
  const shown = rowsOf(form);
  const answer = await post(location.pathname, sent);
  if (answer.type === 'opaqueredirect' || answer.status === 403) return stay(sayLocal, isSignedOut(answer));
  if (answer.status >= 500) throw new TypeError();  // the server is away
  if (answer.ok && !isPage(answer)) {
    const {address, version, rows: stored} = await answer.json();
    const rows = stored?.map(([prefix, keys]) => ({prefix, keys, shown: shown[prefix]}));
    saved = address;
    isStale = !rows;
    const [, key] = /\/(\d+)\/[^/]+\/$/.exec(address) ?? [];
    const isAct = button?.name === '_act';
    const isAll = !key || tellSaved({key, sent, version, rows, isStale});
    return isAll || isAct || isStale ? goOn(address, isAct) : stayForMore();
  }
  const page = answer.status === 409 ? await parsed(answer) : null;
  if (page?.querySelector('#merge-form')) {
    const asked = page.querySelector('#merge-form');
    const [, key] = /\/(\d+)\/change\/$/.exec(asked.querySelector('.closelink').getAttribute('href'));
    if (location.pathname.endsWith('/add/')) tellSaved({key, sent: new FormData(asked), version: asked.elements.base.value, isClash: true});
    return open(page, location.pathname);
  }
  isPlain = true;  // nothing was saved: the server shows the form, with what has to be mended
  return form.requestSubmit(button);
}

// Before other listeners: a save under way sends nothing typed since. A stale form leads to the story.
form?.addEventListener('submit', (event) => {
  if (isPlain || !(isSending || isStale)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isSending) next = event.submitter;
  if (isSending) return;
  isSending = true;
  leave(saved);
}, true);
// Who was asked, and stays, may save again.
window.addEventListener('beforeunload', (event) => setTimeout(() => { if (isSending && event.defaultPrevented) stay(); }));

form?.addEventListener('submit', (event) => {
  if (isPlain || event.defaultPrevented || isUnderWay()) return;  // the browser asks first whether a picture may be lost
  event.preventDefault();
  isSending = true;
  next = null;
  sayKept(said.saving);
  send(event.submitter).catch((problem) => {
    stay(sayLocal);
    if (!(problem instanceof TypeError)) throw problem;
    isUnanswered = true;  // away
  });
});
