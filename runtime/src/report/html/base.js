// What all parts use: elements, units, and the report.

let report = JSON.parse(document.getElementById('report').textContent);
const rows = (key) => report[key] ?? [];

/** An element with attributes (`onclick` and the like are listeners) and children; what is null or false is left out. */
function el(tag, attributes = {}, ...children) {
  const svg = ['svg', 'rect', 'line', 'text', 'g', 'path'].includes(tag);
  const element = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A number with three digits in the first unit in which it is below the limit. */
function scaled(value, units) {
  const [unit, size] = units.find(([, , limit]) => value < limit) ?? units[units.length - 1];
  const number = value / size;
  const decimals = Number.isInteger(value) && size === 1 ? 0 : number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
  return `${number.toFixed(decimals)}${unit && ' '}${unit}`;
}

const TIMES = [['ns', 1, 999.5], ['us', 1e3, 999.5e3], ['ms', 1e6, 999.5e6], ['s', 1e9, 59.95e9], ['min', 6e10, Infinity]];
const KIB = 1024;
const SIZES = [['B', 1, 1000], ['KiB', KIB, 1e3 * KIB], ['MiB', KIB ** 2, 1e3 * KIB ** 2], ['GiB', KIB ** 3, Infinity]];

const time = (ns) => scaled(ns, TIMES);
const size = (bytes) => scaled(bytes, SIZES);
const count = (number) => Math.round(number).toLocaleString('en-US');
const percent = (part, whole) => (whole > 0 ? `${((part * 100) / whole).toFixed(1)} %` : '');
const calls = (row) => `${count(row.calls)} ${row.calls === 1 ? 'call' : 'calls'}`;
const decimal = (number) => number.toFixed(2);

/** A sum of times of a function; of one that is timed now and then it is an estimate. */
const sum = (ns, f) => `${f.sample ? '~' : ''}${time(ns)}`;
/** The time of single calls of a function, which cannot be told below the clock's resolution, unless it is `precise`. */
function single(ns, f) {
  const least = report.clock_resolution_ns ?? 0;
  const precise = f.below_resolution === false && f.p50_ns < least;
  return ns < least && !precise ? `<${time(least)}` : sum(ns, f);
}

/** The place of a function or a line in the source. */
const place = (row) => (row.file ? `${row.file}:${row.line}` : '');

/** A name in which lines may break after `::`. */
const breakable = (name) => name.split(/(?<=::)/).flatMap((part, at) => (at ? [el('wbr'), part] : [part]));

/** Whether newer reports come; nothing is then read out by itself, since everything changes all the time. */
const isLive = 'live' in document.documentElement.dataset;
const refreshers = [];
/** Calls `refresh` whenever there is a newer report. */
const onReport = (refresh) => refreshers.push(refresh);
const spoken = isLive ? 'off' : 'polite';

const showers = [];
/** Calls `show` when what was built is in the page. */
const onShown = (show) => showers.push(show);

const listeners = [];
/** Calls `listen` whenever a word is searched for; the word is in lower case. */
const onSearch = (listen) => listeners.push(listen);
