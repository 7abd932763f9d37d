//! Loops, as they are written without and with `#[parallel]`.
#![allow(
    clippy::needless_range_loop,
    clippy::manual_memcpy,
    reason = "the loops are written as `#[parallel]` takes them"
)]

pub mod attributed;
pub mod instructions;
pub mod plain;

use std::iter::repeat_with;

/// So many steps of a xorshift generator (G. Marsaglia, "Xorshift RNGs", 2003).
#[inline(never)]
pub fn steps(count: u64) -> u64 {
    let mut state = count | 1;
    for _ in 0..count {
        state = step(state);
    }
    state
}

#[inline(always)]
fn step(mut state: u64) -> u64 {
    state ^= state << 13;
    state ^= state >> 7;
    state ^ (state << 17)
}

/// Whether the point of a sample lies in the quarter of a circle: 1 or 0. The point is made of the sample's number alone,
/// by the mixer of SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
#[inline(always)]
pub fn is_inside(sample: u64) -> u64 {
    let mut z = sample.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^= z >> 31;
    let (x, y) = ((z >> 32) as f64 * (1.0 / 4_294_967_296.0), (z & 0xFFFF_FFFF) as f64 * (1.0 / 4_294_967_296.0));
    u64::from(x * x + y * y <= 1.0)
}

/// A polynomial of the fifth degree.
#[inline(always)]
pub fn polynomial(x: f64) -> f64 {
    ((((0.5 * x - 0.25) * x + 0.125) * x - 2.0) * x + 3.0) * x - 1.0
}

/// Floats in -1 .. 1, always the same.
pub fn floats(n: usize) -> Vec<f64> {
    let mut state = 0x2545_F491_4F6C_DD1D;
    let next = || {
        state = step(state);
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    repeat_with(next).take(n).collect()
}

/// Costs with a Pareto tail: half of the items cost under 36 steps, a few of 4,000 cost tens of thousands.
pub fn pareto(n: usize) -> Vec<u64> {
    const SHAPE: f64 = 1.2;
    let cost = |x: f64| (20.0 * ((x + 1.0) / 2.0).max(1e-9).powf(-1.0 / SHAPE)).min(200_000.0) as u64;
    floats(n).into_iter().map(cost).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_loop_do_the_same() {
        let (a, b, costs) = (floats(10_000), floats(10_001), pareto(500));
        let close = |x: f64, y: f64| (x - y).abs() <= 1e-9 * (1.0 + x.abs());
        assert!(close(plain::sum(&a), attributed::sum(&a)));
        assert!(close(plain::dot(&a, &b), attributed::dot(&a, &b)));
        assert!(close(plain::branchy(&a), attributed::branchy(&a)));
        assert_eq!(plain::max(&a), attributed::max(&a));
        assert_eq!(plain::pi(100_000), attributed::pi(100_000));
        let mut outs = [vec![0; 500], vec![0; 500], vec![0; 500]];
        plain::pareto(&mut outs[0], &costs);
        attributed::pareto(&mut outs[1], &costs);
        attributed::pareto_one_by_one(&mut outs[2], &costs);
        assert!(outs[0] == outs[1] && outs[1] == outs[2]);
        let mut rows = [vec![0.0; 900], vec![0.0; 900]];
        plain::matmul(&mut rows[0], &a[..900], &b[..900], 30);
        attributed::matmul(&mut rows[1], &a[..900], &b[..900], 30);
        assert_eq!(rows[0], rows[1]);
    }
}
