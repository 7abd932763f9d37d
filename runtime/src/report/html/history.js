// The run in intervals: a small picture for each function, all over the same time.

const FIRST_COURSES = 12;
const COURSE_WIDE = 1000;
const COURSE_HIGH = 36;
const TICKS = 6;

/** What a picture can show: of the growth in an interval that took `ns`, and in words. */
const COURSES = [
  {key: 'total_ns', head: 'time in calls, part of the interval', rate: (growth, ns) => growth / ns, text: (rate) => percent(rate, 1)},
  {key: 'calls', head: 'calls a second', rate: (growth, ns) => (growth * 1e9) / ns, text: (rate) => `${large(rate)}/s`},
  {key: 'alloc_bytes', head: 'memory asked for a second', rate: (growth, ns) => (growth * 1e9) / ns, text: (rate) => `${size(rate)}/s`},
];
const large = (number) => scaled(number, [['', 1, 999.5], ['k', 1e3, 999.5e3], ['M', 1e6, 999.5e6], ['G', 1e9, Infinity]]);

function history() {
  if (!report.history?.ends_ns.length) return null;
  const state = {kind: null, word: '', shown: FIRST_COURSES, at: null, courses: []};
  const board = el('div', {class: 'history', tabindex: 0, role: 'group', 'aria-label': 'what functions did over time; arrows go through it',
    onkeydown: move, onpointerleave: () => point(null)});
  const said = el('p', {class: 'said', 'aria-live': spoken});
  const more = el('button', {class: 'more', onclick: () => {
    state.shown = Infinity;
    paint();
  }});
  const select = el('select', {onchange: () => {
    state.kind = kinds()[select.selectedIndex];
    paint();
  }});

  const kinds = () => COURSES.filter(({key}) => report.history.functions.some((course) => course[key]?.some(Boolean)));
  const ends = () => report.history.ends_ns;
  const began = (at) => (at ? ends()[at - 1] : 0);
  const whole = () => ends()[ends().length - 1];
  const x = (ns) => (ns / whole()) * COURSE_WIDE;

  /** The pictures that there is something to see in, the most first. */
  function courses() {
    const {key, rate, text} = state.kind;
    const sum = (course) => (course[key] ?? []).reduce((sum, growth) => sum + growth, 0);
    const drawn = (course) => ({name: course.function, sum: sum(course), text, values: course[key]?.map((growth, at) =>
      rate(growth, Math.max(ends()[at] - began(at), 1)))});
    const held = report.history.live_bytes;
    const memory = held?.some(Boolean) && !state.word ? [{name: 'memory held', text: size, values: held, whole: true}] : [];
    const functions = report.history.functions.map(drawn).filter(({name, sum}) => sum > 0 && name.toLowerCase().includes(state.word));
    return [...memory, ...functions.sort((a, b) => b.sum - a.sum)];
  }

  function paint() {
    const offered = kinds();
    state.kind = offered.find((kind) => kind === state.kind) ?? offered[0] ?? COURSES[0];
    select.replaceChildren(...offered.map(({head}) => el('option', {}, head)));
    select.selectedIndex = offered.indexOf(state.kind);
    select.parentElement.hidden = offered.length < 2;
    const all = courses();
    state.courses = all.slice(0, state.shown).map((course) => ({...course, told: el('span', {class: 'figure'})}));
    board.replaceChildren(...state.courses.flatMap(row), el('div', {class: 'ticks'}, ticks()));
    more.hidden = all.length <= state.shown;
    more.textContent = `show all ${count(all.length)}`;
    point(state.at < ends().length ? state.at : null);
  }

  function row({name, values, text, whole, told}) {
    const most = Math.max(...values);
    const label = `${name}: at most ${text(most)}, from ${time(began(values.indexOf(most)))} to ${time(ends()[values.indexOf(most)])}`;
    return [el('span', {class: whole ? 'quiet' : 'name'}, breakable(name)), picture(values, most, label), told];
  }

  /** Steps over time, as high as the row's greatest value. */
  function picture(values, most, label) {
    const y = (value) => (COURSE_HIGH - (most > 0 ? value / most : 0) * (COURSE_HIGH - 2)).toFixed(1);
    const steps = values.map((value, at) => `V${y(value)}H${x(ends()[at]).toFixed(1)}`);
    return el('svg', {viewBox: `0 0 ${COURSE_WIDE} ${COURSE_HIGH}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label,
      onpointermove: (event) => point(interval(event.offsetX / event.currentTarget.clientWidth))},
      el('path', {d: `M0 ${COURSE_HIGH}${steps.join('')}V${COURSE_HIGH}Z`}),
      el('rect', {class: 'here', y: 0, height: COURSE_HIGH, width: 0}));
  }

  /** The interval that a part of the width lies in. */
  function interval(part) {
    const at = ends().findIndex((end) => end >= part * whole());
    return at < 0 ? ends().length - 1 : at;
  }

  /** Marks an interval in all pictures and tells its figures; with none, the greatest ones. */
  function point(at) {
    state.at = at;
    for (const mark of board.querySelectorAll('.here')) {
      mark.setAttribute('x', at === null ? 0 : x(began(at)));
      mark.setAttribute('width', at === null ? 0 : Math.max(x(ends()[at]) - x(began(at)), 1));
    }
    for (const {told, values, text} of state.courses) {
      told.textContent = at === null ? `at most ${text(Math.max(...values))}` : text(values[at]);
    }
    said.textContent = at === null ? `${count(ends().length)} intervals` : `from ${time(began(at))} to ${time(ends()[at])}`;
  }

  function move(event) {
    const last = ends().length - 1;
    const from = state.at ?? (event.key === 'ArrowLeft' ? last + 1 : -1);
    const targets = {ArrowLeft: Math.max(from - 1, 0), ArrowRight: Math.min(from + 1, last), Home: 0, End: last, Escape: null};
    if (!(event.key in targets)) return;
    event.preventDefault();
    point(targets[event.key]);
  }

  const ticks = () => Array.from({length: TICKS + 1}, (_, at) => el('span', {}, at ? time(Math.round((whole() * at) / TICKS)) : '0'));
  onSearch((word) => {
    state.word = word;
    paint();
  });
  onReport(paint);
  const timed = rows('functions').some((f) => hasValue(f.total_ns) && !hasValue(f.self_ns));
  const late = timed && el('p', {class: 'quiet'}, quoted('The time of a call with `#[timed]` counts where it ended.'));
  const bar = el('div', {class: 'bar'}, el('label', {}, 'shows ', select), said);
  paint();
  return el('div', {}, bar, board, more, late);
}
