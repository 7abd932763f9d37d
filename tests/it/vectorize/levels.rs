//! `#[vectorize]` gives the same bits by all instructions, those of the plain loop.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bedeck::__private::vectorize::{Width, with_width};
use bedeck::vectorize;

/// The same value, up to the bits of a NaN, which Rust leaves open.
trait Same {
    fn is_same(&self, other: &Self) -> bool;
}

macro_rules! same {
    (float: $($float:ty)*) => { $(
        impl Same for $float {
            fn is_same(&self, other: &Self) -> bool {
                self.to_bits() == other.to_bits() || self.is_nan() && other.is_nan()
            }
        }
    )* };
    ($($whole:ty)*) => { $(
        impl Same for $whole {
            fn is_same(&self, other: &Self) -> bool {
                self == other
            }
        }
    )* };
}

same!(float: f32 f64);
same!(i32 u8 u64 i64 bool u32 usize Option<u8>);

/// SplitMix64, by G. Steele, D. Lea and C. Flood.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// Values of which the odd ones are frequent.
trait Sample: Copy {
    fn sample(random: &mut Random) -> Self;
}

macro_rules! samples {
    ($($ty:ident: $random:ident => $any:expr, [$($odd:expr),*];)*) => { $(
        impl Sample for $ty {
            fn sample($random: &mut Random) -> $ty {
                let odd = [$($odd),*];
                let at = $random.next() % 3 * odd.len() as u64;
                if at == 0 { odd[($random.next() % odd.len() as u64) as usize] } else { $any }
            }
        }
    )* };
}

samples! {
    f64: random => if random.next() % 2 == 0 { f64::from_bits(random.next()) } else { random.next() as i64 as f64 / 1e17 },
        [0.0, -0.0, 1.0, -1.0, 0.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE, 5e-324, -3e-310, f64::MAX];
    f32: random => if random.next() % 2 == 0 { f32::from_bits(random.next() as u32) } else { random.next() as i32 as f32 / 1e8 },
        [0.0, -0.0, 1.0, -1.0, 0.5, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MIN_POSITIVE, 1e-45, -3e-40, f32::MAX];
    i32: random => random.next() as i32, [0, 1, -1, i32::MIN, i32::MAX];
    i64: random => random.next() as i64, [0, 1, -1, i64::MIN, i64::MAX];
    u8: random => random.next() as u8, [0, 1, u8::MAX];
    u64: random => random.next(), [0, 1, u64::MAX];
    bool: random => random.next() % 2 == 0, [false, true];
}

fn samples<T: Sample>(n: usize, seed: u64) -> Vec<T> {
    let mut random = Random(seed);
    (0..n).map(|_| T::sample(&mut random)).collect()
}

const LENGTHS: [usize; 9] = [0, 1, 7, 31, 64, 65, 127, 300, 1000];

/// Compares `f`, `f_slice` and `f_vec` at all widths.
macro_rules! agrees {
    ($($f:ident $slice:ident $vec:ident ($($x:ident: $ty:ty),*) -> $out:ty;)*) => { $(
        #[test]
        fn $f() {
            for n in LENGTHS {
                let mut seed = n as u64;
                $(seed += 1; let $x = samples::<$ty>(n, seed);)*
                let expected: Vec<$out> = (0..n).map(|i| super::$f($($x[i]),*)).collect();
                for width in [Width::Baseline, Width::Avx2, Width::Avx512] {
                    let Some((out, new)) = with_width(width, || {
                        let mut out: Vec<$out> = expected.iter().rev().copied().collect();
                        super::$slice($(&$x,)* &mut out);
                        (out, super::$vec($(&$x),*))
                    }) else { continue };
                    assert_eq!((out.len(), new.len()), (n, n));
                    for i in 0..n {
                        assert!(out[i].is_same(&expected[i]), "{width:?} {i}: {:?} {:?}", out[i], expected[i]);
                        assert!(new[i].is_same(&expected[i]), "{width:?} {i}: {:?} {:?}", new[i], expected[i]);
                    }
                }
            }
        }
    )* };
}

