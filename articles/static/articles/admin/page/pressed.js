// The Latin letter of a key, on keyboards of other alphabets too.
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);

export function letter({key, code}) {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key([A-Z])$/.exec(code)?.[1].toLowerCase() ?? '';
}

// On a Mac, Ctrl and a letter is the system's own: a letter back, the rest of the line.
export function isCommand(event) {
  return isMac ? event.metaKey : event.ctrlKey;
}

// Changes wait while a button is held down: they would move it.
let isHeld = false;
for (const kind of ['pointerdown', 'pointerup', 'pointercancel']) {
  document.addEventListener(kind, () => { isHeld = kind === 'pointerdown'; }, true);
}

export async function released() {
  for (let left = 40; isHeld && left; left -= 1) await new Promise((go) => { setTimeout(go, 50); });  // a menu may hide the end
}
