// The focal point by click and arrow keys, and each crop as readers will see it, by hand where it must be.
'use strict';
{
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  function byFocalPoint(sides, ratio, x, y) {
    // The same sum as pictures.renditions.box: the largest crop, its middle as near to the point as may be.
    const width = Math.min(1, ratio / sides);
    const height = Math.min(1, sides / ratio);
    return [clamp(x / 100 - width / 2, 0, 1 - width), clamp(y / 100 - height / 2, 0, 1 - height), width];
  }

  function start(whole) {
    const sides = whole.getAttribute('width') / whole.getAttribute('height');
    const focal = ['x', 'y'].map((axis) => document.getElementById(`id_focal_${axis}`));
    const crops = [...document.querySelectorAll('input[data-shape]')];
    const frame = document.createElement('div');
    const dot = document.createElement('span');
    const stage = document.createElement('div');
    frame.className = 'focal';
    frame.tabIndex = 0;
    frame.setAttribute('role', 'application');
    frame.setAttribute('aria-label', gettext('Focal point: click, or move it with the arrow keys'));
    stage.className = 'crops';
    whole.before(frame);
    frame.append(whole, dot);
    frame.after(stage);

    const tell = (input) => input.dispatchEvent(new Event('input', {bubbles: true}));  // as typing does; it draws
    const values = (input) => (input.value.trim() ? input.value.trim().split(/\s+/).map(Number) : null);
    const point = () => focal.map((input) => Number(input.value));
    const box = (input, ratio) => {
      const hand = values(input);
      return hand ? hand.map((part) => part / 100) : byFocalPoint(sides, ratio, ...point());
    };

    const views = crops.map((input) => {
      const ratio = Number(input.dataset.ratio);
      const figure = document.createElement('figure');
      const view = document.createElement('div');
      const copy = whole.cloneNode();
      const name = document.createElement('figcaption');
      const label = document.querySelector(`label[for="${input.id}"]`).textContent.replace(/:$/, '');
      copy.className = '';
      copy.alt = '';
      view.className = 'crop';
      view.tabIndex = 0;
      view.setAttribute('role', 'application');
      view.setAttribute('aria-label', `${label}: ${gettext('arrow keys move it, plus and minus size it, Delete goes back to the focal point')}`);
      view.style.aspectRatio = ratio;
      view.append(copy);
      name.textContent = label;
      figure.append(view, name);
      stage.append(figure);
      view.addEventListener('keydown', (event) => {
        const step = event.shiftKey ? 0.05 : 0.01;
        const moves = {ArrowLeft: [-step, 0, 0], ArrowRight: [step, 0, 0], ArrowUp: [0, -step, 0], ArrowDown: [0, step, 0], '+': [0, 0, -step], '-': [0, 0, step]};
        if (event.key === 'Delete' || event.key === 'Backspace') input.value = '';
        else if (moves[event.key]) {
          const [left, top, width] = box(input, ratio).map((part, place) => part + moves[event.key][place]);
          const wide = clamp(width, 0.05, Math.min(1, ratio / sides));
          input.value = [clamp(left, 0, 1 - wide), clamp(top, 0, 1 - wide * sides / ratio), wide]
            .map((part) => (part * 100).toFixed(1)).join(' ');
        } else return;
        event.preventDefault();
        tell(input);
      });
      return {input, ratio, copy, name, label};
    });

    function draw() {
      const [x, y] = point();
      dot.style.left = `${x}%`;
      dot.style.top = `${y}%`;
      for (const {input, ratio, copy, name, label} of views) {
        const [left, top, width] = box(input, ratio);
        copy.style.width = `${100 / width}%`;
        copy.style.left = `${-100 * left / width}%`;
        copy.style.top = `${-100 * top * ratio / (width * sides)}%`;
        name.textContent = input.value.trim() ? `${label} •` : label;
      }
    }

    function move(x, y) {
      focal[0].value = Math.round(clamp(x, 0, 100));
      focal[1].value = Math.round(clamp(y, 0, 100));
      tell(focal[1]);
    }

    frame.addEventListener('click', (event) => {
      const at = whole.getBoundingClientRect();
      move((event.clientX - at.left) / at.width * 100, (event.clientY - at.top) / at.height * 100);
    });
    frame.addEventListener('keydown', (event) => {
      const moves = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
      if (!moves[event.key]) return;
      event.preventDefault();
      const step = event.shiftKey ? 10 : 1;
      const [x, y] = point();
      move(x + moves[event.key][0] * step, y + moves[event.key][1] * step);
    });
    [...focal, ...crops].forEach((input) => input.addEventListener('input', draw));
    draw();
  }

  document.addEventListener('DOMContentLoaded', () => {
    const whole = document.querySelector('img.whole');
    if (whole && document.getElementById('id_focal_x')) start(whole);
  });
}
