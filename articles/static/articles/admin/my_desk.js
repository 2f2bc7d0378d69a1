// My desk renews itself, but not under a hand that is on it.

const EVERY = 60000;  // ms

export async function renew() {
  const parts = document.querySelector('.desk-parts');
  if (document.hidden || parts.contains(document.activeElement)) return;
  try {
    const answer = await fetch(location.pathname);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('.desk-parts');
    if (fresh) parts.replaceChildren(...fresh.children);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;  // away: it asks again later
  }
}

setInterval(renew, EVERY);
document.addEventListener('visibilitychange', renew);
