//! Every contestant by turns, in one run, where functions call functions: what a call costs, what a line and a box cost,
//! what `fib(30)` takes to the end of the process, and what is left behind.
//!
//! `cargo bench -p bedeck-benches --bench profiled [-- ROUNDS [MILLIONS]] [WORD..]`

use bedeck_benches::child::{counting_program, serve_if_asked};
use bedeck_benches::lineup::{Lines, Memory, Profiling, Table};
use bedeck_benches::process::machine;
use bedeck_benches::rounds::{Started, Wanted, whole_processes};
use bedeck_benches::table::{head, left_behind, whole};
use bedeck_benches::work::{Body, Course};

/// Runs of `fib(30)`, whole processes.
const RUNS: u64 = 7;

fn main() {
    if serve_if_asked() {
        return;
    }
    counting_program(env!("CARGO_BIN_EXE_counting"));
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<u64>().ok());
    let rounds = numbers.next().unwrap_or(15).max(1);
    let soak = numbers.next().unwrap_or(20) * 1_000_000;
    let wanted = Wanted::from_arguments();
    println!("{}; {rounds} rounds\n", machine());
    by_turns::<Profiling>(&wanted, rounds, &[Body::Tiny, Body::Alternating, Body::ThreeSites, Body::FourDeep]);
    by_turns::<Lines>(&wanted, rounds, &[Body::Statements]);
    by_turns::<Memory>(&wanted, rounds, &[Body::Tiny, Body::Boxed, Body::FourDeep]);
    let fib = whole_processes::<Profiling>(&wanted, RUNS.min(rounds), Body::Fib30, 1);
    println!("{}", whole(Body::Fib30.word(), &fib));
    if soak > 0 {
        let soaked: Vec<_> = whole_processes::<Profiling>(&wanted, 1, Body::Tiny, soak).into_iter().flatten().collect();
        println!("{}", left_behind(&soaked));
    }
}

/// A table: each body with one thread and with two.
fn by_turns<T: Table>(wanted: &Wanted, rounds: u64, bodies: &[Body]) {
    let mut started = Started::of::<T>(wanted);
    println!("{}", head());
    for &body in bodies {
        for threads in [1, 2] {
            print!("{}", started.run(rounds, Course { body, threads, slices: 100, calls: 12_000 }));
        }
    }
    println!();
}
