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

  // The menu begins where the reader is, and shows the paper's name once the nameplate is out of sight.
  const openMenu = () => {
    const here = document.querySelector(".menu [aria-current]");
    if (here) here.closest("ul")?.scrollTo({ left: here.offsetLeft - 16 });
    const nameplate = document.querySelector(".masthead .nameplate");
    new IntersectionObserver(([seen]) => root.classList.toggle("is-scrolled", !seen.isIntersecting)).observe(nameplate);
  };

  addEventListener("DOMContentLoaded", () => {
    openMenu();
    const select = document.getElementById("theme");
    select.parentElement.hidden = false;
    select.value = root.dataset.theme || "";
    select.addEventListener("change", () => {
      apply(select.value);
      try { localStorage.setItem("theme", select.value); } catch { /* private window: for this page only */ }
    });
  });
})();
