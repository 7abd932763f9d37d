// The page: its head, its sections, the search and the colours.

const FUNCTIONS = [
  named('function'),
  figure('calls', 'calls', count, 'calls begun'),
  figure('primitive', 'primitive_calls', count, 'calls that were not below another call of the function'),
  rare('open', 'open', 'calls begun and not ended'),
  rare('panics', 'panics', 'calls that ended in a panic'),
  rare('cancelled', 'cancelled', 'futures dropped half-way'),
  figure('ok', 'ok', count),
  figure('err', 'err', count),
  figure('peak', 'in_flight_peak', count, 'the most calls at once'),
  figure('total', 'total_ns', sum, 'time in outermost calls, callees included'),
  {head: '%', title: 'part of the run', value: (f) => f.total_ns, text: (f) => percent(f.total_ns, report.wall_ns ?? 0)},
  figure('self', 'self_ns', sum, 'time in the function and no other profiled one'),
  figure('net self', 'net_self_ns', sum, 'self time without what the recording took'),
  figure('busy', 'busy_ns', sum, 'time in polls'),
  figure('cpu', 'cpu_ns', sum, 'processor time of the thread'),
  figure('mean', 'mean_ns', single),
  figure('p50', 'p50_ns', single, 'the median'),
  figure('p99', 'p99_ns', single, 'the 99th percentile'),
  figure('max', 'max_ns', single),
  figure('distinct', 'distinct', count, 'about how many different arguments'),
];
const MEMORY = [
  named('function'),
  figure('allocated', 'alloc_bytes', size, 'bytes asked for, callees included'),
  figure('count', 'alloc_count', count),
  figure('self', 'self_alloc_bytes', size),
  figure('freed', 'free_bytes', size),
  figure('frees', 'free_count', count),
  figure('peak', 'peak_bytes', size, 'the most held within a call'),
];
const MEMOS = [
  named('function'),
  figure('saved', 'saved_ns', time, 'hits times the mean time of the body'),
  figure('hits', 'hits', count),
  figure('misses', 'misses', count),
  {head: 'hit ratio', value: (memo) => memo.hit_ratio, text: (memo) => percent(memo.hit_ratio, 1)},
  rare('waits', 'waits', 'calls that waited for another’s run of the body'),
  rare('evictions', 'evictions'),
  rare('expired', 'expired'),
  figure('entries', 'entries', count),
  figure('memory', 'bytes', size),
];
const REGIONS = [
  named('region'),
  figure('wall', 'wall_ns', time),
  figure('runs', 'runs', count),
  figure('items', 'items', count),
  figure('parallel', 'parallel_runs', count),
  figure('serial', 'serial_runs', count),
  {head: 'why serial', code: true, value: (region) => region.why_serial, text: (region) => region.why_serial},
  figure('cores', 'cores_mean', decimal, 'cores used on average'),
  figure('imbalance', 'imbalance', decimal),
  figure('speed-up', 'speedup_estimate', decimal, 'over the estimated serial time'),
];
const THREADS = [
  named('thread'),
  figure('calls', 'calls', count),
  figure('threads', 'threads', count, 'how many have the name'),
  figure('wall', 'wall_ns', time),
  figure('busy', 'busy_ns', time, 'processor time'),
  figure('unattributed', 'unattributed_ns', time, 'time in no profiled function'),
];

const indexOf = (columns, head) => Math.max(columns.findIndex((column) => column.head === head), 0);

function functions() {
  const all = () => rows('functions');
  if (!all().length) return null;
  const panel = el('div', {class: 'panel', 'aria-live': spoken});
  let chosen = null;
  const choose = (f) => {
    chosen = f;
    panel.replaceChildren(details(f));
    panel.querySelector('h3').focus();
  };
  onReport(() => {
    chosen = chosen && all().find((f) => f.name === chosen.name && place(f) === place(chosen));
    panel.replaceChildren(...(chosen ? [details(chosen)] : []));
  });
  const columns = FUNCTIONS.filter(({value}) => all().some((row) => hasValue(value(row))));
  return [table('functions', all, FUNCTIONS, {sortBy: indexOf(columns, 'total'), choose}), panel];
}

