//! Reductions of every kind, and for each the defined order of the same operations.

use std::hash::{Hash, Hasher};

use bedeck::{par, parallel};

use super::defined::{in_blocks, in_lanes, plain};
use super::input::{Float, Input};

/// A reduction, and what it has to be.
pub(crate) struct Reduction<F: 'static> {
    name: &'static str,
    is: Way<F>,
    has_to_be: Way<F>,
}

type Way<F> = fn(&Input<F>) -> Vec<F>;

pub(crate) enum Case {
    Wide(Reduction<f64>),
    Narrow(Reduction<f32>),
}

impl<F: Float> Reduction<F> {
    /// Compares the bits, and takes them down. What NaN carries is nobody's to define.
    pub(crate) fn check(&self, input: &Input<F>, round: usize, hash: &mut impl Hasher) {
        let bits = |numbers: Vec<F>| -> Vec<u64> {
            numbers.into_iter().map(|x| if x.is_nan() { F::of(f64::NAN).bits() } else { x.bits() }).collect()
        };
        let (is, has_to_be) = ((self.is)(input), (self.has_to_be)(input));
        let (n, start) = (input.a.len(), input.start);
        let context = format!("{} in round {round}, n = {n}, from {start:?}: {is:?}, not {has_to_be:?}", self.name);
        let is = bits(is);
        assert!(is == bits(has_to_be), "{context}");
        is.hash(hash);
    }
}

/// All reductions of a type and with options, in a module.
macro_rules! reductions {
    ($module:ident, $float:ident $(, $($option:tt)*)?) => {
        mod $module {
            use super::*;

            #[parallel($($($option)*)?)]
            pub(super) fn sum(a: &[$float], start: $float) -> $float {
                let mut sum = start;
                for i in par(0..a.len()) { sum += a[i]; }
                sum
            }
            #[parallel($($($option)*)?)]
            pub(super) fn product(a: &[$float], start: $float) -> $float {
                let mut product = start;
                for x in par(a) { product *= x; }
                product
            }
            #[parallel($($($option)*)?)]
            pub(super) fn least(a: &[$float], start: $float) -> $float {
                let mut least = start;
                for i in par(0..a.len()) { least = least.min(a[i]); }
                least
            }
            #[parallel($($($option)*)?)]
            pub(super) fn greatest(a: &[$float], start: $float) -> $float {
                let mut greatest = start;
                for x in par(a.iter()) { greatest = $float::max(greatest, *x); }
                greatest
            }
            #[parallel($($($option)*)?)]
            pub(super) fn dot(a: &[$float], b: &[$float], start: $float) -> $float {
                let mut sum = start;
                for i in par(0..a.len()) { sum += a[i] * b[i]; }
                sum
            }
            #[parallel($($($option)*)?)]
            pub(super) fn zipped(a: &[$float], b: &[$float], start: $float) -> $float {
                let mut sum = start;
                for (x, y) in par(a.iter().zip(b)) { sum += x * y; }
                sum
            }
            #[parallel($($($option)*)?)]
            pub(super) fn branchy(a: &[$float], b: &[$float], start: $float) -> $float {
                let mut sum = start;
                for i in par(0..a.len()) {
                    if a[i] > 0.0 { sum += a[i] * b[i]; } else if a[i] < -0.5 { sum += b[i]; }
                }
                sum
            }
            #[parallel($($($option)*)?)]
            pub(super) fn two(a: &[$float], b: &[$float], start: $float) -> ($float, $float, u64) {
                let (mut sum, mut product, mut count) = (start, start, 0_u64);
                for (i, x) in par(a.iter().enumerate()) {
                    sum += x;
                    product *= b[i];
                    if *x > 0.0 { count += i as u64; }
                }
                (sum, product, count)
            }
            #[parallel($($($option)*)?)]
            pub(super) fn fallible(a: &[$float], start: $float) -> Result<$float, usize> {
                let mut sum = start;
                for i in par(0..a.len()) {
                    if a[i].is_infinite() { Err(i)?; }
                    sum += a[i];
                }
                Ok(sum)
            }
            #[parallel($($($option)*)?)]
            pub(super) fn each(a: &[$float], start: $float) -> [$float; 4] {
                #[reduce(each(+))]
                let mut sums = [start; 4];
                for (i, x) in par(a.iter().enumerate()) { sums[i * i % 4] += x; }
                sums
            }
            #[parallel($($($option)*)?)]
            pub(super) fn concat(a: &[$float], start: $float) -> (Vec<$float>, $float) {
                #[reduce(concat)]
                let mut list = vec![start];
                let mut sum = start;
                for x in par(a) {
                    sum += x;
                    if *x > 0.0 { list.push(*x); }
                }
                (list, sum)
            }
            #[parallel($($($option)*)?)]
            pub(super) fn declared(a: &[$float], start: $float) -> $float {
                #[reduce(identity = 0.5, join = |a: $float, b: $float| a / 2.0 + b)]
                let mut sum = start;
                for x in par(a) { sum = sum / 2.0 + x; }
                sum
            }
            #[parallel($($($option)*)?)]
            pub(super) fn declared_by(a: &[$float], start: $float) -> $float {
                #[reduce(+)]
                let mut sum = start;
                for x in par(a) { sum = sum + x; }
                sum
            }
            #[parallel($($($option)*)?)]
            pub(super) fn exact(a: &[$float], start: $float) -> $float {
                #[reduce(exact)]
                let mut sum = start;
                for x in par(a) { sum += x; }
                sum
            }
            #[parallel($($($option)*)?)]
            pub(super) fn rows(a: &[$float], start: $float) -> Vec<$float> {
                let width = a.len() / 3 + 1;
                let mut out = vec![start; a.len().div_ceil(width)];
                for (y, row) in par(a.chunks(width).enumerate()) {
                    let mut sum = start;
                    for x in par(row) { sum += x; }
                    out[y] = sum;
                }
                out
            }
            #[parallel($($($option)*)?)]
            pub(super) fn nested(a: &[$float], start: $float) -> $float {
                let mut total = start;
                for row in par(a.chunks(150)) {
                    let mut sum = 0.0;
                    for x in par(row) { sum += x; }
                    total += sum;
                }
                total
            }
        }
    };
}

