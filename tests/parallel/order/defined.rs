//! The order that the contract defines, written out.

/// Fewer items are reduced in the order of the plain loop.
const SERIAL: usize = 128;
const LANES: usize = 32;

/// How many items in a row make a block.
fn block(n: usize) -> usize {
    (n / 64).clamp(128, 4096)
}

/// All items in the order of the plain loop.
pub(crate) fn plain<A>(n: usize, incoming: A, step: impl FnMut(A, usize) -> A) -> A {
    (0..n).fold(incoming, step)
}

/// Element j of a block goes into lane j mod 32; lanes are joined in their order, then blocks, then what came in is joined
/// with that.
pub(crate) fn in_lanes<A: Copy>(
    n: usize,
    incoming: A,
    seed: A,
    step: impl Fn(A, usize) -> A,
    join: impl Fn(A, A) -> A,
) -> A {
    if n < SERIAL {
        return plain(n, incoming, step);
    }
    let reduced = |first: usize| {
        let mut lanes = [seed; LANES];
        for i in first..n.min(first + block(n)) {
            let lane = (i - first) % LANES;
            lanes[lane] = step(lanes[lane], i);
        }
        lanes.into_iter().reduce(&join).expect("there are lanes")
    };
    let total = (0..n).step_by(block(n)).map(reduced).reduce(&join);
    join(incoming, total.expect("there are blocks"))
}

/// The same without lanes: what `#[reduce(..)]` declares.
pub(crate) fn in_blocks<A: Clone>(
    n: usize,
    incoming: A,
    seed: &A,
    step: impl Fn(A, usize) -> A,
    join: impl Fn(A, A) -> A,
) -> A {
    if n < SERIAL {
        return plain(n, incoming, step);
    }
    let reduced = |first: usize| (first..n.min(first + block(n))).fold(seed.clone(), &step);
    let total = (0..n).step_by(block(n)).map(reduced).reduce(&join);
    join(incoming, total.expect("there are blocks"))
}
