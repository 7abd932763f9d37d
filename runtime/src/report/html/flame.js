// The call trees as icicles: callers above, callees below, as wide as they took time.

const ROW = 21;
const LEAST_WIDTH = 0.7;

/** The trees of `report.tree`: a root for each thread, its nodes with their children. */
function forest(weight) {
  const nodes = rows('tree').map((node) => ({...node, children: [], weight: node[weight] ?? 0}));
  const threads = new Map();
  for (const node of nodes) {
    const root = threads.get(node.thread) ?? {function: `thread ${node.thread || '(unnamed)'}`, children: [], root: true};
    threads.set(node.thread, root);
    // What was handed to another thread is no part of the caller's width.
    const here = node.parent !== undefined && nodes[node.parent].thread === node.thread;
    node.above = here ? nodes[node.parent] : root;
    node.above.children.push(node);
  }
  const heavier = (a, b) => b.weight - a.weight;
  for (const node of [...nodes, ...threads.values()]) node.children.sort(heavier);
  for (const root of threads.values()) root.weight = root.children.reduce((sum, child) => sum + child.weight, 0);
  return [...threads.values()].filter((root) => root.weight > 0).sort(heavier);
}

const WEIGHTS = [
  {key: 'total_ns', self: 'self_ns', head: 'time', text: time},
  {key: 'alloc_bytes', self: 'self_alloc_bytes', head: 'memory asked for', text: size},
];

