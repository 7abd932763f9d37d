//! Chains of callers without an end, and more of them than a tree can hold: the counts stay exact, the memory stays small.

use std::hint::black_box;
use std::time::Instant;

use bedeck::{Report, profiled};
use bedeck_benches::process::peak_megabytes;

use super::{LINE, peak, verdict};

/// Calls of one walk, each of them below the one before.
const STEPS: u64 = 24;
/// So many steps of a walk are on a chain that no other walk takes, but for chance: after 6 steps there are a million.
const OWN_STEPS: u64 = STEPS - 7;

/// What a walk does on its own account.
struct Walk {
    /// Marsaglia's xorshift.
    random: u64,
    calls: [u64; 10],
}

impl Walk {
    fn begin(&mut self, function: usize) {
        self.calls[function] += 1;
    }

    /// The rest of the walk: to any of the ten functions.
    fn go(&mut self, steps: u64) {
        if steps > 0 {
            self.random ^= self.random << 13;
            self.random ^= self.random >> 7;
            self.random ^= self.random << 17;
            FUNCTIONS[(self.random >> 32) as usize % 10](self, steps - 1);
        }
    }
}

/// Functions that call any of themselves.
macro_rules! functions {
    ($($name:ident $number:literal),*) => {
        $(
            #[inline(never)]
            #[profiled]
            fn $name(walk: &mut Walk, steps: u64) {
                walk.begin($number);
                walk.go(steps);
                black_box(walk);
            }
        )*

        const FUNCTIONS: [fn(&mut Walk, u64); 10] = [$($name),*];
        const NAMES: [&str; 10] = [$(stringify!($name)),*];
    };
}

functions!(w0 0, w1 1, w2 2, w3 3, w4 4, w5 5, w6 6, w7 7, w8 8, w9 9);

/// About so many different chains of callers.
pub(super) fn many(chains: u64) -> bool {
    let mut walk = Walk { random: 0x9E37_79B9_7F4A_7C15, calls: [0; 10] };
    let began = Instant::now();
    let walks = chains.div_ceil(OWN_STEPS);
    (0..walks).for_each(|_| walk.go(STEPS));
    let (seconds, recorded) = (began.elapsed().as_secs_f64(), peak_megabytes("self"));
    let report = bedeck::report();
    let wrong = (0..10).filter(|function| figures(&report, NAMES[*function]) != [walk.calls[*function]; 2]).count();
    let calls: u64 = walk.calls.iter().sum();
    println!(
        "{walks} walks of {STEPS} calls through ten functions, some {chains} chains, in {seconds:.2} s: {wrong} functions of \
         {calls} calls wrong, {} nodes{}{}",
        report.tree.len(),
        recorded.map_or(String::new(), |recorded| format!(", peak {recorded:.1} MB without the report")),
        peak()
    );
    verdict(wrong == 0 && walks * STEPS == calls && recorded.is_none_or(|peak| peak < LINE))
}

/// Calls of a function, and of all its nodes in the tree.
fn figures(report: &Report, function: &str) -> [u64; 2] {
    let named = |name: &str| name.rsplit("::").next() == Some(function);
    let row: u64 = report.functions.iter().filter(|row| named(&row.name)).map(|row| row.calls).sum();
    let nodes: u64 = report.tree.iter().filter(|node| named(&node.function)).map(|node| node.calls).sum();
    [row, nodes]
}

/// Every call is open until the last has begun. Returns where the innermost call's frame is.
#[inline(never)]
#[profiled]
fn down(depth: u64) -> usize {
    let here = 0u8;
    let innermost = if depth > 1 { down(depth - 1) } else { black_box(&here as *const u8).addr() };
    black_box(innermost)
}

/// A recursion of so many calls, in a thread with a stack for it.
pub(super) fn deep(depth: u64) -> bool {
    /// More than a frame takes, without an optimiser too.
    const FRAME: usize = 1024;
    let before = peak_megabytes("self");
    let thread = std::thread::Builder::new().stack_size(depth as usize * FRAME);
    let recursion = move || {
        let here = 0u8;
        let began = Instant::now();
        let stack = black_box(&here as *const u8).addr() - down(depth);
        (began.elapsed().as_secs_f64(), stack as f64 / 1e6)
    };
    let running = thread.spawn(recursion).expect("a thread with a large stack");
    let (seconds, stack) = running.join().expect("the recursion ends");
    let report = bedeck::report();
    let [calls, in_nodes] = figures(&report, "down");
    let row = report.functions.iter().find(|row| row.name.ends_with("::down"));
    let primitive = row.and_then(|row| row.primitive_calls);
    let grown = before.zip(peak_megabytes("self")).map(|(before, after)| after - before - stack);
    println!(
        "a recursion {depth} deep in {seconds:.2} s: {calls} calls reported, {primitive:?} of them primitive, on {stack:.0} MB \
         of stack{}",
        grown.map_or(String::new(), |grown| format!(", {grown:.1} MB beside it"))
    );
    verdict([calls, in_nodes] == [depth; 2] && primitive == Some(1) && grown.is_none_or(|grown| grown < LINE))
}
