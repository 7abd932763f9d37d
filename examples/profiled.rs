//! Where a recursive solver spends its time, and who calls what.
//!
//! ```text
//! 987654321
//! 246173985
//! 351928746
//! 128537694
//! 634892157
//! 795461832
//! 519286473
//! 472319568
//! 863745219
//! bedeck  profiled  82.6 ms  pid 18432
//! 71.6 % of the time is in `profiled::Sudoku::tightest` itself: 59.1 ms in 45,268 calls
//!
//! function                         calls    total     %     self  self %  net self     mean      p50      p99      max
//! profiled::main                       1  82.3 ms  99.7  51.4 us     0.1   51.4 us  82.3 ms  82.3 ms  82.3 ms  82.3 ms
//! profiled::Sudoku::solve       45,268/1  82.2 ms  99.6  2.79 ms     3.4   1.49 ms  52.9 us  6.75 us   527 us  82.2 ms
//! profiled::Sudoku::tightest      45,268  79.4 ms  96.2  59.1 ms    71.6   43.7 ms  1.75 us  1.53 us  2.45 us  4.56 ms
//! profiled..udoku::candidates  1,584,894  20.3 ms  24.6  20.3 ms    24.6   4.94 ms   <20 ns   <20 ns    20 ns  72.3 us
//! profiled::Sudoku::read               1    20 ns   0.0    20 ns     0.0     10 ns    20 ns    20 ns    20 ns    20 ns
//!
//! tree
//!   total     %     self  net self      calls  function
//! 82.3 ms  99.8  51.4 us   51.4 us          1  profiled::main
//! 82.2 ms  99.7  2.79 ms   1.49 ms   45,268/1    profiled::Sudoku::solve (65 deep)
//! 79.4 ms  96.3  59.1 ms   43.7 ms     45,268      profiled::Sudoku::tightest
//! 20.3 ms  24.7  20.3 ms   4.94 ms  1,584,894        profiled::Sudoku::candidates
//! 1 smaller node is not shown (folded=PATH has all)
//!
//! callers and callees
//! function                               calls    total
//! profiled::main                             1  82.3 ms
//!   -> profiled::Sudoku::solve               1  82.2 ms
//!   -> profiled::Sudoku::read                1    20 ns
//! profiled::Sudoku::solve             45,268/1  82.2 ms
//!   <- itself                           45,267
//!   <- profiled::main                        1  82.2 ms
//!   -> itself                           45,267
//!   -> profiled::Sudoku::tightest       45,268  79.4 ms
//! profiled::Sudoku::tightest            45,268  79.4 ms
//!   <- profiled::Sudoku::solve          45,268  79.4 ms
//!   -> profiled::Sudoku::candidates  1,584,894  20.3 ms
//! profiled::Sudoku::candidates       1,584,894  20.3 ms
//!   <- profiled::Sudoku::tightest    1,584,894  20.3 ms
//! profiled::Sudoku::read                     1    20 ns
//!   <- profiled::main                        1    20 ns
//!
//! warning: most of the self time of profiled::Sudoku::candidates is the recording's; take the attribute off (in an impl or mod: `#[profiled(skip)]`), or profile the callers only
//! < 20 ns is the least that can be told; `#[timed(precise)]` tells more
//! overhead: 1.68 M calls x 19 ns = 32.1 ms, 38.9 % of the run; clock resolution 20 ns
//! ```

use bedeck::profiled;

/// The hardest that is known for solvers that go cell by cell.
const PUZZLE: &str = "..............3.85..1.2.......5.7.....4...1...9.......5......73..2.1........4...9";

struct Sudoku {
    cells: [u8; 81],
}

#[profiled]
impl Sudoku {
    fn read(text: &str) -> Sudoku {
        let digit = |c: u8| if c == b'.' { 0 } else { c - b'0' };
        Sudoku { cells: core::array::from_fn(|at| digit(text.as_bytes()[at])) }
    }

    /// Tries every digit in the emptiest cell, and goes on from there.
    fn solve(&mut self) -> bool {
        let Some((cell, digits)) = self.tightest() else { return true };
        for digit in 1..=9 {
            if digits & 1 << digit != 0 {
                self.cells[cell] = digit;
                if self.solve() {
                    return true;
                }
            }
        }
        self.cells[cell] = 0;
        false
    }

    /// The empty cell that the fewest digits fit, and these digits as bits.
    fn tightest(&self) -> Option<(usize, u16)> {
        let empty = (0..81).filter(|cell| self.cells[*cell] == 0);
        empty.map(|cell| (cell, self.candidates(cell))).min_by_key(|(_, digits)| digits.count_ones())
    }

    /// The digits that no cell of the same row, column or box holds.
    fn candidates(&self, cell: usize) -> u16 {
        let (row, column) = (cell / 9, cell % 9);
        let (top, left) = (row / 3 * 3, column / 3 * 3);
        let seen = (0..9).fold(0, |seen, at| {
            let others = [row * 9 + at, at * 9 + column, (top + at / 3) * 9 + left + at % 3];
            others.iter().fold(seen, |seen, other| seen | 1 << self.cells[*other])
        });
        !seen & 0b11_1111_1110
    }
}

#[profiled]
fn main() {
    let mut sudoku = Sudoku::read(PUZZLE);
    assert!(sudoku.solve());
    for row in sudoku.cells.chunks(9) {
        println!("{}", row.iter().map(u8::to_string).collect::<String>());
    }
}
