// Source lines: the more of its function's time a line took, the hotter it is.

function listings() {
  const groups = new Map();
  for (const line of rows('lines')) groups.set(line.function, [...(groups.get(line.function) ?? []), line]);
  const sum = (lines) => lines.reduce((sum, line) => sum + (line.total_ns ?? 0), 0);
  const heaviest = [...groups].sort(([, a], [, b]) => sum(b) - sum(a));
  return heaviest.map(([name, lines], at) => listing(name, lines, sum(lines), at === 0));
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
  const details = el('details', {open, class: 'listing'},
    el('summary', {}, breakable(name), el('span', {class: 'quiet'}, ` ${time(total)}, ${mode}`)),
    el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `lines of ${name}`},
      el('table', {class: 'lines'}, el('thead', {}, el('tr', {}, heads.map((head) => el('th', {scope: 'col'}, head)))),
        el('tbody', {}, lines.map(row)))));
  onSearch((word) => (details.hidden = !name.toLowerCase().includes(word)));
  return details;
}
