// A page that is served: asks for the report every second and shows it in place. Search, order and zoom stay.

const PERIOD_MS = 1000;
const PATIENCE_MS = 10_000;

function live() {
  const said = el('span', {class: 'quiet', role: 'status'}, 'live');
  const button = el('button', {'aria-pressed': false, onclick: pause}, 'pause');
  document.querySelector('header .bar').append(button, said);
  // The page is at the router's root, whether its address ends with a slash or not.
  const address = `${location.pathname.replace(/\/$/, '')}/report.json?page`;
  const token = new URLSearchParams(location.search).get('token');
  const headers = token ? {Authorization: `Bearer ${token}`} : {};
  let [paused, asking] = [false, false];

  function pause() {
    paused = !paused;
    button.setAttribute('aria-pressed', paused);
    tell(paused ? 'paused' : 'live');
  }

  /** Only what changed is read out. */
  function tell(text) {
    if (said.textContent !== text) said.textContent = text;
  }

  async function newer() {
    const answer = await fetch(address, {headers, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS)});
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  async function poll() {
    setTimeout(poll, PERIOD_MS);
    if (paused || document.hidden || asking) return;
    asking = true;
    const next = await newer().catch(() => null);
    asking = false;
    if (paused) return;
    tell(next ? 'live' : 'no answer: these are the last figures that came');
    if (next) refresh(next);
  }
  setTimeout(poll, PERIOD_MS);
}

/** Shows a newer report. The keyboard stays on a button of the same text. */
function refresh(next) {
  report = next;
  const held = document.activeElement;
  const home = held.closest('section');
  for (const refresher of refreshers) refresher();
  if (held.isConnected || !home || home.contains(document.activeElement)) return;
  const same = [...home.querySelectorAll(held.tagName)].find((element) => element.textContent === held.textContent);
  same?.focus({preventScroll: true});
}

live();
