//! Results that the next run finds again. A first run and a second one:
//!
//! ```text
//! [0, 1, 5, 6, 25, 76, 376, 625, 9376, 90625, 109376, 890625]
//! 329 ms, found on disk: 0, computed: 1
//! [0, 1, 5, 6, 25, 76, 376, 625, 9376, 90625, 109376, 890625]
//! 4 ms, found on disk: 1, computed: 0
//! ```
use std::time::{Duration, Instant};

use bedeck::memoize;

/// The first numbers whose square ends with them, by trying all.
#[memoize(disk = "target/memoize_disk", version = "1")]
fn automorphic(below: u64) -> Vec<u64> {
    let ends = |n: &u64| (n * n - n).is_multiple_of(10_u64.pow(n.checked_ilog10().unwrap_or(0) + 1));
    std::thread::sleep(Duration::from_millis(300));
    (0..below).filter(ends).collect()
}

fn main() {
    let begin = Instant::now();
    println!("{:?}", automorphic(1_000_000));
    let disk = automorphic_memo().disk_info().expect("it was called");
    println!("{} ms, found on disk: {}, computed: {}", begin.elapsed().as_millis(), disk.hits, disk.misses);
}
