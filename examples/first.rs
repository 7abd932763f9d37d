//! One attribute, one report.
//!
//! ```text
//! 75025
//! bedeck  target/release/examples/first  12.7 ms  pid 27306
//! function      calls    total     %    mean    min    p50     p90      p99    p99.9      max   stddev  calls/s
//! first::fib  242,785  12.6 ms  99.2  897 ns  11 ns  73 ns  447 ns  5.76 us  64.9 us  12.6 ms  40.1 us   19.1 M
//! overhead: 243 k calls x 33 ns = 7.89 ms, 62.0 % of the run; clock resolution 21 ns
//! ```

use bedeck::timed;

#[timed]
fn fib(n: u64) -> u64 {
    if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
}

fn main() {
    println!("{}", fib(25));
}
