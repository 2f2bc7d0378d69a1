// What asks for offers at the caret: `[@` for sources, `[[` for live stories, `![` for pictures.

const kinds = [
  {pattern: /\[@([^\]\[\n@]{0,60})$/, address: 'sources', adds: true},
  {pattern: /\[\[([^\]\[\n]{0,60})$/, address: 'stories', text: (row) => `[${row.name.replace(/[[\]\\]/g, '\\$&')}](${row.address})`},
  {pattern: /!\[([^\]\[\n]{0,60})$/, address: 'pictures', text: (row) => row.mark},
].filter((kind) => !kind.adds || document.querySelector('#citations-group'));  // a correction cites nothing anew

// Behind an odd backtick of its line, or in a fence that is still open.
function isCode(before) {
  const lines = before.split('\n');
  const fences = lines.filter((line) => /^\s*```[^`]*$/.test(line));
  return fences.length % 2 > 0 || lines.at(-1).split('`').length % 2 === 0;
}

// Which kind of offers, from where on, and by which words; or nothing.
export function askedAt(area) {
  const before = area.value.slice(0, area.selectionStart);
  if (area.selectionStart < area.selectionEnd) return null;
  if (/^[^[\]\n]*\]\(/.test(area.value.slice(area.selectionEnd))) return null;  // the words of a link, or of a picture
  for (const kind of kinds) {
    const match = kind.pattern.exec(before.slice(-64));
    if (match && !isCode(before)) return {kind, from: area.selectionStart - match[0].length, query: match[1]};
  }
  return null;
}