const listed = (label, source, columns) => (source().length ? table(label, source, columns, {sortBy: 1}) : null);

const SECTIONS = [
  ['Call tree', flame],
  ['Functions', functions],
  ['Over time', history],
  ['Lines', listings],
  ['Memory', () => listed('memory', () => rows('functions').filter((f) => hasValue(f.alloc_bytes)), MEMORY)],
  ['Memos', () => listed('memos', () => rows('memos'), MEMOS)],
  ['Regions', () => listed('regions', () => rows('regions'), REGIONS)],
  ['Threads', () => listed('threads', () => rows('threads'), THREADS)],
];

/** What is known of the run. */
function facts() {
  const started = report.started_unix_ms && new Date(report.started_unix_ms).toISOString().replace('T', ' ').slice(0, 19);
  const overhead = report.overhead_ns && report.wall_ns && `overhead ${time(report.overhead_ns)}, ${percent(report.overhead_ns, report.wall_ns)}`;
  const known = [report.wall_ns && time(report.wall_ns), report.pid && `pid ${report.pid}`, report.host,
    started && `${started} UTC`, overhead, report.clock_resolution_ns && `clock resolution ${time(report.clock_resolution_ns)}`];
  return known.filter(Boolean).join(' · ');
}

function head() {
  const known = el('p', {class: 'quiet'}, facts());
  onReport(() => (known.textContent = facts()));
  const search = el('input', {type: 'search', id: 'search', placeholder: 'search functions ( / )', 'aria-label': 'search functions',
    oninput: (event) => listeners.forEach((listen) => listen(event.target.value.trim().toLowerCase()))});
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target === search) return;
    event.preventDefault();
    search.focus();
  });
  return el('header', {}, el('h1', {}, 'bedeck ', el('span', {}, report.command ?? '')),
    known, el('div', {class: 'bar'}, search, colours()));
}

/** Light, dark, or as the system has it. */
function colours() {
  const names = ['system', 'dark', 'light'];
  let at = 0;
  const button = el('button', {onclick: () => show((at + 1) % names.length)});
  function show(next) {
    at = next;
    document.documentElement.dataset.theme = names[at];
    button.textContent = `colours: ${names[at]}`;
  }
  show(0);
  return button;
}

/** What stands between backticks as code. */
const quoted = (text) => text.split('`').map((part, at) => (at % 2 ? el('code', {}, part) : part));

function page() {
  const nav = el('nav', {'aria-label': 'sections'});
  const nothing = el('p', {}, 'No decorated function ran.');
  const findings = el('ul', {class: 'findings'});
  const found = el('section', {'aria-label': 'what matters most'}, findings);
  const main = el('main', {}, found, nothing);
  const remarks = el('ul');
  const remarked = el('section', {'aria-label': 'remarks'}, el('h2', {}, 'Remarks'), remarks);
  const built = SECTIONS.map(() => null);

  /** The sections that there is something for, each in its place. */
  function build() {
    SECTIONS.forEach(([title, content], at) => {
      const inside = built[at] ? null : content();
      if (!inside) return;
      const id = title.toLowerCase().replace(' ', '-');
      const link = el('a', {href: `#${id}`}, title);
      const section = el('section', {id, 'aria-label': title}, el('h2', {}, title), inside);
      const next = built.slice(at).find(Boolean);
      nav.insertBefore(link, next?.link ?? null);
      main.insertBefore(section, next?.section ?? nothing);
      built[at] = {link, section};
    });
    nothing.hidden = built.some(Boolean);
    findings.replaceChildren(...rows('findings').map((finding) => el('li', {}, quoted(finding))));
    found.hidden = !findings.childNodes.length;
    remarks.replaceChildren(...rows('remarks').map((remark) => el('li', {}, remark)));
    remarked.hidden = !remarks.childNodes.length;
  }

  build();
  main.append(remarked);
  document.body.prepend(head(), nav, main);
  showers.forEach((show) => show());
  onReport(() => {
    const before = built.filter(Boolean).length;
    build();
    const word = document.getElementById('search').value.trim().toLowerCase();
    if (word && built.filter(Boolean).length > before) listeners.forEach((listen) => listen(word));
  });
  document.documentElement.dataset.ready = 'yes';
}

page();
