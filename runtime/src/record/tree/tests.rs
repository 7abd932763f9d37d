//! Random call trees under a simulated clock, against a model that keeps every chain.

use std::collections::{BTreeMap, HashMap};

use super::super::thread::attach;
use super::grow::{DEPTH, NODES};
use super::read::{Found, found};
use crate::clock::simulated;
use crate::record::profiled::{ProfiledGuard, enter_profiled};
use crate::site::Site;
use crate::state::epoch;

enum Here {}

const fn site(name: &'static str) -> Site {
    Site::new::<Here>().named(name).profiled()
}

/// Functions that call each other.
type Functions = [Site; 6];

/// What the model keeps of a function: calls, primitive calls, self time, cumulative time.
type Figures = [u64; 4];

/// Runs a program and keeps its books by itself.
struct Model {
    functions: &'static Functions,
    now: u64,
    seed: u64,
    /// The functions that are open, when they began, and how long their callees took.
    open: Vec<(usize, u64, u64)>,
    figures: [Figures; 6],
    /// Calls and time by caller and callee.
    edges: BTreeMap<(usize, usize), (u64, u64)>,
    /// Calls by chain.
    chains: HashMap<Vec<usize>, u64>,
}

impl Model {
    fn new(functions: &'static Functions, seed: u64) -> Model {
        let now = 1 << 40;
        simulated::set(now);
        // The clock stands still, and calls that begin when their shard is made would begin a tick later.
        let epoch = crate::start::ready().unwrap();
        functions.iter().for_each(|site| assert!(attach(site, epoch).is_some()));
        simulated::set(now + 1);
        let now = now + 1;
        Model {
            functions,
            now,
            seed,
            open: Vec::new(),
            figures: [[0; 4]; 6],
            edges: BTreeMap::new(),
            chains: HashMap::new(),
        }
    }

    /// Marsaglia's xorshift.
    fn random(&mut self, below: u64) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed % below
    }

    fn pass(&mut self) {
        let ticks = self.random(1000) + 1;
        self.now += ticks;
        simulated::pass(ticks);
    }

    fn begin(&mut self, function: usize) -> ProfiledGuard {
        let alone = !self.open.iter().any(|(open, ..)| *open == function);
        self.figures[function][0] += 1;
        self.figures[function][1] += u64::from(alone);
        if let Some((caller, ..)) = self.open.last() {
            self.edges.entry((*caller, function)).or_default().0 += 1;
        }
        let guard = enter_profiled(&self.functions[function]);
        self.open.push((function, self.now, 0));
        *self.chains.entry(self.open.iter().map(|(open, ..)| *open).collect()).or_default() += 1;
        guard
    }

    fn end(&mut self, guard: ProfiledGuard) {
        drop(guard);
        let (function, began, callees) = self.open.pop().unwrap();
        let took = self.now - began;
        self.figures[function][2] += took - callees;
        if !self.open.iter().any(|(open, ..)| *open == function) {
            self.figures[function][3] += took;
        }
        if let Some((caller, _, callees)) = self.open.last_mut() {
            *callees += took;
            self.edges.entry((*caller, function)).or_default().1 += took;
        }
    }

    /// One call with random callees.
    fn call(&mut self, depth: u64, wide: u64) {
        let function = self.random(6) as usize;
        let guard = self.begin(function);
        self.pass();
        for _ in 0..self.random(wide) {
            if (self.open.len() as u64) < depth {
                self.call(depth, wide);
            }
            self.pass();
        }
        self.end(guard);
    }
}

/// The nodes of this test's functions, and which function they are of.
fn nodes(functions: &'static Functions) -> Vec<Found> {
    let all = found(epoch().unwrap());
    let number = |site: Option<&Site>| site.and_then(|site| functions.iter().position(|own| core::ptr::eq(own, site)));
    let mut places: HashMap<usize, usize> = HashMap::new();
    let mut own = Vec::new();
    for (at, mut node) in all.into_iter().enumerate() {
        if number(node.site).is_some() {
            node.parent = node.parent.and_then(|parent| places.get(&parent).copied());
            places.insert(at, own.len());
            own.push(node);
        }
    }
    own
}

