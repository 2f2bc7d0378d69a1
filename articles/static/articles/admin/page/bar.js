// The bar above a story shows its headline as it is typed.

const said = document.querySelector('.bar-headline');
const headline = document.querySelector('#id_headline');

if (said && headline) {
  headline.addEventListener('input', () => { said.textContent = headline.value.trim() || said.dataset.empty; });
}
