// Copies a story's address, and opens the system's own sheet where it has one; no third party hears of it.
const [share, copy] = [document.querySelector("[data-share]"), document.querySelector("[data-copy]")];

if (navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () => {
    navigator.share({ title: document.querySelector("h1").textContent, url: share.dataset.share }).catch(() => {});
  });
}
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const status = document.querySelector("[data-said]");
    await navigator.clipboard.writeText(copy.dataset.copy);
    status.textContent = status.dataset.said;
  });
}
