// Source lines: the more of its function's time a line took, the hotter it is.

function listings() {
  if (!rows('lines').length) return null;
  const box = el('div');
  let word = '';
  const fit = () => box.childNodes.forEach((one) => (one.hidden = !one.dataset.name.toLowerCase().includes(word)));
  const paint = (isOpen) => {
    box.replaceChildren(...heaviestFirst().map(([name, lines, total], at) => listing(name, lines, total, isOpen(name, at))));
    fit();
  };
  onSearch((searched) => {
    word = searched;
    fit();
  });
  onReport(() => {
    const open = new Map([...box.childNodes].map((one) => [one.dataset.name, one.open]));
    paint((name) => open.get(name) ?? false);
  });
  paint((name, at) => at === 0);
  return box;
}

/** Each function with its lines and their time. */
function heaviestFirst() {
  const groups = new Map();
  for (const line of rows('lines')) groups.set(line.function, [...(groups.get(line.function) ?? []), line]);
  const sum = (lines) => lines.reduce((sum, line) => sum + (line.total_ns ?? 0), 0);
  return [...groups].map(([name, lines]) => [name, lines, sum(lines)]).sort(([, , a], [, , b]) => b - a);
}

function listing(name, lines, total, open) {
  const indents = lines.filter((line) => line.source?.trim()).map((line) => line.source.search(/\S/));
  const indent = indents.length ? Math.min(...indents) : 0;
  const memory = lines.some((line) => line.alloc_bytes);
  const row = (line) => {
    const part = total > 0 ? (line.total_ns ?? 0) / total : 0;
    const each = line.hits > 0 && hasValue(line.total_ns) ? time(line.total_ns / line.hits) : '';
    const ran = line.hits > 0 || line.total_ns > 0;
    return el('tr', {style: `--heat:${part.toFixed(3)}`, class: ran ? null : 'quiet'},
      el('th', {scope: 'row', class: 'figure'}, line.line),
      el('td', {class: 'figure'}, ran && hasValue(line.hits) ? count(line.hits) : ''),
      el('td', {class: 'figure'}, ran && hasValue(line.total_ns) ? time(line.total_ns) : ''),
      el('td', {class: 'figure'}, ran ? each : ''),
      el('td', {class: 'figure'}, ran ? percent(line.total_ns ?? 0, total) : ''),
      memory && el('td', {class: 'figure'}, line.alloc_bytes ? size(line.alloc_bytes) : ''),
      el('td', {class: 'source'}, (line.source ?? '').slice(indent)));
  };
  const heads = ['line', 'hits', 'time', 'per hit', '% time', ...(memory ? ['memory'] : []), 'source'];
  const mode = lines.some((line) => line.mode === 'sampled') ? 'sampled: estimates' : 'exact';
  return el('details', {open, class: 'listing', 'data-name': name},
    el('summary', {}, breakable(name), el('span', {class: 'quiet'}, ` ${time(total)}, ${mode}`)),
    el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `lines of ${name}`},
      el('table', {class: 'lines'}, el('thead', {}, el('tr', {}, heads.map((head) => el('th', {scope: 'col'}, head)))),
        el('tbody', {}, lines.map(row)))));
}
