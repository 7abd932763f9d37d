//! One attribute, one report.
//!
//! ```text
//! 75025
//! bedeck  first  7.76 ms  pid 25049
//! function      calls    total     %    mean     min    p50     p90      p99    p99.9      max   stddev  calls/s
//! first::fib  242,785  7.68 ms  98.9  538 ns  <20 ns  68 ns  418 ns  5.38 us  58.0 us  7.68 ms  22.7 us   31.3 M
//! < 20 ns is the least that can be told; `#[timed(precise)]` tells more
//! overhead: 243 k calls x 30 ns = 7.18 ms, 92.4 % of the run; clock resolution 20 ns
//! ```

use bedeck::timed;

#[timed]
fn fib(n: u64) -> u64 {
    if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
}

fn main() {
    println!("{}", fib(25));
}
