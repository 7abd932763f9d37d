//! The options of `#[timed]`, each on the function it is made for.
//!
//! ```text
//! 3 numbers, sum 4ae42120038438bc, quotients 1000
//! bedeck: slow call: timed_options::query took 15.0 ms (over 10ms)
//! bedeck  timed_options  48.0 ms  pid 28681
//! 62.7 % of the time is in `timed_options::download`: 30.1 ms in 3 calls
//!
//! function                        calls  ok  err  peak     total     %     cpu     mean      p50      p99      max
//! timed_options::download             3              3   30.1 ms  62.7          10.0 ms  10.0 ms  15.0 ms  15.0 ms
//! timed_options::query                3                  18.2 ms  37.9          6.06 ms  2.05 ms  15.0 ms  15.1 ms
//! timed_options::hash         1,000,000                 ~16.2 ms  33.7           <21 ns   <21 ns   <21 ns   ~65 ns
//! a million hashes                    1                  13.3 ms  27.6          13.3 ms  13.3 ms  13.3 ms  13.3 ms
//! timed_options::half_asleep          1                  10.7 ms  22.3  638 us  10.7 ms  10.7 ms  10.7 ms  10.7 ms
//! store::load                         1                  1.06 ms   2.2          1.06 ms  1.06 ms  1.06 ms  1.06 ms
//! timed_options::divide           1,000                  29.5 us   0.1            30 ns    28 ns    44 ns    96 ns
//! timed_options::number               4   3    1          147 ns   0.0            37 ns    23 ns    80 ns    80 ns
//!
//! thread                 calls       busy
//! main               1,001,010    4.20 ms
//! timed_options x 3          3    81.9 us
//!
//! ~ estimated from one call in 64
//! < 21 ns is the least that can be told; `#[timed(precise)]` tells more
//! overhead: 16.6 k calls x 30 ns = 506 us, 1.1 % of the run; clock resolution 21 ns
//! ```

use bedeck::{timed, timed_block};
use std::hint::black_box;
use std::num::ParseIntError;
use std::thread;
use std::time::Duration;

/// `outcome`: how many calls ended in `Ok` and how many in `Err`.
#[timed(outcome)]
fn number(text: &str) -> Result<u64, ParseIntError> {
    let number: u64 = text.parse()?;
    Ok(number * 2)
}

/// `in_flight`: how many calls ran at the same time.
#[timed(in_flight)]
fn download(milliseconds: u64) {
    thread::sleep(Duration::from_millis(milliseconds));
}

/// `cpu`: the processor time of the thread beside the time on the wall; a sleeper needs none.
#[timed(cpu)]
fn half_asleep() -> u64 {
    thread::sleep(Duration::from_millis(10));
    (0..black_box(5_000_000)).fold(0, |sum, n| sum ^ n)
}

/// `log_over`: a line on stderr for a call that takes longer.
#[timed(log_over = "10ms")]
fn query(milliseconds: u64) {
    thread::sleep(Duration::from_millis(milliseconds));
}

/// `sample`: all calls are counted, one in 64 is timed.
#[timed(sample = 64)]
fn hash(n: u64) -> u64 {
    n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

/// `precise`: fenced clock reads with the empty cost taken off, for what takes less than 100 ns.
#[timed(precise)]
fn divide(n: u64) -> u64 {
    (1..=black_box(8)).fold(n, |n, by| n / by + 1)
}

struct Store;

/// On an `impl`: every method, but those that are skipped. `name` is what the report calls it.
#[timed]
impl Store {
    #[timed(name = "store::load")]
    fn load(&self) {
        thread::sleep(Duration::from_millis(1));
    }

    #[timed(skip)]
    fn is_open(&self) -> bool {
        true
    }
}

fn main() {
    let numbers = ["1", "2", "x", "4"].iter().filter(|text| number(text).is_ok()).count();
    thread::scope(|scope| (1..=3).for_each(|n| drop(scope.spawn(move || download(5 * n)))));
    [1, 2, 15].into_iter().for_each(query);
    let store = Store;
    if store.is_open() {
        store.load();
    }
    let sum =
        timed_block!("a million hashes", { (0..1_000_000).fold(half_asleep(), |sum, n| sum ^ hash(black_box(n))) });
    let quotients: u64 = (0..1000).map(divide).sum();
    println!("{numbers} numbers, sum {sum:x}, quotients {quotients}");
}