reductions!(wide, f64);
reductions!(narrow, f32);
reductions!(three_threads, f64, threads = 3);
reductions!(pool, f64, pool = "floats", threads = 5, chunk = 100);
reductions!(one_by_one, f32, threads = 2, schedule = "dynamic(1)");

/// Each reduction with its definition.
macro_rules! list {
    ($case:ident, $module:ident, $float:ident) => {{
        let list: [(&'static str, Way<$float>, Way<$float>); 16] = [
            ("sum", |i| vec![$module::sum(&i.a, i.start)], |i| vec![sum(i, &i.a, i.start)]),
            (
                "product",
                |i| vec![$module::product(&i.a, i.start)],
                |i| vec![in_lanes(i.a.len(), i.start, 1.0, |to, at| to * i.a[at], |l, r| l * r)],
            ),
            (
                "least",
                |i| vec![$module::least(&i.a, i.start)],
                |i| vec![in_lanes(i.a.len(), i.start, i.start, |to, at| to.min(i.a[at]), $float::min)],
            ),
            (
                "greatest",
                |i| vec![$module::greatest(&i.a, i.start)],
                |i| vec![in_lanes(i.a.len(), i.start, i.start, |to, at| to.max(i.a[at]), $float::max)],
            ),
            ("dot", |i| vec![$module::dot(&i.a, &i.b, i.start)], dot),
            ("zipped", |i| vec![$module::zipped(&i.a, &i.b, i.start)], dot),
            (
                "branchy",
                |i| vec![$module::branchy(&i.a, &i.b, i.start)],
                |i| {
                    let step = |to, at: usize| match i.a[at] {
                        a if a > 0.0 => to + a * i.b[at],
                        a if a < -0.5 => to + i.b[at],
                        _ => to,
                    };
                    vec![in_lanes(i.a.len(), i.start, -0.0, step, |l, r| l + r)]
                },
            ),
            (
                "two",
                |i| {
                    let (sum, product, count) = $module::two(&i.a, &i.b, i.start);
                    vec![sum, product, count as $float]
                },
                |i| {
                    let product = in_lanes(i.a.len(), i.start, 1.0, |to, at| to * i.b[at], |l, r| l * r);
                    let count: usize = (0..i.a.len()).filter(|at| i.a[*at] > 0.0).sum();
                    vec![sum(i, &i.a, i.start), product, count as $float]
                },
            ),
            (
                "fallible",
                |i| match $module::fallible(&i.a, i.start) {
                    Ok(sum) => vec![sum],
                    Err(at) => vec![at as $float, 0.0],
                },
                |i| match i.a.iter().position(|x| x.is_infinite()) {
                    None => vec![sum(i, &i.a, i.start)],
                    Some(at) => vec![at as $float, 0.0],
                },
            ),
            (
                "each",
                |i| $module::each(&i.a, i.start).to_vec(),
                |i| {
                    let step = |mut to: [$float; 4], at: usize| {
                        to[at * at % 4] += i.a[at];
                        to
                    };
                    let join = |l: [$float; 4], r: [$float; 4]| std::array::from_fn(|k| l[k] + r[k]);
                    in_blocks(i.a.len(), [i.start; 4], &[-0.0; 4], step, join).to_vec()
                },
            ),
            (
                "concat",
                |i| {
                    let (list, sum) = $module::concat(&i.a, i.start);
                    [list, vec![sum]].concat()
                },
                |i| {
                    let list = [i.start].into_iter().chain(i.a.iter().copied().filter(|x| *x > 0.0));
                    list.chain([sum(i, &i.a, i.start)]).collect()
                },
            ),
            (
                "declared",
                |i| vec![$module::declared(&i.a, i.start)],
                |i| vec![in_blocks(i.a.len(), i.start, &0.5, |to, at| to / 2.0 + i.a[at], |l, r| l / 2.0 + r)],
            ),
            ("declared_by", |i| vec![$module::declared_by(&i.a, i.start)], |i| vec![sum(i, &i.a, i.start)]),
            (
                "exact",
                |i| vec![$module::exact(&i.a, i.start)],
                |i| vec![plain(i.a.len(), i.start, |to, at| to + i.a[at])],
            ),
            (
                "rows",
                |i| $module::rows(&i.a, i.start),
                |i| i.a.chunks(i.a.len() / 3 + 1).map(|row| sum(i, row, i.start)).collect(),
            ),
            (
                "nested",
                |i| vec![$module::nested(&i.a, i.start)],
                |i| {
                    let rows: Vec<$float> = i.a.chunks(150).map(|row| sum(i, row, 0.0)).collect();
                    vec![sum(i, &rows, i.start)]
                },
            ),
        ];
        list.map(|(name, is, has_to_be)| Case::$case(Reduction { name, is, has_to_be }))
    }};
}

/// The defined order of a sum.
fn sum<F: Float + std::ops::Add<Output = F>>(_: &Input<F>, a: &[F], start: F) -> F {
    in_lanes(a.len(), start, F::of(-0.0), |to, at| to + a[at], |left, right| left + right)
}

fn dot<F: Float + std::ops::Add<Output = F> + std::ops::Mul<Output = F>>(input: &Input<F>) -> Vec<F> {
    let Input { a, b, start } = input;
    vec![in_lanes(a.len(), *start, F::of(-0.0), |to, at| to + a[at] * b[at], |left, right| left + right)]
}

pub(crate) fn cases() -> Vec<Case> {
    list!(Wide, wide, f64)
        .into_iter()
        .chain(list!(Narrow, narrow, f32))
        .chain(list!(Wide, three_threads, f64))
        .chain(list!(Wide, pool, f64))
        .chain(list!(Narrow, one_by_one, f32))
        .collect()
}
