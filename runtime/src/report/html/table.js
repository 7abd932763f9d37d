// Tables that are sorted by their heads, and show the rows that fit the word that is searched for.

const FIRST_ROWS = 30;

/**
 * `source` gives the rows. A column is {head, title, value, text, code}: what sorts, what is shown, and whether that is a
 * name. It is left out where no row has a value. `choose` is called with the row that was clicked.
 */
function table(label, source, possible, {sortBy = 0, choose = null, name = (row) => row.name ?? ''} = {}) {
  let [all, columns, heads] = [[], [], []];
  const head = el('tr');
  const body = el('tbody');
  const more = el('button', {class: 'more', onclick: () => show(Infinity)});
  read();
  const state = {column: columns[sortBy] ?? columns[0], down: true, word: '', shown: FIRST_ROWS};

  /** The rows, and the columns that they have; heads that stay are the same elements. */
  function read() {
    all = source();
    const known = new Map(columns.map((column, at) => [column, heads[at]]));
    columns = possible.filter(({value}) => all.some((row) => hasValue(value(row))));
    heads = columns.map((column) => known.get(column) ?? headed(column));
    if (heads.length !== known.size || columns.some((column) => !known.has(column))) head.replaceChildren(...heads);
  }

  function headed(column) {
    const button = el('button', {title: column.title, onclick: () => sort(column)}, column.head);
    return el('th', {scope: 'col', class: column.code ? 'name' : 'figure'}, button);
  }

  function sort(column) {
    state.down = state.column === column ? !state.down : !column.code;
    state.column = column;
    paint();
  }

  function show(shown) {
    state.shown = shown;
    paint();
  }

  function ordered() {
    const {value} = state.column;
    const sign = state.down ? -1 : 1;
    const before = (a, b) => (a < b ? -sign : a > b ? sign : 0);
    const fits = all.filter((row) => name(row).toLowerCase().includes(state.word));
    const [known, blank] = [fits.filter((row) => hasValue(value(row))), fits.filter((row) => !hasValue(value(row)))];
    return [...known.sort((a, b) => before(value(a), value(b))), ...blank];
  }

  function paint() {
    columns.forEach((column, at) => {
      const order = column === state.column ? (state.down ? 'descending' : 'ascending') : 'none';
      heads[at].setAttribute('aria-sort', order);
    });
    const fits = ordered();
    body.replaceChildren(...fits.slice(0, state.shown).map(line));
    more.hidden = fits.length <= state.shown;
    more.textContent = `show all ${count(fits.length)} rows`;
  }

  function line(row) {
    const cells = columns.map((column) => {
      const text = column.code || hasValue(column.value(row)) ? column.text(row) : '';
      if (!column.code) return el('td', {class: 'figure'}, text);
      const content = choose ? el('button', {class: 'link', onclick: () => choose(row)}, breakable(text)) : breakable(text);
      return el('th', {scope: 'row', class: 'name'}, content);
    });
    return el('tr', {}, cells);
  }

  onSearch((word) => {
    state.word = word;
    paint();
  });
  onReport(() => {
    read();
    paint();
  });
  paint();
  const caption = el('caption', {class: 'hidden'}, label);
  return el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label}, [
    el('table', {}, caption, el('thead', {}, head), body),
    more,
  ]);
}

const hasValue = (value) => value !== undefined && value !== null && value !== '';

/** A column of the figures under a key. */
const figure = (head, key, text, title) => ({head, title, value: (row) => row[key], text: (row) => text(row[key], row)});
/** A column that is blank where nothing happened. */
const rare = (head, key, title) => ({head, title, value: (row) => row[key] || undefined, text: (row) => count(row[key])});
const named = (head, key = 'name') => ({head, code: true, value: (row) => row[key], text: (row) => row[key] || '(unnamed)'});
