// What a key means on every keyboard: its Latin letter, or the letter of its place where another alphabet is on it.
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);

export function letter({key, code}) {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key([A-Z])$/.exec(code)?.[1].toLowerCase() ?? '';
}

// On a Mac, Ctrl and a letter is the system's own: a letter back, the rest of the line.
export function isCommand(event) {
  return isMac ? event.metaKey : event.ctrlKey;
}

// What comes while a button is held down would move it from under the hand, and nothing were pressed: it waits.
let isHeld = false;
for (const kind of ['pointerdown', 'pointerup', 'pointercancel']) {
  document.addEventListener(kind, () => { isHeld = kind === 'pointerdown'; }, true);
}

export async function released() {
  for (let left = 40; isHeld && left; left -= 1) await new Promise((go) => { setTimeout(go, 50); });  // a menu may hide the end
}