mod agree {
    use super::*;

    agrees! {
        hypot hypot_slice hypot_vec(x: f64, y: f64) -> f64;
        hypot32 hypot32_slice hypot32_vec(x: f32, y: f32) -> f32;
        polynomial polynomial_slice polynomial_vec(x: f64) -> f64;
        explicit explicit_slice explicit_vec(x: f64, y: f64, z: f64) -> f64;
        bounds bounds_slice bounds_vec(x: f32, low: f32, high: f32) -> f32;
        branches branches_slice branches_vec(x: f64, n: i32, flag: bool) -> f64;
        library library_slice library_vec(x: f64) -> f64;
        casts casts_slice casts_vec(x: f64) -> i32;
        more_casts more_casts_slice more_casts_vec(x: f32, n: u64) -> u8;
        rounding rounding_slice rounding_vec(x: f64) -> f64;
        wrapping wrapping_slice wrapping_vec(a: i32, b: i32) -> i32;
        saturating saturating_slice saturating_vec(a: u8, b: u8) -> u8;
        hashed hashed_slice hashed_vec(n: u64) -> u64;
        counted counted_slice counted_vec(n: u64, m: i64) -> u32;
        compared compared_slice compared_vec(x: f64, y: f64, n: u8) -> bool;
        checked checked_slice checked_vec(a: u8, b: u8) -> Option<u8>;
        looped looped_slice looped_vec(n: u64, x: f64) -> f64;
        on_cores on_cores_slice on_cores_vec(x: f64, y: f32) -> f64;
        many many_slice many_vec(a: f64, b: f32, c: i32, d: u8, e: u64, f: bool, g: i64, h: f64) -> f64;
    }
}

