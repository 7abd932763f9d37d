//! The same loops by other crates, each in the form that its manual has for it.

mod chili;
mod orx;
mod paralight;
mod rayon;
mod scoped;

use bedeck_benches::loops::plain::sum as plain_sum;
use bedeck_benches::loops::{is_inside, steps};

pub(crate) use self::chili::Chili;
pub(crate) use self::orx::Orx;
pub(crate) use self::paralight::Paralight;
pub(crate) use self::rayon::Rayon;
pub(crate) use self::scoped::Scoped;

/// What the loops need of a crate. `grain` is for those that have to be told how many items are worth a task.
pub(crate) trait Peer {
    /// All items as one value.
    fn fold<A: Sync, T: Copy + Send + Sync>(
        items: &[A],
        start: T,
        item: impl Fn(&A) -> T + Sync + Copy + Send,
        join: impl Fn(T, T) -> T + Sync + Copy + Send,
    ) -> T;

    /// `a[i] * b[i]`, summed.
    fn dot(a: &[f64], b: &[f64]) -> f64;

    /// The sum of what comes of numbers.
    fn count(numbers: u64, item: impl Fn(u64) -> u64 + Sync + Copy + Send) -> u64;

    /// Each item of one slice with that of another.
    fn each<T: Send, A: Sync>(out: &mut [T], a: &[A], grain: usize, item: impl Fn(&mut T, &A) + Sync + Copy + Send);

    /// Each item with its index.
    fn each_index<T: Send>(out: &mut [T], grain: usize, item: impl Fn(usize, &mut T) + Sync + Copy + Send);

    /// Each row with its index.
    fn rows(out: &mut [f64], width: usize, item: impl Fn(usize, &mut [f64]) + Sync + Copy + Send);
}

/// How many cheap items are worth a task.
pub(super) const CHEAP: usize = 2048;

/// As many threads as everybody else has.
pub(super) fn threads() -> usize {
    let asked = std::env::var("RAYON_NUM_THREADS").ok().and_then(|number| number.parse().ok());
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

#[inline(never)]
pub(crate) fn sum<P: Peer>(a: &[f64]) -> f64 {
    P::fold(a, 0.0, |x| *x, |x, y| x + y)
}

#[inline(never)]
pub(crate) fn dot<P: Peer>(a: &[f64], b: &[f64]) -> f64 {
    P::dot(a, b)
}

#[inline(never)]
pub(crate) fn max<P: Peer>(a: &[f64]) -> f64 {
    P::fold(a, f64::NEG_INFINITY, |x| *x, f64::max)
}

#[inline(never)]
pub(crate) fn branchy<P: Peer>(a: &[f64]) -> f64 {
    P::fold(a, 0.0, |x| if *x > 0.0 { x * x } else { -x }, |x, y| x + y)
}

#[inline(never)]
pub(crate) fn count<P: Peer>(a: &[u64]) -> u64 {
    P::fold(a, 0, |x| x & 0xff, |x, y| x + y)
}

#[inline(never)]
pub(crate) fn scale<P: Peer>(out: &mut [f64], a: &[f64]) {
    P::each(out, a, CHEAP, |out, a| *out = a * 2.0 + 1.0);
}

#[inline(never)]
pub(crate) fn uniform<P: Peer>(out: &mut [u64], cost: u64) {
    P::each_index(out, 4, |_, out| *out = steps(cost));
}

#[inline(never)]
pub(crate) fn rising<P: Peer>(out: &mut [u64]) {
    P::each_index(out, 1, |i, out| *out = steps(i as u64 + 1));
}

#[inline(never)]
pub(crate) fn falling<P: Peer>(out: &mut [u64]) {
    let n = out.len();
    P::each_index(out, 1, |i, out| *out = steps((n - i) as u64));
}

#[inline(never)]
pub(crate) fn pareto<P: Peer>(out: &mut [u64], costs: &[u64]) {
    P::each(out, costs, 1, |out, cost| *out = steps(*cost));
}

#[inline(never)]
pub(crate) fn nested<P: Peer>(out: &mut [f64], a: &[f64]) {
    P::each_index(out, 1, |i, out| *out = plain_sum(std::hint::black_box(a)) * i as f64);
}

#[inline(never)]
pub(crate) fn pi<P: Peer>(samples: u64) -> u64 {
    P::count(samples, is_inside)
}

#[inline(never)]
pub(crate) fn matmul<P: Peer>(out: &mut [f64], a: &[f64], b: &[f64], n: usize) {
    P::rows(out, n, |i, row| {
        row.fill(0.0);
        for k in 0..n {
            let factor = a[i * n + k];
            for (out, b) in row.iter_mut().zip(&b[k * n..k * n + n]) {
                *out += factor * b;
            }
        }
    });
}
