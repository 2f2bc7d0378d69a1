// Closes the bar of a breaking story for this visit, in the browser alone.
const bar = document.querySelector(".breaking");
const button = bar.querySelector("button");
const closed = () => {
  try { return sessionStorage.getItem("closed"); } catch { return null; }
};

bar.hidden = closed() === bar.dataset.story;
button.hidden = false;
button.addEventListener("click", () => {
  bar.hidden = true;
  try { sessionStorage.setItem("closed", bar.dataset.story); } catch { /* private window: for this page only */ }
  document.getElementById("content").focus();
});
