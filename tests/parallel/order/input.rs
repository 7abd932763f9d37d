//! Floats to reduce: ordinary ones, and all that floats have besides.

use crate::random::Random;

/// `f32` or `f64`.
pub(crate) trait Float: Copy + PartialOrd + Send + Sync + std::fmt::Debug {
    fn of(number: f64) -> Self;
    fn bits(self) -> u64;
    fn is_nan(self) -> bool;
}

macro_rules! floats {
    ($($float:ident)*) => { $(
        impl Float for $float {
            #[allow(clippy::cast_possible_truncation, reason = "that is what it is for")]
            fn of(number: f64) -> $float {
                number as $float
            }
            fn bits(self) -> u64 {
                self.to_bits().into()
            }
            fn is_nan(self) -> bool {
                self.is_nan()
            }
        }
    )* };
}

floats! { f32 f64 }

/// What a reduction gets.
#[derive(Debug)]
pub(crate) struct Input<F> {
    pub(crate) a: Vec<F>,
    /// At least as long.
    pub(crate) b: Vec<F>,
    /// What the variable holds before the loop.
    pub(crate) start: F,
}

impl<F: Float> Input<F> {
    pub(crate) fn new(random: &mut Random, n: usize) -> Input<F> {
        let kind = random.below(6);
        let a = (0..n).map(|_| number(random, kind)).collect();
        let b = (0..n + random.below(3)).map(|_| number(random, 1)).collect();
        let start = match random.below(5) {
            0 => 0.0,
            1 => -0.0,
            2 => 1.0,
            3 => f64::NAN,
            _ => 1.0 / (1 + random.below(1000)) as f64,
        };
        Input { a, b, start: F::of(start) }
    }
}

fn number<F: Float>(random: &mut Random, kind: usize) -> F {
    let unit = (random.next() >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
    let near_one = 1.0 + unit * 1e-3;
    F::of(match kind {
        // Sums of these lose bits in any order.
        0 => unit * 10_f64.powi(random.below(16) as i32 - 8),
        1 => near_one,
        // Zeros of both signs, and nothing else.
        2 => [0.0, -0.0][random.below(2)],
        3 => -0.0,
        // Below what is normal, in both types.
        4 if random.one_in(2) => unit * 1e-40,
        4 => unit * 1e-310,
        _ if random.one_in(500) => [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY][random.below(4)],
        _ if random.one_in(50) => [0.0, -0.0, f64::MAX, f64::MIN_POSITIVE][random.below(4)],
        _ => near_one - if random.one_in(2) { 2.0 } else { 0.0 },
    })
}
