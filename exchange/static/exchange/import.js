// Let an import go on by itself, until it is stopped; and say that an upload is under way.

const goOn = document.getElementById('go-on');
const stop = document.getElementById('stop');

if (stop && goOn.dataset.runs !== undefined) {
  const next = setTimeout(() => goOn.submit(), 500);  // ms in which a person can stop it
  stop.hidden = false;
  stop.addEventListener('click', () => {
    clearTimeout(next);
    stop.hidden = true;
    goOn.querySelector('[role=status]').textContent = goOn.dataset.stopped;
    goOn.querySelector('[type=submit]').focus();
  });
}

const handOver = document.getElementById('hand-over');
handOver?.addEventListener('submit', () => {
  handOver.querySelector('[role=status]').textContent = handOver.dataset.waits;
});
