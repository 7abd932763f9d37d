//! From registers to a number.

use super::{HIGHEST, REGISTERS};

/// Spreads what little differs between hashes over all bits (the finisher of MurmurHash3; Appleby).
pub(super) fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}

/// The improved estimator of Ertl, *New cardinality estimation algorithms for HyperLogLog sketches*, 2017 (algorithm 6): right
/// for few and for many alike, without a table. `ranks` says how many registers hold each rank.
pub(super) fn estimate(ranks: &[u32; HIGHEST + 1]) -> f64 {
    let all = REGISTERS as f64;
    let mut z = all * tau(1.0 - f64::from(ranks[HIGHEST]) / all);
    for registers in ranks[1..HIGHEST].iter().rev() {
        z = 0.5 * (z + f64::from(*registers));
    }
    z += all * sigma(f64::from(ranks[0]) / all);
    all / (2.0 * core::f64::consts::LN_2) * all / z
}

/// The part of the registers that are empty.
fn sigma(mut x: f64) -> f64 {
    if x == 1.0 {
        return f64::INFINITY;
    }
    let (mut y, mut z) = (1.0, x);
    loop {
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        if z == before {
            return z;
        }
    }
}

/// The part of the registers that are full.
fn tau(mut x: f64) -> f64 {
    if x == 0.0 || x == 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x).powi(2) * y;
        if z == before {
            return z / 3.0;
        }
    }
}
