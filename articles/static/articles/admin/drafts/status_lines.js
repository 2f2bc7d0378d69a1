// The two lines above the story's form: whether what is typed is kept, and who else has the story open.

const frame = document.querySelector('#keeping');
let isTwice = false;
let isFull = false;  // the browser's own store

function say(id, sentence) {
  const line = document.getElementById(id);
  if (line.textContent !== sentence) line.textContent = sentence;
}

export function sayKept(sentence) {
  say('kept-state', sentence);
}

// Why what was typed did not arrive, and who keeps it.
export function sayLocal(isSignedOut) {
  const {out, outFull, local, full} = frame.dataset;
  sayKept(isFull ? (isSignedOut ? outFull : full) : (isSignedOut ? out : local));
}

export function setFull(isNow) {
  isFull = isNow;
}

export function sayPresence(said) {
  const news = isTwice ? [frame.dataset.twice] : [];
  if (said.others?.length) news.push(`${frame.dataset.open} ${said.others.join(', ')}.`);
  if (said.version > Number(frame.dataset.version)) news.push(said.is_own ? frame.dataset.own : `${said.saver} ${frame.dataset.saved}`);
  say('presence', news.join(' '));
}

// The same person types it in another tab.
export function sayTwice() {
  if (isTwice) return;
  isTwice = true;
  sayPresence({});
}
