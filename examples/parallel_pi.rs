//! Pi by the Monte-Carlo method: a sum over ten million points, whose numbers depend on the point alone, so that every run and any
//! number of threads give the same.
//!
//! ```text
//! pi is about 3.1413616
//! in 3.9ms
//! parallel_pi::pi (examples/parallel_pi.rs:18): parallel loop, 1 run, 10,000,000 items: 1 in parallel on 1.9 cores
//! ```

use std::time::Instant;

use bedeck::{par, parallel};

/// The part of a square that lies in the circle, times four.
#[parallel]
fn pi(samples: u64) -> f64 {
    let mut hits = 0_u64;
    for sample in par(0..samples) {
        let (x, y) = (random(2 * sample), random(2 * sample + 1));
        hits += u64::from(x * x + y * y <= 1.0);
    }
    4.0 * hits as f64 / samples as f64
}

/// The `n`th of a row of numbers from 0 to 1 that look random (SplitMix64, by G. Steele, D. Lea and C. Flood).
fn random(n: u64) -> f64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

fn main() {
    let began = Instant::now();
    println!("pi is about {}", pi(10_000_000));
    eprintln!("in {:.1?}", began.elapsed());
    eprint!("{}", bedeck::explain());
}
