// Words and reading time of what is written, counted when the hand rests.

const WORD = /[\p{L}\p{N}_]+(?:[-'’.,][\p{L}\p{N}_]+)*/gu;
const WORDS_A_MINUTE = 230;

for (const area of document.querySelectorAll('.markdownx-editor')) {
  const line = document.createElement('p');
  let waiting = null;
  line.className = 'word-count';
  area.closest('.markdownx').append(line);
  const count = () => {
    const plain = area.value.replace(/\s?\[@[^\]\n]*\]/g, '').replace(/\]\([^)\s]*\)/g, ']');
    const words = (plain.match(WORD) || []).length;
    const minutes = Math.max(1, Math.round(words / WORDS_A_MINUTE));
    line.textContent = document.querySelector('#writing').dataset.count.replace('%w', words.toLocaleString()).replace('%m', minutes);
  };
  area.closest('.markdownx').addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(count, 600);
  });
  count();
}
