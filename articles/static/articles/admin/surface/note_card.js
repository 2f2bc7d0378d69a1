// The note at the caret, beside its words.

export function cardOf(frame) {
  const card = document.createElement('div');
  card.className = 'w-note-card notes is-in-place';
  card.setAttribute('role', 'group');
  card.setAttribute('aria-label', gettext('Note'));
  card.hidden = true;
  frame.append(card);
  return {
    shut() { card.hidden = true; },
    show(view, item, from) {
      const copy = item.cloneNode(true);
      copy.querySelector('[data-note-act=show]')?.remove();
      card.replaceChildren(document.createElement('ol'));
      card.firstChild.append(copy);
      card.hidden = false;
      view.requestMeasure({
        read: () => ({words: view.coordsAtPos(from), edges: frame.getBoundingClientRect(), width: card.offsetWidth}),
        write({words, edges, width}) {
          if (!words) { card.hidden = true; return; }
          card.style.top = `${words.bottom - edges.top + 6}px`;
          card.style.left = `${Math.max(0, Math.min(words.left - edges.left, edges.width - width))}px`;
        },
      });
    },
  };
}
