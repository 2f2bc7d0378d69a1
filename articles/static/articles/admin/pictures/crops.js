// Each crop of a picture as readers will see it, by hand where it must be.

const STEPS = {ArrowLeft: [-1, 0, 0], ArrowRight: [1, 0, 0], ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], '+': [0, 0, -1], '-': [0, 0, 1]};

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// As typing does: what draws hears it.
export function enter(input, value) {
  input.value = value;
  input.dispatchEvent(new Event('input', {bubbles: true}));
}

function byFocalPoint(sides, ratio, x, y) {
  // The same sum as pictures.renditions.box: the largest crop, its middle as near to the point as may be.
  const width = Math.min(1, ratio / sides);
  const height = Math.min(1, sides / ratio);
  return [clamp(x / 100 - width / 2, 0, 1 - width), clamp(y / 100 - height / 2, 0, 1 - height), width];
}

function viewOf(whole, label, ratio) {
  const view = document.createElement('div');
  const copy = whole.cloneNode();
  copy.className = '';
  copy.alt = '';
  view.className = 'crop';
  view.tabIndex = 0;
  view.setAttribute('role', 'application');
  view.setAttribute('aria-label', `${label}: ${gettext('arrow keys move it, plus and minus size it, Delete goes back to the focal point')}`);
  view.style.aspectRatio = ratio;
  view.append(copy);
  return view;
}

// Show one crop on the stage, by the field that holds it; return what draws it again.
export function showCrop(input, whole, stage, point) {
  const sides = whole.getAttribute('width') / whole.getAttribute('height');
  const ratio = Number(input.dataset.ratio);
  const label = document.querySelector(`label[for="${input.id}"]`).textContent.replace(/:$/, '');
  const figure = document.createElement('figure');
  const name = document.createElement('figcaption');
  const view = viewOf(whole, label, ratio);
  figure.append(view, name);
  stage.append(figure);

  // Left edge, upper edge and width, as parts of the picture's own.
  function box() {
    const hand = input.value.trim();
    return hand ? hand.split(/\s+/).map((part) => part / 100) : byFocalPoint(sides, ratio, ...point());
  }

  function move(steps, size) {
    const [left, top, width] = box().map((part, place) => part + steps[place] * size);
    const wide = clamp(width, 0.05, Math.min(1, ratio / sides));
    const moved = [clamp(left, 0, 1 - wide), clamp(top, 0, 1 - wide * sides / ratio), wide];
    enter(input, moved.map((part) => (part * 100).toFixed(1)).join(' '));
  }

  view.addEventListener('keydown', (event) => {
    if (event.key === 'Delete' || event.key === 'Backspace') enter(input, '');
    else if (STEPS[event.key]) move(STEPS[event.key], event.shiftKey ? 0.05 : 0.01);
    else return;
    event.preventDefault();
  });

  return () => {
    const [left, top, width] = box();
    const {style} = view.firstChild;
    style.width = `${100 / width}%`;
    style.left = `${-100 * left / width}%`;
    style.top = `${-100 * top * ratio / (width * sides)}%`;
    name.textContent = input.value.trim() ? `${label} •` : label;
  };
}