function flame() {
  const weights = WEIGHTS.filter(({key}) => rows('tree').some((node) => node[key] > 0));
  if (!weights.length) return null;
  const state = {weight: weights[0], roots: [], focus: null, told: null, word: '', frames: new Map()};
  const board = el('div', {class: 'flame', role: 'tree', 'aria-label': 'call tree', onkeydown: move});
  const said = el('p', {class: 'said', 'aria-live': spoken});
  const back = el('button', {onclick: () => zoom(state.roots[0])}, 'whole tree');
  const select = (label, pick) => el('label', {}, `${label} `, el('select', {onchange: (event) => pick(+event.target.value)}));

  /** What a selection offers; with nothing to choose from it is not there. */
  function offer(selection, options, chosen) {
    const list = selection.querySelector('select');
    selection.hidden = options.length < 2;
    if (options.join('\n') !== [...list.options].map((option) => option.text).join('\n')) {
      list.replaceChildren(...options.map((option, at) => el('option', {value: at}, option)));
    }
    list.selectedIndex = chosen;
  }

  function plant(weight) {
    Object.assign(state, {weight, roots: forest(weight.key)});
    zoom(state.roots[0]);
  }

  function zoom(node) {
    state.focus = node;
    paint();
    say(node);
  }

  /** The way from a root to a node, by names. */
  function way(node) {
    const names = [];
    for (; node; node = node.above) names.unshift(placed(node));
    return names;
  }

  /** The last node on the way that there is. */
  function find(names) {
    let [nodes, found] = [state.roots, null];
    for (const name of names) {
      const next = nodes.find((node) => placed(node) === name);
      if (!next) break;
      [nodes, found] = [next.children, next];
    }
    return found;
  }

  function replant() {
    const [focus, told, held] = [state.focus, state.told, entry()?.[0]].map(way);
    state.roots = forest(state.weight.key);
    const seen = find(focus) ?? state.roots[0] ?? null;
    zoom(seen);
    say(find(told) ?? seen);
    offer(threads, state.roots.map(threadName), state.roots.indexOf(rootOf(seen)));
    if (held.length) state.frames.get(find(held))?.focus({preventScroll: true});
  }

  function describe(node) {
    const {weight} = state;
    const parts = [`${weight.text(node.weight)}, ${percent(node.weight, rootOf(node).weight)}`];
    if (!node.root) parts.push(`self ${weight.text(node[weight.self] ?? 0)}`, calls(node));
    return `${node.function}: ${parts.join(', ')}`;
  }

  function matched() {
    if (!state.word) return '';
    let sum = 0;
    const open = [state.focus];
    while (open.length) {
      const node = open.pop();
      if (fits(node)) sum += node.weight;
      else open.push(...node.children);
    }
    return ` — “${state.word}” is on ${percent(sum, state.focus.weight)} of it`;
  }

  const fits = (node) => Boolean(state.word) && node.function.toLowerCase().includes(state.word);
  function say(node) {
    state.told = node;
    said.textContent = node ? describe(node) + (node === state.focus ? matched() : '') : '';
  }

  function paint() {
    back.disabled = !state.focus || state.focus === state.roots[0];
    if (!state.focus) {
      state.frames = new Map();
      return board.replaceChildren();
    }
    // Before it is in the page it has no width.
    if (!board.isConnected) return;
    const width = board.clientWidth;
    state.width = width;
    const above = [];
    for (let node = state.focus.above; node; node = node.above) above.unshift(node);
    const boxes = above.map((node, row) => ({node, row, left: 0, width, dim: true}));
    const open = [{node: state.focus, row: above.length, left: 0, width}];
    while (open.length) {
      const box = open.pop();
      boxes.push(box);
      // Rounding can make children a little more than their parent.
      const sum = Math.max(box.node.weight, box.node.children.reduce((sum, child) => sum + child.weight, 0), 1);
      let left = box.left;
      for (const node of box.node.children) {
        const part = (node.weight / sum) * box.width;
        if (part < LEAST_WIDTH) break;
        open.push({node, row: box.row + 1, left, width: part});
        left += part;
      }
    }
    state.frames = new Map(boxes.map((box) => [box.node, frame(box)]));
    board.style.height = `${(Math.max(...boxes.map((box) => box.row)) + 1) * ROW}px`;
    board.replaceChildren(...state.frames.values());
  }

  function frame({node, row, left, width, dim}) {
    const text = describe(node);
    const style = `left:${left}px;top:${row * ROW}px;width:${Math.max(width - 1, 0.5)}px;--hue:${hue(node.function)}`;
    const kind = [dim && 'dim', node.root && 'root', fits(node) && 'fits'].filter(Boolean).join(' ');
    const listen = {onclick: () => zoom(node), onmouseenter: () => say(node), onfocus: () => say(node)};
    const look = {style, class: kind, title: text, tabindex: node === state.focus ? 0 : -1};
    return el('button', {role: 'treeitem', 'aria-label': text, 'aria-level': row + 1, ...look, ...listen},
      width > 28 ? fitting(node.function, width) : '');
  }

  /** The node whose box has the keyboard, and the box. */
  const entry = () => [...state.frames].find(([, frame]) => frame === document.activeElement);

  /** Arrows go to callers, callees and what stands beside; Enter is the button's own click. */
  function move(event) {
    const [node] = entry() ?? [];
    if (!node) return;
    const beside = (step) => node.above?.children[node.above.children.indexOf(node) + step];
    const targets = {ArrowUp: () => node.above, ArrowDown: () => node.children[0], ArrowLeft: () => beside(-1),
      ArrowRight: () => beside(1), Home: () => state.focus};
    if (event.key === 'Escape') zoom(state.focus.above ?? state.focus);
    else if (!targets[event.key]) return;
    event.preventDefault();
    const target = event.key === 'Escape' ? state.focus : targets[event.key]();
    state.frames.get(target)?.focus();
  }

  onSearch((word) => {
    state.word = word;
    paint();
    say(state.focus);
  });
  new ResizeObserver(() => board.clientWidth !== state.width && paint()).observe(board);
  onShown(paint);
  const threads = select('thread', (at) => zoom(state.roots[at]));
  const shown = select('width is', (at) => plant(weights[at]));
  plant(weights[0]);
  offer(threads, state.roots.map(threadName), 0);
  offer(shown, weights.map((weight) => weight.head), 0);
  onReport(replant);
  return el('div', {}, el('div', {class: 'bar'}, back, threads, shown, said), board);
}

/** What tells a node from its neighbours. */
const placed = (node) => `${node.function} ${place(node)}`;
const threadName = (root) => root.function.slice('thread '.length);

function rootOf(node) {
  while (node?.above) node = node.above;
  return node;
}

/** The name, or the end of its path where it has no room for more. */
const fitting = (name, width) => (name.length * 7.3 < width ? name : name.replace(/^.*::(?=[^>])/, ''));

/** The colour of a name: names of one module or type are alike. */
function hue(name) {
  const end = name.replace(/<[^<>]*>$/, '').lastIndexOf('::');
  let hash = 7;
  for (const letter of end > 0 ? name.slice(0, end) : name) hash = (hash * 131 + letter.codePointAt(0)) % 99991;
  return hash % 360;
}
