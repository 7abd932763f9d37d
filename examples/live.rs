//! A program to look at while it runs: `BEDECK=serve=7070 cargo run --features serve --example live -- 60`, and a browser at
//! what it says:
//!
//! ```text
//! bedeck: live report at http://127.0.0.1:7070/
//! ```
use std::time::{Duration, Instant};

use bedeck::{memoize, profiled};

/// How many steps the Collatz sequence takes from a number to 1.
#[profiled]
fn steps(n: u64) -> u64 {
    let mut next = n;
    let mut steps = 0;
    while next > 1 {
        next = if next.is_multiple_of(2) { next / 2 } else { 3 * next + 1 };
        steps += 1;
    }
    steps
}

#[memoize]
fn longest(hundred: u64) -> u64 {
    (hundred * 100..(hundred + 1) * 100).map(steps).max().unwrap_or(0)
}

#[profiled]
fn survey(round: u64) -> u64 {
    (0..10 + round % 10).map(longest).max().unwrap_or(0)
}

#[profiled]
fn once(seed: u64) -> u64 {
    steps(seed)
}

fn main() {
    let seconds = std::env::args().nth(1).and_then(|seconds| seconds.parse().ok()).unwrap_or(10);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut round = 0;
    while Instant::now() < end {
        survey(round);
        once(round + 27);
        round += 1;
        std::thread::sleep(Duration::from_millis(20));
    }
    println!("{round} rounds");
}
