// The larger view in the page: arrow keys go through a story's pictures, Escape closes, and focus goes back by itself.
const viewer = document.querySelector(".viewer");
const links = [...document.querySelectorAll("main a.larger")];
const [close, previous, next] = viewer.querySelectorAll("button");
let at = 0;

const show = (place) => {
  at = (place + links.length) % links.length;
  const link = links[at];
  const picture = document.createElement("picture");
  const image = document.createElement("img");
  const words = link.parentElement.querySelector("figcaption");
  if (link.dataset.avif) {
    const source = document.createElement("source");
    source.type = "image/avif";
    source.srcset = link.dataset.avif;
    picture.append(source);
  }
  picture.append(image);
  image.alt = link.querySelector("img").alt;
  image.src = link.href;
  const frame = viewer.querySelector(".picture");
  const { lang, dir } = link.closest("[lang]"); // a story may be in another language than the paper
  Object.assign(frame, { lang, dir });
  frame.replaceChildren(picture, words ? words.cloneNode(true) : "");
  viewer.querySelector("[role=status]").textContent = links.length > 1 ? `${at + 1} / ${links.length}` : "";
};

links.forEach((link, place) => link.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(place);
  viewer.showModal();
}));
previous.hidden = next.hidden = links.length < 2;
previous.addEventListener("click", () => show(at - 1));
next.addEventListener("click", () => show(at + 1));
close.addEventListener("click", () => viewer.close());
viewer.addEventListener("keydown", (event) => {
  const isBackwards = getComputedStyle(viewer).direction === "rtl";
  if (event.key === "ArrowLeft") show(isBackwards ? at + 1 : at - 1);
  if (event.key === "ArrowRight") show(isBackwards ? at - 1 : at + 1);
});
