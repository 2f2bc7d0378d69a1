// The text as it reads: headings large, bold bold, links as words, citations as chips, pictures in place. A mark
// of Markdown is hidden but where the caret stands. Nothing here changes a letter of the text.
import {Decoration, EditorView, Prec, syntaxTree, ViewPlugin} from '../editor/codemirror.js';
import {citations} from './citations.js';
import {MARK} from './grammar.js';
import {known, learned} from './known.js';
import {bullet, Chip, Picture} from './widgets.js';

const hidden = Decoration.replace({});
const marked = Object.fromEntries(['strong', 'em', 'struck', 'code', 'link', 'quiet', 'note', 'cell', 'cell-end', 'cell-middle', 'shown']
  .map((name) => [name, Decoration.mark({class: `w-${name}`})]));
const STYLES = {StrongEmphasis: 'strong', Emphasis: 'em', Strikethrough: 'struck', InlineCode: 'code', Note: 'note'};
const MARKS = new Set(['EmphasisMark', 'StrikethroughMark', 'CodeMark']);
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const ADDRESS = /^<?https?:\/\/\S+>?\s*$/;
const PICTURE = /^!\[([^\]]*)\]\(image:([\w-]+)/;
const BOX = /^ {0,3}:{3,}\s*(?:(?:facts|quote|beside)(?:\s.*)?)?$/;
const lineLooks = new Map();

function lineLook(name, isRightToLeft) {
  const key = `${name}${isRightToLeft ? ' rtl' : ''}`;
  if (!lineLooks.has(key)) {
    lineLooks.set(key, Decoration.line({attributes: {class: name, ...(isRightToLeft && {dir: 'auto'})}}));
  }
  return lineLooks.get(key);
}

// What is put down for some lines: each kind of node has its own method.
class Looks {
  constructor(view, from, to) {
    Object.assign(this, {state: view.state, doc: view.state.doc, from, to, ranges: [], cells: [], classes: new Map()});
    const {main} = this.state.selection;
    this.caret = view.hasFocus && main.empty ? main.head : null;
  }

  isIn(from, to) { return this.caret !== null && from < this.caret && this.caret < to; }

  isOn(line) { return this.caret !== null && line.from <= this.caret && this.caret <= line.to; }

  add(look, from, to) { if (from < to) this.ranges.push(look.range(from, to)); }

  // What takes the place of letters takes none of a line's end.
  put(look, from, to) { if (to <= this.doc.lineAt(from).to) this.add(look, from, to); }

  mark(name, from, to) { this.add(marked[name], from, to); }

  hide(from, to) { this.put(hidden, from, to); }

  text(node) { return this.doc.sliceString(node.from, node.to); }

  eachLine(node, name) {
    const last = Math.min(node.to, this.to);
    for (let at = Math.max(node.from, this.from); at <= last;) {
      const line = this.doc.lineAt(at);
      this.style(line, name);
      at = line.to + 1;
    }
  }

  style(line, name) {
    this.classes.set(line.from, [...(this.classes.get(line.from) ?? []), name]);
  }

  // A mark at a line's beginning, with the blank behind it.
  opening(node) {
    const line = this.doc.lineAt(node.from);
    const end = /[ \t]/.test(this.doc.sliceString(node.to, node.to + 1)) ? node.to + 1 : node.to;
    if (this.isOn(line)) this.mark('quiet', node.from, node.to);
    else this.hide(node.from, Math.min(end, line.to));
  }

  inline(node) {
    const name = STYLES[node.name];
    this.mark(name, node.from, node.to);
    if (name === 'note') return;
    const isShown = this.isIn(node.from, node.to);
    for (let child = node.node.firstChild; child; child = child.nextSibling) {
      if (!MARKS.has(child.name)) continue;
      if (isShown) this.mark('quiet', child.from, child.to);
      else this.hide(child.from, child.to);
    }
  }

  link(node) {
    const marks = node.node.getChildren('LinkMark');
    if (!node.node.getChild('URL') || marks.length < 2 || this.doc.sliceString(marks[1].from, marks[1].to) !== ']') return;
    this.mark('link', marks[0].to, marks[1].from);
    if (this.isIn(node.from, node.to) || marks[0].to === marks[1].from) {
      this.mark('quiet', node.from, marks[0].to);
      this.mark('quiet', marks[1].from, node.to);
    } else {
      this.hide(node.from, marks[0].to);
      this.hide(marks[1].from, node.to);
    }
  }

  picture(node) {
    const [, alt, key] = PICTURE.exec(this.text(node)) ?? [];
    if (!key) return;
    const look = {widget: new Picture(key, alt, known('pictures', key))};
    if (this.isIn(node.from, node.to)) {
      this.mark('quiet', node.from, node.to);
      this.ranges.push(Decoration.widget({...look, side: 1}).range(node.to));
    } else this.put(Decoration.replace(look), node.from, node.to);
  }

  citation(node) {
    MARK.lastIndex = 0;
    const [, key, locator] = MARK.exec(this.text(node)) ?? [];
    if (!key) return;
    const chip = new Chip(key, locator, this.state.field(citations).get(key), known('sources', key));
    if (this.isIn(node.from, node.to)) this.mark('quiet', node.from, node.to);
    else this.put(Decoration.replace({widget: chip}), node.from, node.to);
  }

  heading(node, level) {
    this.eachLine(node, `w-heading w-h${level}`);
    const marks = node.node.getChildren('HeaderMark');
    if (node.name.startsWith('Setext')) { for (const each of marks) this.mark('quiet', each.from, each.to); return; }
    this.opening(marks[0]);
    if (marks[1] && !this.isOn(this.doc.lineAt(node.from))) this.hide(marks[0].to < marks[1].from ? marks[1].from - 1 : marks[1].from, marks[1].to);
  }

  listMark(node) {
    const line = this.doc.lineAt(node.from);
    let depth = 0;
    for (let parent = node.node.parent; parent; parent = parent.parent) if (parent.name === 'ListItem') depth += 1;
    this.style(line, `w-item w-item-${Math.min(depth, 4)}`);
    if (this.isOn(line)) return;
    if (/^\s+$/.test(this.doc.sliceString(line.from, node.from))) this.hide(line.from, node.from);
    if (this.doc.sliceString(node.from, node.to).length === 1) this.put(bullet, node.from, node.to);
  }

  row(node) {
    const line = this.doc.lineAt(node.from);
    this.style(line, node.name === 'TableHeader' ? 'w-row w-head' : 'w-row');
    const bars = node.node.getChildren('TableDelimiter');
    const starts = bars[0]?.from === node.from ? [] : [node.from];
    starts.push(...bars.map((bar) => bar.from));
    const isClosed = bars.length > 0 && !this.doc.sliceString(bars.at(-1).to, line.to).trim();
    const ends = [...starts.slice(1), line.to];
    if (isClosed && starts.length > 1) { starts.pop(); ends.pop(); ends[ends.length - 1] = line.to; }
    const sides = this.sides(node);
    starts.forEach((from, place) => {
      if (from < ends[place]) this.cells.push(marked[sides[place] ?? 'cell'].range(from, ends[place]));
    });
    for (const bar of bars) {
      if (this.isOn(line)) this.mark('quiet', bar.from, bar.to);
      else this.hide(bar.from, bar.to);
    }
  }

  // On which side of their column the words stand, by the colons of the table's second line.
  sides(node) {
    const ruler = node.node.parent.getChild('TableDelimiter');
    const cells = ruler ? this.text(ruler).trim().replace(/^\||\|$/g, '').split('|') : [];
    return cells.map((cell) => (/^\s*:.*:\s*$/.test(cell) ? 'cell-middle' : /:\s*$/.test(cell) ? 'cell-end' : 'cell'));
  }

  ruler(node) {
    if (node.node.parent?.name !== 'Table') return;
    const line = this.doc.lineAt(node.from);
    if (this.isOn(line)) this.mark('quiet', node.from, node.to);
    else this.style(line, 'w-ruler');
  }

  enter(node) {
    const {name} = node;
    const level = /^(?:ATX|Setext)Heading(\d)$/.exec(name)?.[1];
    if (level) this.heading(node, level);
    else if (STYLES[name]) this.inline(node);
    else if (name === 'Link') this.link(node);
    else if (name === 'Image') { this.picture(node); return false; }
    else if (name === 'Citation') this.citation(node);
    else if (name === 'Autolink') this.mark('link', node.from, node.to);
    else if (name === 'QuoteMark') this.opening(node);
    else if (name === 'Blockquote') this.eachLine(node, 'w-quote');
    else if (name === 'ListMark') this.listMark(node);
    else if (name === 'FencedCode' || name === 'CodeBlock') { this.eachLine(node, 'w-block'); return false; }
    else if (name === 'LinkReference') this.mark('quiet', node.from, node.to);
    else if (name === 'TableHeader' || name === 'TableRow') this.row(node);
    else if (name === 'TableDelimiter') this.ruler(node);
    else if (name === 'Escape' && !this.isIn(node.from - 1, node.to + 1)) this.hide(node.from, node.from + 1);
    else if (name === 'HorizontalRule' && !this.isOn(this.doc.lineAt(node.from))) this.eachLine(node, 'w-rule');
    else if (name === 'Paragraph' && ADDRESS.test(this.text(node))) this.eachLine(node, 'w-address');
    return true;
  }

  lines() {
    for (let at = this.from; at <= this.to;) {
      const line = this.doc.lineAt(at);
      const isRightToLeft = RIGHT_TO_LEFT.test(line.text);
      const names = this.classes.get(line.from) ?? (BOX.test(line.text) ? ['w-box'] : line.length ? [] : ['w-blank']);
      if (names.length || isRightToLeft) this.ranges.push(lineLook(names.join(' '), isRightToLeft).range(line.from));
      at = line.to + 1;
    }
  }

  made() {
    syntaxTree(this.state).iterate({from: this.from, to: this.to, enter: (node) => this.enter(node)});
    this.lines();
    return this;
  }
}

function looksOf(view) {
  const made = view.visibleRanges.map(({from, to}) =>
    new Looks(view, view.state.doc.lineAt(from).from, view.state.doc.lineAt(to).to).made());
  const set = (name) => Decoration.set(made.flatMap((each) => each[name]), true);
  return {words: set('ranges'), cells: set('cells')};
}

export const decorations = ViewPlugin.fromClass(class {
  constructor(view) {
    this.looks = looksOf(view);
  }

  update(update) {
    // An input method holds the words that it composes: what stands around them is left alone until it is done.
    if (update.view.composing && update.docChanged) {
      this.looks = {words: this.looks.words.map(update.changes), cells: this.looks.cells.map(update.changes)};
    }
    else if (update.docChanged || update.viewportChanged || update.selectionSet || update.focusChanged
      || syntaxTree(update.startState) !== syntaxTree(update.state)
      || update.transactions.some((each) => each.effects.some((effect) => effect.is(learned)))) {
      this.looks = looksOf(update.view);
    }
  }
}, {
  // A cell holds all else that stands in it: findings, what is sought, bold words.
  provide: (plugin) => {
    const set = (name) => EditorView.decorations.of((view) => view.plugin(plugin)?.looks[name] ?? Decoration.none);
    return [Prec.lowest(set('cells')), set('words')];
  },
});
