//! Where a recursive solver spends its time, and who calls what.

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
