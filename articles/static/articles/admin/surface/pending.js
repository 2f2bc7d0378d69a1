// What stands in the text until an answer is here.
import {Decoration, EditorView, StateEffect, StateField, WidgetType} from '../editor/codemirror.js';

const put = StateEffect.define({map: ({from, to, widget}, changes) => ({from: changes.mapPos(from, 1), to: changes.mapPos(to, -1), widget})});
const take = StateEffect.define();

class Waiting extends WidgetType {
  constructor(words) {
    super();
    this.dom = Object.assign(document.createElement('span'), {className: 'w-waiting', textContent: words});
  }

  eq(other) { return this === other; }
  toDOM() { return this.dom; }
}

export const pending = StateField.define({
  create: () => Decoration.none,
  update(places, transaction) {
    let now = places.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(put)) {
        const {from, to, widget} = effect.value;
        const look = from < to ? Decoration.replace({widget}) : Decoration.widget({widget, side: -1});
        now = now.update({add: [look.range(from, to)]});
      }
      if (effect.is(take)) now = now.update({filter: (_from, _to, {spec}) => spec.widget !== effect.value});
    }
    return now;
  },
  provide: (field) => [
    EditorView.decorations.from(field),
    EditorView.atomicRanges.of((view) => view.state.field(field)),
  ],
});

// Put a placeholder on a place, or on words that nobody can change while they wait.
export function wait(from, to, words) {
  const widget = new Waiting(words);
  return {widget, effect: put.of({from, to, widget}), done: take.of(widget), say: (said) => { widget.dom.textContent = said; }};
}

// Where it stands by now, if anywhere.
export function placeOf(state, {widget}) {
  for (const cursor = state.field(pending).iter(); cursor.value; cursor.next()) {
    if (cursor.value.spec.widget === widget) return {from: cursor.from, to: cursor.to};
  }
  return null;
}
