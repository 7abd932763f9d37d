//! Loops as programs have them, with `#[parallel]` and without: both come to the same.
#![allow(clippy::needless_range_loop, clippy::ptr_arg, clippy::explicit_counter_loop)]

mod numbers;
mod pictures;
mod tables;
mod texts;

/// Each function twice: as it is in `plain`, and with the attribute in `parallel`.
macro_rules! programs {
    ($($function:item)*) => {
        mod plain {
            use super::*;
            $($function)*
        }
        mod parallel {
            use super::*;
            $(#[bedeck::parallel] $function)*
        }
    };
}
use programs;

/// Numbers that look random (Marsaglia's xorshift).
fn random(count: usize, below: u64) -> Vec<u64> {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    std::iter::repeat_with(next).take(count).collect()
}

fn reals(count: usize) -> Vec<f64> {
    random(count, 2000).into_iter().map(|n| n as f64 / 1000.0 - 1.0).collect()
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0), "{a} {b}");
}
