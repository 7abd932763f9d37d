//! One attribute, one report.
//!
//! ```text
//! 75025
//! bedeck  target/release/examples/first  12.1 ms  pid 14604
//! function      calls    total     %    mean    min    p50     p90      p99    p99.9      max   stddev  calls/s
//! first::fib  242,785  11.9 ms  98.3  845 ns  11 ns  71 ns  429 ns  5.62 us  46.5 us  11.9 ms  47.7 us   20.1 M
//! overhead: 243 k calls x 32 ns = 7.70 ms, 63.8 % of the run; clock resolution 20 ns
//! ```

use bedeck::timed;

#[timed]
fn fib(n: u64) -> u64 {
    if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
}

fn main() {
    println!("{}", fib(25));
}
