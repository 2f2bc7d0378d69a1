// A list renews itself once a minute, but not under a hand that is on it.

const EVERY = 60000;  // ms

export function renew(selector, isHeld = () => false, then = () => {}) {
  async function look() {
    const part = document.querySelector(selector);
    if (!part || document.hidden || part.contains(document.activeElement) || isHeld()) return;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector(selector);
      if (!fresh || part.contains(document.activeElement) || isHeld()) return;
      part.replaceChildren(...fresh.children);
      then();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;  // away: it asks again later
    }
  }
  setInterval(look, EVERY);
  document.addEventListener('visibilitychange', look);
}
