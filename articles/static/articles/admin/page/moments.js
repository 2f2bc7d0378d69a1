// A moment as one thinks it: what it is in full stands beside it, and on the button that would plan for it.

const PAUSE = 120;  // ms
const IN_FULL = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/;

export function wire(field) {
  const button = field.form.querySelector('[name=_do][data-plan]');
  const name = button?.textContent;
  const hidden = field.form.elements[`${field.name}_read`] ?? {};  // who only looks need not be asked again
  const said = document.createElement('output');
  said.className = 'moment-said';
  said.htmlFor = field.id;
  field.after(said);
  let timer, running;

  function answer({at = '', said: words = '', short = '', error = ''}) {
    hidden.value = at && `${at} ${field.value.trim()}`;
    said.textContent = words || error;
    said.classList.toggle('is-wrong', Boolean(error));
    if (button && field.name === 'at') button.textContent = short ? button.dataset.plan.replace('%s', short) : name;
  }

  async function ask() {
    running?.abort();
    running = new AbortController();
    const typed = field.value.trim();
    if (!typed) return answer({});
    const address = `${field.dataset.moment}?${new URLSearchParams({typed})}`;
    try {
      const got = await fetch(address, {signal: running.signal});
      if (got.ok && !got.redirected) answer(await got.json());
    } catch (error) {
      if (error.name !== 'AbortError' && !(error instanceof TypeError)) throw error;  // away: the server asks
    }
  }

  field.addEventListener('input', () => { hidden.value = ''; clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  if (field.value && !IN_FULL.test(field.value)) ask();
}

document.querySelectorAll('input[data-moment]').forEach(wire);
