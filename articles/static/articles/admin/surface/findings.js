// What the copy desk finds stands at its words, with its remedy, and a button where one press mends it.
import {keymap, nextDiagnostic, previousDiagnostic, setDiagnostics, startCompletion} from '../editor/codemirror.js';
import {addCitation} from '../writing/citation_rows.js';
import {replace} from './keys.js';
import {known} from './known.js';

// Letters and digits tell where a passage ends: its marks and addresses are no words of it.
const counts = (character) => !/[\s\p{P}\p{S}]/u.test(character);
const NO_WORDS = /\[@[^\]\n]*\]|\[\^[^\]\n]*\]|\]\([^)\n]*\)/y;
const SEVERITY = {error: 'error', warning: 'warning', note: 'info'};

// A finding counts whole characters, a text halves of some.
function halves(text, count) {
  let at = 0;
  for (let left = count; left > 0 && at < text.length; left -= 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

const FAR = 20_000;  // characters; the desk says where a passage begins, or its line

// The letters and digits of a text from a place on, and where each stands.
function lettersOf(text, from) {
  const places = [];
  let letters = '';
  for (let at = from; at < Math.min(text.length, from + FAR);) {
    NO_WORDS.lastIndex = at;
    const skipped = '[]'.includes(text[at]) ? NO_WORDS.exec(text)?.[0].length : 0;
    const character = String.fromCodePoint(text.codePointAt(at));
    if (!skipped && counts(character)) {
      for (let half = 0; half < character.length; half += 1) places.push(at + half);
      letters += character;
    }
    at += skipped || character.length;
  }
  return {letters, places};
}

function spanOf(text, finding) {
  if (finding.start === undefined) return null;
  const from = halves(text, finding.start);
  const words = (finding.excerpt ?? '').replace(/…$/, '');
  if (text.startsWith(words, from)) return {from, to: from + words.length};
  if (text.startsWith('[@', from)) return {from, to: text.indexOf(']', from) + 1};
  const sought = [...words].filter(counts).join('');
  return sought ? passage(text, from, sought) ?? passage(text, text.lastIndexOf('\n', from) + 1, sought) ?? {from, to: from} : {from, to: from};
}

function passage(text, from, sought) {
  const {letters, places} = lettersOf(text, from);
  const at = letters.indexOf(sought);
  if (at < 0) return null;
  const end = places[at + sought.length - 1] + 1;
  // The sign behind the last word belongs to it.
  return {from: places[at], to: end + /^[^\s\p{L}\p{N}[\]()*_|]*/u.exec(text.slice(end, end + 4))[0].length};
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
      const line = view.state.doc.lineAt(from);
      const at = view.state.doc.sliceString(from, line.to).indexOf('](http://');
      return at < 0 ? null : {from: from + at + 2, to: from + at + 6, insert: 'https'};
    })];
  }
  if (finding.code === 'passage-bare' || finding.code === 'claim-uncited') {
    return [{name: gettext('Cite a source'), apply(_view, _from, to) { replace(view, to, to, ' [@'); startCompletion(view); }}];
  }
  const key = finding.code === 'citation-unknown' && /^\[@([\w-]+)/.exec(finding.excerpt)?.[1];
  const source = key && known('sources', key);
  return source?.id ? [{name: gettext('Add the citation'), apply: () => addCitation(source)}] : [];
}

function diagnostic(view, text, finding) {
  const span = spanOf(text, finding);
  if (!span) return null;
  const acts = fixes(finding, view);
  // The list beside has the same buttons.
  finding.acts = acts.map(({name, apply}) => ({name, apply: () => { const now = spanOf(view.state.doc.toString(), finding) ?? span; apply(view, now.from, now.to); }}));
  return {
    ...span, severity: SEVERITY[finding.level], source: 'desk', actions: acts,
    message: [finding.message, finding.remedy].filter(Boolean).join(' '),
    markClass: finding.code === 'passage-bare' ? 'w-bare' : '',
  };
}

export const findingKeys = keymap.of([{key: 'F8', run: nextDiagnostic, shift: previousDiagnostic}]);

export function hearFindings(area, view) {
  area.addEventListener('newsroom:findings', ({detail}) => {
    const text = view.state.doc.toString();
    const made = detail.map((finding) => diagnostic(view, text, finding)).filter(Boolean);
    view.dispatch(setDiagnostics(view.state, made));
  });
  area.dispatchEvent(new Event('newsroom:surface', {bubbles: true}));
}