#[vectorize]
fn hypot(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

#[vectorize]
fn hypot32(x: f32, y: f32) -> f32 {
    (x * x + y * y).sqrt()
}

#[vectorize]
fn polynomial(x: f64) -> f64 {
    let coefficients = [1.5, -2.25, 0.125, 3.0, -0.7, 0.01, 2.0, -1.0];
    coefficients.iter().fold(0.0, |sum, own| sum * x + own)
}

#[vectorize]
fn explicit(x: f64, y: f64, z: f64) -> f64 {
    x.mul_add(y, z) - x.abs() + y.copysign(z)
}

#[vectorize]
fn bounds(x: f32, low: f32, high: f32) -> f32 {
    x.max(low).min(high)
}

#[vectorize]
fn branches(x: f64, n: i32, flag: bool) -> f64 {
    if x < 0.0 {
        -x
    } else if n % 3 == 0 && flag {
        x / f64::from(n)
    } else {
        match n & 3 {
            0 => x + 1.0,
            1 => x * 2.0,
            _ => f64::from(n),
        }
    }
}

#[vectorize]
fn library(x: f64) -> f64 {
    x.sin() + x.exp() - x.abs().ln() + x.cbrt()
}

#[vectorize]
fn casts(x: f64) -> i32 {
    x as i32 ^ x as f32 as i32
}

#[vectorize]
fn more_casts(x: f32, n: u64) -> u8 {
    (x as u8).wrapping_add((n as f64) as u8).wrapping_add(n as u8)
}

#[vectorize]
fn rounding(x: f64) -> f64 {
    x.floor() + x.ceil() + x.trunc() + x.round() + x.fract()
}

#[vectorize]
fn wrapping(a: i32, b: i32) -> i32 {
    a.wrapping_mul(b).wrapping_add(a) ^ (b >> 3) ^ a.wrapping_shl(b as u32)
}

#[vectorize]
fn saturating(a: u8, b: u8) -> u8 {
    a.saturating_add(b).max(a.saturating_sub(b)).abs_diff(b)
}

#[vectorize]
fn hashed(n: u64) -> u64 {
    let z = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z ^ (z >> 31)
}

#[vectorize]
fn counted(n: u64, m: i64) -> u32 {
    n.count_ones() + m.leading_zeros() * 100 + n.trailing_zeros() + n.rotate_left(7).count_zeros()
}

#[vectorize]
fn compared(x: f64, y: f64, n: u8) -> bool {
    x < y || x.is_nan() && n > 3 || x.to_bits() == y.to_bits()
}

#[vectorize]
fn checked(a: u8, b: u8) -> Option<u8> {
    a.checked_div(b)
}

#[vectorize]
fn looped(n: u64, x: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..n % 20 {
        if i == 13 {
            return sum;
        }
        sum += x / (i + 1) as f64;
    }
    sum
}

#[vectorize(parallel)]
fn on_cores(x: f64, y: f32) -> f64 {
    (x - f64::from(y)).abs().sqrt()
}

#[vectorize]
#[allow(clippy::too_many_arguments)]
fn many(a: f64, b: f32, c: i32, d: u8, e: u64, f: bool, g: i64, h: f64) -> f64 {
    let whole = f64::from(c) + f64::from(d) + e as f64 + g as f64;
    if f { a * f64::from(b) + whole } else { h - whole }
}

#[vectorize]
fn overflows(a: i32, b: u8) -> i32 {
    a + i32::from(b)
}

#[test]
fn an_overflow_is_that_of_the_plain_loop() {
    let plain = |a: &[i32], b: &[u8]| -> Vec<i32> { a.iter().zip(b).map(|(a, b)| overflows(*a, *b)).collect() };
    let b = [3; 100];
    for (a, at) in [(vec![1; 100], None), ((i32::MAX - 60..=i32::MAX).collect(), Some(58))] {
        let b = &b[..a.len()];
        let expected = catch_unwind(|| plain(&a, b)).ok();
        for width in [Width::Baseline, Width::Avx2, Width::Avx512] {
            let found = with_width(width, || {
                let mut out = vec![0; a.len()];
                let found = catch_unwind(AssertUnwindSafe(|| overflows_slice(&a, b, &mut out))).ok();
                (found.map(|()| out.clone()), out)
            });
            let Some((found, out)) = found else { continue };
            assert_eq!(found, expected);
            if let (Some(at), None) = (at, &found) {
                assert_eq!(out[..at], plain(&a[..at], &b[..at]), "all before it are there");
                assert!(out[at..].iter().all(|own| *own == 0));
            }
        }
    }
}

#[vectorize(fast)]
fn fused(x: f64, y: f64, z: f64) -> f64 {
    let mut sum = z - x * y;
    sum += x * x;
    sum -= y * y;
    sum * x - z
}

/// What `fast` makes of it where it rounds once.
fn fused_by_hand(x: f64, y: f64, z: f64) -> f64 {
    let sum = (-x).mul_add(y, z);
    let sum = x.mul_add(x, sum);
    let sum = (-y).mul_add(y, sum);
    sum.mul_add(x, -z)
}

#[vectorize]
fn unfused(x: f64, y: f64, z: f64) -> f64 {
    let mut sum = z - x * y;
    sum += x * x;
    sum -= y * y;
    sum * x - z
}

#[test]
fn fast_rounds_once_where_the_processor_can() {
    let [x, y, z] = [1, 2, 3].map(|seed| samples::<f64>(1000, seed));
    let rows = || x.iter().zip(&y).zip(&z);
    let plain: Vec<f64> = rows().map(|((x, y), z)| unfused(*x, *y, *z)).collect();
    assert!(
        rows().zip(&plain).all(|(((x, y), z), own)| fused(*x, *y, *z).is_same(own)),
        "the function itself does not"
    );
    let once: Vec<f64> = rows().map(|((x, y), z)| fused_by_hand(*x, *y, *z)).collect();
    let at_baseline = if cfg!(any(target_arch = "aarch64", target_feature = "fma")) { &once } else { &plain };
    for (width, expected) in [(Width::Baseline, at_baseline), (Width::Avx2, &once), (Width::Avx512, &once)] {
        let found = with_width(width, || fused_vec(&x, &y, &z));
        assert!(
            found.is_none_or(|found| found.iter().zip(expected).all(|(found, own)| found.is_same(own))),
            "{width:?}"
        );
    }
}
