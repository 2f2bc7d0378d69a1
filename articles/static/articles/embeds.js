// A post or video of another site comes into the page at a click; before, nobody there is called.
document.querySelectorAll(".embed button").forEach((button) => {
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = button.dataset.frame;
    frame.title = button.closest(".embed").querySelector("a").textContent;
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.sandbox = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation";
    // YouTube's player refuses a page that doesn't say whose it is.
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    button.parentElement.replaceWith(frame);
    frame.focus();
  });
});
