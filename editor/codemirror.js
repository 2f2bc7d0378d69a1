// What the desk's scripts use of CodeMirror 6, and nothing else: `make editor` bundles it into one file.
import {StyleModule} from 'style-mod';

export {acceptCompletion, autocompletion, closeCompletion, completionStatus, currentCompletions, moveCompletionSelection, setSelectedCompletion, startCompletion} from '@codemirror/autocomplete';
export {defaultKeymap, history, historyKeymap, invertedEffects, isolateHistory, redo, undo} from '@codemirror/commands';
export {defineLanguageFacet, ensureSyntaxTree, Language, languageDataProp, syntaxTree} from '@codemirror/language';
export {forEachDiagnostic, nextDiagnostic, previousDiagnostic, setDiagnostics} from '@codemirror/lint';
export {findNext, openSearchPanel, search, searchKeymap, searchPanelOpen} from '@codemirror/search';
export {Annotation, Compartment, EditorSelection, EditorState, Facet, Prec, RangeSet, RangeSetBuilder, StateEffect, StateField, Text, Transaction} from '@codemirror/state';
export {Decoration, drawSelection, EditorView, keymap, placeholder, showPanel, ViewPlugin, WidgetType} from '@codemirror/view';
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
