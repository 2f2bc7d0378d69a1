// What the desk's scripts use of CodeMirror 6, and nothing else: `make editor` bundles it into one file.
import {StyleModule} from 'style-mod';

export {acceptCompletion, autocompletion, closeCompletion, completionStatus, startCompletion} from '@codemirror/autocomplete';
export {history, historyKeymap, isolateHistory, standardKeymap} from '@codemirror/commands';
export {defineLanguageFacet, ensureSyntaxTree, Language, syntaxTree} from '@codemirror/language';
export {nextDiagnostic, previousDiagnostic, setDiagnostics} from '@codemirror/lint';
export {closeSearchPanel, findNext, findPrevious, getSearchQuery, openSearchPanel, replaceAll, replaceNext, search, SearchQuery, setSearchQuery} from '@codemirror/search';
export {Annotation, EditorState, Prec, StateEffect, StateField, Transaction} from '@codemirror/state';
export {Decoration, EditorView, keymap, ViewPlugin, WidgetType} from '@codemirror/view';
export {parser, Strikethrough, Table} from '@lezer/markdown';

// The page's policy allows no <style>. CodeMirror makes a constructed style sheet for what stands in a shadow
// root only; the document is given the same one.
const root = {
  ownerDocument: document,
  get adoptedStyleSheets() { return document.adoptedStyleSheets; },
  set adoptedStyleSheets(sheets) { document.adoptedStyleSheets = sheets; },
};
StyleModule.mount(root, []);
for (const key of Object.getOwnPropertySymbols(root)) document[key] = root[key];
