// Change a text field as typing does: one step to undo, and its listeners hear of it.

export function replaceText(area, from, to, text, start = text.length, end = start) {
  area.focus();
  area.setSelectionRange(from, to);
  if (from === to && !text) return;
  // The only way that keeps the browser's own undo; where it is gone, or a dialog is open, the text still comes in.
  if (document.activeElement !== area || !document.execCommand(text ? 'insertText' : 'delete', false, text)) {
    area.setRangeText(text, from, to, 'end');
    area.dispatchEvent(new Event('input', {bubbles: true}));
  }
  area.setSelectionRange(from + start, from + end);
}
