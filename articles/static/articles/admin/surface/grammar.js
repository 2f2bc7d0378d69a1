// The Markdown that the paper prints: CommonMark with tables, struck words, notes and citations, and no HTML.
// The server's parser decides (text/commonmark.py); this one only says where what stands.
import {defineLanguageFacet, Language, parser, Strikethrough, Table} from '../editor/codemirror.js';

export const MARK = /\[@([a-z0-9]+(?:-[a-z0-9]+)*)(?:,[ \t]*([^[\]|\\\n]{1,200}))?\](?!\()/y;
const NOTE = /\[\^[^\]\s]{1,100}\]/y;
const LONGEST = 320;  // characters of a mark

function bracket(name, pattern) {
  return {
    name, before: 'Link',
    parse(context, next, at) {
      if (next !== 91) return -1;
      pattern.lastIndex = 0;
      const match = pattern.exec(context.slice(at, Math.min(at + LONGEST, context.end)));
      return match ? context.addElement(context.elt(name, at, at + match[0].length)) : -1;
    },
  };
}

const ours = {
  defineNodes: ['Citation', 'Note'],
  parseInline: [bracket('Citation', MARK), bracket('Note', NOTE)],
  remove: ['HTMLBlock', 'HTMLTag'],
};

export const markdown = new Language(defineLanguageFacet(), parser.configure([Table, Strikethrough, ours]), [], 'markdown');
