// Keeps a reader's choice of colours in the browser alone: no cookie, and the server never gets it.
(() => {
  const root = document.documentElement;
  const stored = () => {
    try { return localStorage.getItem("theme") || ""; } catch { return ""; }
  };
  const apply = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  apply(stored());

  addEventListener("DOMContentLoaded", () => {
    const select = document.getElementById("theme");
    select.parentElement.hidden = false;
    select.value = root.dataset.theme || "";
    select.addEventListener("change", () => {
      apply(select.value);
      try { localStorage.setItem("theme", select.value); } catch { /* private window: for this page only */ }
    });
  });
})();
