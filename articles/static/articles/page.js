// What each page of the paper does in the browser: the colours, the menu, and the ways to share a story.
// A reader's choice of colours stays in the browser alone: no cookie, and the server never gets it. Sharing calls no third party.
// It stands within each page (PAGE_SCRIPT of the settings): a file would take a connection from the lead picture and the fonts.
{
  const root = document.documentElement;

  const apply = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  try { apply(localStorage.getItem("theme")); } catch { /* private window: the system's colours */ }

  // The menu begins where the reader is, and shows the paper's name once the nameplate is out of sight.
  const openMenu = () => {
    const here = document.querySelector(".menu [aria-current]");
    const show = () => here?.closest("ul")?.scrollTo({ left: here.offsetLeft });
    show();
    document.fonts.ready.then(show); // the names are as wide as their letters
    const nameplate = document.querySelector(".masthead .nameplate");
    new IntersectionObserver(([seen]) => root.classList.toggle("is-scrolled", !seen.isIntersecting)).observe(nameplate);
  };

  const offerSharing = () => {
    const [share, copy] = [document.querySelector("[data-share]"), document.querySelector("[data-copy]")];
    if (share && navigator.share) {
      share.hidden = false;
      share.addEventListener("click", () => {
        navigator.share({ title: document.querySelector("h1").textContent, url: share.dataset.share }).catch(() => {});
      });
    }
    if (copy && navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", async () => {
        const status = document.querySelector("[data-said]");
        await navigator.clipboard.writeText(copy.dataset.copy);
        status.textContent = status.dataset.said;
      });
    }
  };

  const offerColours = () => {
    const select = document.getElementById("theme");
    select.parentElement.hidden = false;
    select.value = root.dataset.theme || "";
    select.addEventListener("change", () => {
      apply(select.value);
      try { localStorage.setItem("theme", select.value); } catch { /* private window: for this page only */ }
    });
  };

  addEventListener("DOMContentLoaded", () => {
    requestAnimationFrame(openMenu); // the first one comes when the style sheet is there
    offerSharing();
    offerColours();
  });
}