fn agrees(model: &Model) {
    let profile = crate::report::profile::books(nodes(model.functions));
    let number = |name: &str| model.functions.iter().position(|own| own.name() == name).unwrap();
    let row = |function: usize| {
        let (_, tally) = crate::record::read::tallies(epoch().unwrap())
            .into_iter()
            .find(|(site, _)| core::ptr::eq(*site, &raw const model.functions[function]))
            .unwrap();
        (tally.entered, tally.total)
    };
    for (name, primitive, self_ticks) in &profile.functions {
        let function = number(name);
        let (calls, cumulative) = row(function);
        assert_eq!([calls, *primitive, *self_ticks, cumulative], model.figures[function], "{name}");
    }
    let edges: BTreeMap<_, _> = profile
        .edges
        .iter()
        .map(|(caller, callee, calls, ticks)| ((number(caller), number(callee)), (*calls, *ticks)))
        .collect();
    assert_eq!(edges, model.edges);
}

/// One after the other in one thread: a record that is claimed from a dead thread may have no room left.
#[test]
fn figures_agree_with_a_simulated_clock() {
    self_and_cumulative_times_are_exact();
    a_recursion_takes_a_chain_and_then_a_pair();
    folded_calls_keep_the_figures_of_functions_exact();
}

fn self_and_cumulative_times_are_exact() {
    static FUNCTIONS: Functions =
        [site("tree::a"), site("tree::b"), site("tree::c"), site("tree::d"), site("tree::e"), site("tree::f")];
    let mut model = Model::new(&FUNCTIONS, 0x9E37_79B9_7F4A_7C15);
    // Chains of three: 6 + 36 + 216 would be too many for the room of a test, so half of them are of two.
    for round in 0..if cfg!(miri) { 10 } else { 300 } {
        model.call(1 + round % 2, 4);
    }
    assert!(nodes(&FUNCTIONS).iter().all(|node| !node.folded));
    agrees(&model);
    let chains = nodes(&FUNCTIONS);
    assert_eq!(chains.len(), model.chains.len());
    let mut calls: Vec<u64> = chains.iter().map(|node| node.calls).collect();
    let mut expected: Vec<u64> = model.chains.values().copied().collect();
    calls.sort_unstable();
    expected.sort_unstable();
    assert_eq!(calls, expected);
}

fn folded_calls_keep_the_figures_of_functions_exact() {
    static FUNCTIONS: Functions =
        [site("fold::a"), site("fold::b"), site("fold::c"), site("fold::d"), site("fold::e"), site("fold::f")];
    let mut model = Model::new(&FUNCTIONS, 0xD1B5_4A32_D192_ED03);
    for _ in 0..if cfg!(miri) { 3 } else { 300 } {
        model.call(30, 3);
    }
    let nodes = nodes(&FUNCTIONS);
    let (folded, kept): (Vec<_>, Vec<_>) = nodes.iter().partition(|node| node.folded);
    assert!(cfg!(miri) || !folded.is_empty());
    assert!(kept.len() as u64 <= NODES && folded.len() <= 7 * 6, "{} {}", kept.len(), folded.len());
    agrees(&model);
}

fn a_recursion_takes_a_chain_and_then_a_pair() {
    static FUNCTIONS: Functions =
        [site("deep::a"), site("deep::b"), site("deep::c"), site("deep::d"), site("deep::e"), site("deep::f")];
    let mut model = Model::new(&FUNCTIONS, 1);
    let mut guards = Vec::new();
    for depth in 0..10 * DEPTH as usize {
        guards.push(model.begin(depth % 2));
        model.pass();
    }
    while let Some(guard) = guards.pop() {
        model.end(guard);
        model.pass();
    }
    let nodes = nodes(&FUNCTIONS);
    assert_eq!(nodes.len(), DEPTH as usize + 2);
    assert_eq!((model.figures[0][1], model.figures[1][1]), (1, 1));
    agrees(&model);
}
