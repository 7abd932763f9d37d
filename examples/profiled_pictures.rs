//! The call tree for other programs: here as folded stacks, each chain of calls with its self time in nanoseconds.
//!
//! ```text
//! $ BEDECK=folded=- cargo run --release --example profiled_pictures
//! 0 2
//! 352
//! large;queens 2313
//! large;queens;place 430
//! large;queens;place;is_free 180
//! large;queens;place;place 2263
//! large;queens;place;place;is_free 782
//! large;queens;place;place;place 11272
//! ...
//! main;main 7040705
//! main;main;queens 791
//! main;main;queens;place 661
//! ...
//! ```
//!
//! `BEDECK=svg=run.svg` (with `--features svg`) draws a flame graph for a browser; `speedscope=run.speedscope.json`,
//! `trace=run.trace.json` and `pprof=run.pb` are for speedscope, Perfetto and `go tool pprof -top run.pb`.

use std::thread;

use bedeck::profiled;

#[global_allocator]
static ALLOCATOR: bedeck::Alloc = bedeck::Alloc::SYSTEM;

/// In how many ways so many queens stand on a board without threatening each other.
#[profiled(name = "queens", memory, timeline)]
fn queens(size: usize) -> u64 {
    let mut board = Vec::with_capacity(size);
    place(&mut board, size)
}

#[profiled(name = "place")]
fn place(board: &mut Vec<usize>, size: usize) -> u64 {
    if board.len() == size {
        return 1;
    }
    let mut ways = 0;
    for column in 0..size {
        if is_free(board, column) {
            board.push(column);
            ways += place(board, size);
            board.pop();
        }
    }
    ways
}

#[profiled(name = "is_free")]
fn is_free(board: &[usize], column: usize) -> bool {
    board.iter().rev().zip(1..).all(|(queen, rows)| *queen != column && queen.abs_diff(column) != rows)
}

#[profiled(name = "main")]
fn main() {
    let large = thread::Builder::new().name("large".into()).spawn(|| queens(9)).expect("a thread");
    println!("{} {}", queens(3), queens(4));
    println!("{}", large.join().expect("a number"));
}
