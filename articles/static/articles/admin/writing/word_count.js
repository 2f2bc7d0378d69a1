// Words and reading time of a text, counted when the hand rests.

for (const area of document.querySelectorAll('.markdownx-editor')) {
  const line = document.createElement('p');
  let waiting;
  line.className = 'word-count';
  area.parentNode.append(line);
  const count = () => {
    const parts = area.value.replace(/\s?\[@[^\]\n]*\]|\]\([^)\s]*\)/g, '').split(/[ぁ-ヿ㐀-鿿]/);
    const words = parts.join(' ').split(/[ก-႟ក-៹]{1,5}|[\p{L}\p{N}][\p{L}\p{M}\p{N}\xad'’.,-]*/u).length + parts.length - 2;
    line.textContent = document.querySelector('#writing').dataset.count.replace('%w', words.toLocaleString()).replace('%m', Math.round((words - parts.length) / 230 + parts.length / 500) || 1);
  };
  area.parentNode.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(count, 600);
  });
  count();
}
