// What the copy desk finds stands at its words, with its remedy, and a button where one press mends it.
import {keymap, nextDiagnostic, previousDiagnostic, setDiagnostics, startCompletion} from '../editor/codemirror.js';
import {addCitation} from '../writing/citation_rows.js';
import {replace} from './keys.js';
import {known} from './known.js';

// Letters and digits tell where a passage ends: its marks and addresses are no words of it.
const counts = (character) => !/[\s\p{P}\p{S}]/u.test(character);
const NO_WORDS = /\[@[^\]\n]*\]|\[\^[^\]\n]*\]|\]\([^)\n]*\)/y;
const SEVERITY = {error: 'error', warning: 'warning', note: 'info'};

const FAR = 20_000;  // letters; the desk says where a passage begins, or its line

// One text, read once for all its findings.
export class Reading {
  constructor(text) {
    this.text = text;
    this.hasPairs = /[\ud800-\udbff]/.test(text);
  }

  // A finding counts whole characters, a text halves of some.
  halves(count) {
    if (!this.hasPairs) return Math.min(count, this.text.length);
    this.starts ??= this.startsOfCharacters();
    return this.starts[count] ?? this.text.length;
  }

  startsOfCharacters() {
    const starts = [0];
    for (const character of this.text) starts.push(starts.at(-1) + character.length);
    return starts;
  }

  // Its letters and digits, and where each stands.
  get letters() {
    if (this.found) return this.found;
    const places = [];
    const letters = [];
    for (let at = 0; at < this.text.length;) {
      NO_WORDS.lastIndex = at;
      const skipped = '[]'.includes(this.text[at]) ? NO_WORDS.exec(this.text)?.[0].length : 0;
      const character = String.fromCodePoint(this.text.codePointAt(at));
      if (!skipped && counts(character)) {
        for (let half = 0; half < character.length; half += 1) places.push(at + half);
        letters.push(character);
      }
      at += skipped || character.length;
    }
    this.found = {letters: letters.join(''), places};
    return this.found;
  }

  // Where words stand at a place or behind it, whatever marks are among them.
  passage(from, sought) {
    const {letters, places} = this.letters;
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[middle] < from) low = middle + 1;
      else high = middle;
    }
    const at = letters.slice(low, low + FAR).indexOf(sought);
    if (at < 0) return null;
    const end = places[low + at + sought.length - 1] + 1;
    // The sign behind the last word belongs to it.
    return {from: places[low + at], to: end + /^[^\s\p{L}\p{N}[\]()*_|]*/u.exec(this.text.slice(end, end + 4))[0].length};
  }

  span(finding) {
    if (finding.start === undefined) return null;
    const from = this.halves(finding.start);
    const words = (finding.excerpt ?? '').replace(/…$/, '');
    if (this.text.slice(from, from + words.length).toLowerCase() === words.toLowerCase()) return {from, to: from + words.length};
    if (this.text.startsWith('[@', from)) return {from, to: this.text.indexOf(']', from) + 1};
    const sought = [...words].filter(counts).join('');
    const line = this.text.lastIndexOf('\n', from) + 1;
    return (sought && (this.passage(from, sought) ?? this.passage(line, sought))) || {from, to: from};
  }
}

const put = (name, find) => ({
  name,
  apply(view, from, to) {
    const change = find(view, from, to);
    if (change) replace(view, change.from, change.to, change.insert);
  },
});

function fixes(finding, view) {
  if (finding.fix) return [put(gettext('Write “%s”').replace('%s', finding.fix), (_view, from, to) => ({from, to, insert: finding.fix}))];
  if (finding.code === 'link-http') {
    return [put(gettext('Write https'), (_view, from) => {
      const [paragraph] = view.state.doc.sliceString(from, from + FAR).split(/\n\s*\n/);
      const at = paragraph.search(/(?<=^|\]\(\s*<?)http:\/\//i);
      return at < 0 ? null : {from: from + at, to: from + at + 4, insert: 'https'};
    })];
  }
  if (finding.code === 'passage-bare' || finding.code === 'claim-uncited') {
    return [{name: gettext('Cite a source'), apply(_view, _from, to) { replace(view, to, to, ' [@'); startCompletion(view); }}];
  }
  const key = finding.code === 'citation-unknown' && /^\[@([\w-]+)/.exec(finding.excerpt)?.[1];
  const source = key && known('sources', key);
  return source?.id ? [{name: gettext('Add the citation'), apply: () => addCitation(source)}] : [];
}

function diagnostic(view, reading, finding) {
  const span = reading.span(finding);
  if (!span) return null;
  const acts = fixes(finding, view);
  // The list beside has the same buttons.
  finding.acts = acts.map(({name, apply}) => ({
    name,
    apply() {
      const now = new Reading(view.state.doc.toString()).span(finding);
      if (now.from < now.to || !finding.excerpt) apply(view, now.from, now.to);  // its words may be mended by now
    },
  }));
  return {
    ...span, severity: SEVERITY[finding.level], source: 'desk', actions: acts,
    message: [finding.message, finding.remedy].filter(Boolean).join(' '),
    markClass: finding.code === 'passage-bare' ? 'w-bare' : '',
  };
}

export const findingKeys = keymap.of([{key: 'F8', run: nextDiagnostic, shift: previousDiagnostic}]);

export function hearFindings(area, view) {
  area.addEventListener('newsroom:findings', ({detail}) => {
    const reading = new Reading(view.state.doc.toString());
    const made = detail.map((finding) => diagnostic(view, reading, finding)).filter(Boolean);
    view.dispatch(setDiagnostics(view.state, made));
  });
  area.dispatchEvent(new Event('newsroom:surface', {bubbles: true}));
}
