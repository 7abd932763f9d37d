//! A recursive solver under `#[profiled]`: where the time goes, and by which callers.
//!
//! ```console
//! $ cargo run --release --example profiled
//! 4 queens: 2 ways, 1 digits
//! 5 queens: 10 ways, 2 digits
//! 6 queens: 4 ways, 1 digits
//! 7 queens: 40 ways, 2 digits
//! 8 queens: 92 ways, 2 digits
//! 9 queens: 352 ways, 3 digits
//! bedeck  profiled  4.71 ms  pid 21902
//! function                     calls    total     %     self  self %  net self     mean  self/call  total/call      min      p50      p90      p99    p99.9      max   stddev  calls/s  location
//! profiled::main                   1  4.16 ms  88.3  52.1 us     1.1   52.0 us  4.16 ms    52.1 us              4.16 ms  4.16 ms  4.16 ms  4.16 ms  4.16 ms  4.16 ms     0 ns      212  examples/profiled.rs:46
//! profiled::Board::solve    11,227/6  4.10 ms  87.0  2.54 ms    54.0   1.41 ms  2.45 us     226 ns      683 us   <20 ns   724 ns  3.23 us  20.2 us   198 us  3.12 ms  32.3 us   2.38 M  examples/profiled.rs:23
//! profiled::Board::is_safe    92,856  1.56 ms  33.0  1.56 ms    33.0    687 us   <20 ns     <20 ns               <20 ns    20 ns    30 ns    40 ns    50 ns  31.5 us   104 ns   19.7 M  examples/profiled.rs:17
//! profiled::digits                 6  7.31 us   0.2  7.31 us     0.2   7.25 us  1.22 us    1.22 us                30 ns    30 ns  7.05 us  7.05 us  7.05 us  7.09 us  2.63 us   1.27 k  examples/profiled.rs:41
//!
//! tree
//!   total     %     self  net self     calls  function
//! 4.16 ms  90.1  52.1 us   52.0 us         1  profiled::main
//! 4.10 ms  88.8  2.54 ms   1.41 ms  11,227/6    profiled::Board::solve (10 deep)
//! 1.56 ms  33.7  1.56 ms    687 us    92,856      profiled::Board::is_safe
//!  458 us   9.9                               (unattributed)
//! 1 smaller node is not shown (folded=PATH has all)
//!
//! callers and callees
//! function                          calls    total
//! profiled::main                        1  4.16 ms
//!   -> profiled::Board::solve           6  4.10 ms
//!   -> profiled::digits                 6  7.31 us
//! profiled::Board::solve         11,227/6  4.10 ms
//!   <- itself                      11,221
//!   <- profiled::main                   6  4.10 ms
//!   -> itself                      11,221
//!   -> profiled::Board::is_safe    92,856  1.56 ms
//! profiled::Board::is_safe         92,856  1.56 ms
//!   <- profiled::Board::solve      92,856  1.56 ms
//! profiled::digits                      6  7.31 us
//!   <- profiled::main                   6  7.31 us
//!
//! thread    calls     wall     busy  unattributed    %
//! main    104,090  4.61 ms  5.83 ms        458 us  9.9
//!
//! warning: most of the self time of profiled::Board::is_safe is the recording's; leave it out with `#[profiled(skip)]`, or profile the callers only
//! < 20 ns is the least that can be told; `#[timed(precise)]` tells more
//! overhead: 104 k calls x 19 ns = 2.00 ms, 42.5 % of the run; clock resolution 20 ns
//! ```
//!
//! `calls` are all calls, and those that were not made inside another one of the same function; `total` counts a recursion
//! once. `net self` is the self time without what the recording took.

use bedeck::profiled;

/// A board of the n-queens puzzle: the column of the queen in each row so far.
#[derive(Default)]
struct Board {
    queens: Vec<usize>,
}

#[profiled]
impl Board {
    fn is_safe(&self, column: usize) -> bool {
        let row = self.queens.len();
        self.queens.iter().enumerate().all(|(r, &c)| c != column && c.abs_diff(column) != row - r)
    }

    /// How many ways there are to go on.
    fn solve(&mut self, size: usize) -> u64 {
        if self.queens.len() == size {
            return 1;
        }
        let mut ways = 0;
        for column in 0..size {
            if self.is_safe(column) {
                self.queens.push(column);
                ways += self.solve(size);
                self.queens.pop();
            }
        }
        ways
    }
}

/// The digits of a number, the slow way: work that has nothing to do with queens.
#[profiled]
fn digits(number: u64) -> usize {
    number.to_string().len()
}

#[profiled]
fn main() {
    for size in 4..=9 {
        let ways = Board::default().solve(size);
        println!("{size} queens: {ways} ways, {} digits", digits(ways));
    }
}
