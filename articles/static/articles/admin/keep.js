// Keep what is typed: in this browser a moment after each pause, on the server every few seconds and on leaving.
'use strict';
{
  const frame = document.querySelector('#keeping');
  const form = document.querySelector('#article_form');
  const names = ['headline', 'slug', 'standfirst', 'body', 'dateline', 'backstory', 'ai_disclosure',
    'search_title', 'search_description', 'base'];
  const PAUSE = 1000;
  const EVERY = 4000;
  const BEAT = 15000;
  const GONE = 410;  // words were redacted since: they end here too
  const story = frame && `newsroom:${frame.dataset.user}:${frame.dataset.story}:`;
  const key = frame && story + frame.dataset.tab;  // each tab keeps its own words
  const took = form?.elements.took?.value ?? '';
  let isTyped = form?.querySelector('.errornote') !== null;
  let isTwice = false;
  let isSubmitted = false;
  let waiting = null;
  let sending = null;

  function typed() {
    return Object.fromEntries(names.map((name) => [name, form.elements[name]])
      .filter(([, field]) => field).map(([name, field]) => [name, field.value]));
  }

  // A browser may refuse to store: full, or forbidden. The server still keeps the text.
  function store(more) {
    try {
      localStorage.setItem(key, JSON.stringify({fields: typed(), mark: frame.dataset.mark, ...more}));
    } catch { /* said by nobody, since nothing is lost yet */ }
  }

  function stored(tab) {
    try { return JSON.parse(localStorage.getItem(tab)); } catch { return null; }
  }

  function say(id, sentence) {
    const line = document.getElementById(id);
    if (line.textContent !== sentence) line.textContent = sentence;
  }

  function tell(said) {
    const news = isTwice ? [frame.dataset.twice] : [];
    if (said.others?.length) news.push(`${frame.dataset.open} ${said.others.join(', ')}.`);
    if (said.version > Number(frame.dataset.version)) news.push(said.is_own ? frame.dataset.own : `${said.saver} ${frame.dataset.saved}`);
    say('presence', news.join(' '));
  }

  function query(fields) {
    return new URLSearchParams(fields).toString();
  }

  async function send() {
    sending = null;
    const hasText = isTyped;
    const fields = hasText ? typed() : {};
    try {
      const answer = await session.send(frame.dataset.address, new URLSearchParams({tab: frame.dataset.tab, took, ...fields}));
      const isJson = (answer.headers.get('Content-Type') || '').includes('json');
      const said = isJson ? await answer.json() : {};
      if (said.error) say('kept-state', `${frame.dataset.refused} ${said.error}`);
      if (!answer.ok && !said.error) throw new Error(answer.status);
      if (!answer.ok) return;
      tell(said);
      if (!hasText) return;
      if (query(typed()) === query(fields)) store({isSent: true});
      const at = new Date().toLocaleTimeString([], {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
      say('kept-state', frame.dataset.kept.replace('%s', at));
    } catch {
      if (hasText) say('kept-state', frame.dataset.local);
    }
  }

  function leave() {
    clearTimeout(sending);
    sending = null;
    if (isSubmitted) return;
    const left = new URLSearchParams({csrfmiddlewaretoken: session.token(), tab: frame.dataset.tab, took, ...(isTyped ? typed() : {left: 1})});
    if (isTyped) store({});
    // Browsers take no more than 64 KB here; a longer text waits in the browser's own store.
    if (left.toString().length < 60000) navigator.sendBeacon(frame.dataset.address, left);
  }

  // What only this browser has goes to the server, which then shows it with what differs.
  async function recover() {
    const before = Object.keys(localStorage).filter((name) => name.startsWith(story));
    const sent = await Promise.all(before.map(give));
    if (sent.includes(true) && !isTyped) location.reload();
  }

  async function give(tab) {
    const left = stored(tab);
    const now = typed();
    const isSame = left && names.every((name) => name === 'base' || (left.fields[name] ?? '') === (now[name] ?? ''));
    const isSaved = left?.isSubmitted && Number(frame.dataset.mark) > Number(left.mark);
    let isGiven = false;
    if (left && !isSame && !isSaved && !left.isSent) {
      const fields = {...left.fields, tab: tab.slice(story.length)};
      const answer = await session.send(frame.dataset.address, new URLSearchParams(fields));
      if (!answer.ok && answer.status !== GONE) return false;
      isGiven = answer.ok;
    }
    localStorage.removeItem(tab);
    return isGiven;
  }

  if (frame && form) {
    form.addEventListener('input', () => {
      isTyped = true;
      clearTimeout(waiting);
      waiting = setTimeout(() => store({}), PAUSE);
      sending ??= setTimeout(send, EVERY);
    });
    form.addEventListener('submit', () => {
      if (isTyped || document.querySelector('#kept-text')) store({isSubmitted: true});
      isSubmitted = true;
      clearTimeout(sending);
      sending = null;
    });
    form.addEventListener('newsroom:stayed', () => { isSubmitted = false; });
    document.querySelector('#drop-kept').addEventListener('submit', () => localStorage.removeItem(key));
    window.addEventListener('pagehide', leave);
    window.addEventListener('online', send);
    window.addEventListener('storage', (event) => {
      if (!isTyped || isTwice || !event.newValue || event.key === key || !event.key.startsWith(story)) return;
      isTwice = true;
      tell({});
    });
    document.addEventListener('signedin', send);
    setInterval(() => { if (!document.hidden) send(); }, BEAT);
    if (!isTyped) recover().catch(() => {});
    send();
  }
}
