// Approving moves on through the queue in place: the next story comes into this page, and the hand is at its button.

import {keep} from '../drafts/act_drafts.js';

const PARTS = '.messagelist, .breadcrumbs, #content';
let isSending = false;
let hasMoved = false;
let isPlain = false;

const isPage = (answer) => (answer.headers.get('Content-Type') ?? '').startsWith('text/html');

function show(html, address) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  document.querySelectorAll('.messagelist').forEach((each) => each.remove());
  for (const part of page.querySelectorAll(PARTS)) {
    const here = document.querySelector(part.matches('#content') ? '#content' : '.breadcrumbs');
    if (part.matches('.messagelist')) document.querySelector('#content').before(part);
    else here?.replaceWith(part);
  }
  document.title = page.title;
  history.replaceState(null, '', address);
  keep(document.querySelector('#act-form'));
  isSending = false;
  window.scrollTo(0, 0);
  (document.querySelector('#act-form [name=_do]:not(:disabled)') ?? document.querySelector('#content a'))?.focus({preventScroll: true});
}

// Answer whether the story that the address names came into the page.
async function goOn(address) {
  const answer = await fetch(address, {redirect: 'manual'}).catch(() => null);
  if (!answer?.ok || !isPage(answer)) return false;
  show(await answer.text(), address);
  hasMoved = true;
  return true;
}

async function send(form, button) {
  const sent = new FormData(form, button);
  sent.set('_here', '1');
  if (hasMoved) sent.set('_do', 'next');  // the last one leads where the queue ends
  const answer = await fetch(location.pathname, {method: 'POST', body: sent, redirect: 'manual'});
  if (isPage(answer) && answer.status < 500 && answer.status !== 403) return show(await answer.text(), location.pathname);
  if (!answer.ok) throw new TypeError(answer.status);
  const {address} = await answer.json();
  if (!address.endsWith('/approve/') || !await goOn(address)) location.assign(address);
}

document.addEventListener('submit', (event) => {
  const {target: form, submitter: button} = event;
  if (form.id !== 'act-form' || button?.name !== '_do' || (button.value !== 'next' && !hasMoved) || event.defaultPrevented || isPlain) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  send(form, button).catch(() => {  // the browser says what is the matter
    isPlain = true;
    form.requestSubmit(button);
  });
});
