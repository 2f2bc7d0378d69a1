// The focal point of a picture by click and arrow keys, above the crops that follow it.
import {clamp, enter, showCrop} from './crops.js';

const STEPS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

function start(whole) {
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

  const point = () => focal.map((input) => Number(input.value));
  const drawCrops = crops.map((input) => showCrop(input, whole, stage, point));

  function draw() {
    const [x, y] = point();
    dot.style.left = `${x}%`;
    dot.style.top = `${y}%`;
    for (const drawCrop of drawCrops) drawCrop();
  }

  function move(x, y) {
    focal[0].value = Math.round(clamp(x, 0, 100));
    enter(focal[1], Math.round(clamp(y, 0, 100)));
  }

  frame.addEventListener('click', (event) => {
    const at = whole.getBoundingClientRect();
    move((event.clientX - at.left) / at.width * 100, (event.clientY - at.top) / at.height * 100);
  });
  frame.addEventListener('keydown', (event) => {
    if (!STEPS[event.key]) return;
    event.preventDefault();
    const [right, down] = STEPS[event.key].map((step) => step * (event.shiftKey ? 10 : 1));
    const [x, y] = point();
    move(x + right, y + down);
  });
  [...focal, ...crops].forEach((input) => input.addEventListener('input', draw));
  draw();
}

const whole = document.querySelector('img.whole');
if (whole && document.getElementById('id_focal_x')) start(whole);
