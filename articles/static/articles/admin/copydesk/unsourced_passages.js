// Underline in the preview what rests on nobody, as the copy desk finds it while one writes.

const preview = document.querySelector('#article_form .markdownx-preview');
const canUnderline = preview && window.Highlight;
const NO_TEXT = 'sup, figure'; // marks of citations and notes, and pictures with what is said of them
let passages = [];

// Letters and digits tell where a passage stands: a table's cells are parted by commas in one, by borders in the other.
const counts = (character) => !/[\s\p{P}\p{S}]/u.test(character);

// The letters and digits that readers see, and where each stands.
function shown() {
  const walker = document.createTreeWalker(preview, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(NO_TEXT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const places = [];
  let text = '';
  while (walker.nextNode()) {
    const { data } = walker.currentNode;
    for (let at = 0; at < data.length; at += 1) {
      if (!counts(data[at])) continue;
      text += data[at];
      places.push([walker.currentNode, at]);
    }
  }
  return { text, places };
}

function underline() {
  const bare = new Highlight();
  const { text, places } = passages.length ? shown() : {};
  let from = 0;
  for (const passage of passages) {
    const words = passage.split('').filter(counts).join('');
    const at = text.indexOf(words, from);
    if (at < 0) continue; // changed since the copy desk looked
    from = at + words.length;
    const range = new Range();
    range.setStart(...places[at]);
    range.setEnd(places[from - 1][0], places[from - 1][1] + 1);
    bare.add(range);
  }
  CSS.highlights.set('bare', bare);
  legend.hidden = !bare.size;
}

const legend = document.createElement('p');
if (canUnderline) {
  legend.className = 'help bare-legend';
  legend.hidden = true;
  const sample = document.createElement('span');
  sample.textContent = gettext('Underlined with dots:');
  legend.append(sample, ` ${gettext('nobody stands behind it.')}`);
  preview.after(legend);
  new MutationObserver(underline).observe(preview, { childList: true });
}

export function underlineUnsourced(findings) {
  if (!canUnderline) return;
  passages = findings.filter((finding) => finding.code === 'passage-bare' && finding.field === 'body').map((finding) => finding.excerpt);
  underline();
}
