// What a key means on every keyboard: its Latin letter, or the letter of its place where another alphabet is on it.
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);

export function letter({key, code}) {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key([A-Z])$/.exec(code)?.[1].toLowerCase() ?? '';
}

// On a Mac, Ctrl and a letter is the system's own: a letter back, the rest of the line.
export function isCommand(event) {
  return isMac ? event.metaKey : event.ctrlKey;
}
