// One function: its durations, its callers and callees.

function details(f) {
  const facts = [['place', place(f)], ['calls', count(f.calls)], ['total', f.total_ns, sum], ['self', f.self_ns, sum],
    ['mean', f.mean_ns, single], ['standard deviation', f.stddev_ns, sum], ['shortest', f.min_ns, single],
    ['longest', f.max_ns, single]];
  const shown = facts.filter(([, value]) => hasValue(value));
  return el('div', {},
    el('h3', {tabindex: -1}, breakable(f.name)),
    el('dl', {class: 'facts'}, shown.map(([key, value, text = String]) => el('div', {}, el('dt', {}, key), el('dd', {}, text(value, f))))),
    histogram(f),
    edges('called by', f, 'callee', 'caller'),
    edges('calls', f, 'caller', 'callee'));
}

function edges(head, f, own, other) {
  const found = rows('edges').filter((edge) => edge[own] === f.name).sort((a, b) => b.total_ns - a.total_ns);
  if (!found.length) return null;
  const line = (edge) => el('li', {}, breakable(edge[other] === f.name ? 'itself' : edge[other]),
    el('span', {class: 'quiet'}, ` ${calls(edge)}, ${time(edge.total_ns)}`));
  return el('div', {}, el('h4', {}, head), el('ul', {class: 'edges'}, found.map(line)));
}

const MARKS = [['p50', 'p50_ns'], ['p90', 'p90_ns'], ['p99', 'p99_ns'], ['p99.9', 'p999_ns']];
const BARS = 80;
const WIDE = 640;
const HIGH = 150;

/** Durations over a logarithmic axis, with marks at the percentiles. */
function histogram(f) {
  const pairs = f.histogram ?? [];
  if (!pairs.length) return null;
  const log = (ns) => Math.log(Math.max(ns, 1));
  const [low, high] = [log(pairs[0][0]), Math.max(log(f.max_ns ?? pairs[pairs.length - 1][0]), log(pairs[0][0]) + 0.1)];
  const x = (ns) => Math.min(Math.max((log(ns) - low) / (high - low), 0), 1) * WIDE;
  const bars = Array(BARS).fill(0);
  for (const [ns, calls] of pairs) bars[Math.min(Math.floor((x(ns) / WIDE) * BARS), BARS - 1)] += calls;
  const most = Math.max(...bars);
  const bar = (calls, at) => {
    const height = calls && Math.max((calls / most) * HIGH, 1);
    return calls && el('rect', {x: (at * WIDE) / BARS, y: HIGH - height, width: WIDE / BARS - 1, height});
  };
  const marks = MARKS.filter(([, key]) => hasValue(f[key])).map(([head, key], at) => el('g', {class: 'mark'},
    el('line', {x1: x(f[key]), x2: x(f[key]), y1: 14 * at, y2: HIGH}),
    el('text', {x: Math.min(x(f[key]) + 3, WIDE - 90), y: 14 * at + 11}, `${head} ${single(f[key], f)}`)));
  const axis = [0, 0.25, 0.5, 0.75, 1].map((part) => el('text', {class: 'axis', x: part * WIDE, y: HIGH + 16,
    'text-anchor': part === 0 ? 'start' : part === 1 ? 'end' : 'middle'}, time(Math.exp(low + part * (high - low)))));
  const told = MARKS.filter(([, key]) => hasValue(f[key])).map(([head, key]) => `${head} ${single(f[key], f)}`).join(', ');
  return el('svg', {class: 'histogram', viewBox: `0 -2 ${WIDE} ${HIGH + 22}`, role: 'img', 'aria-label': `durations of calls: ${told}`},
    bars.map(bar).filter(Boolean), marks, axis);
}
