//! What a parallel loop costs and gains, beside the plain loop and other ways to run it on many threads.
//!
//! `cargo run --release -p bedeck-benches --bin regions -- [ROUNDS] [--numba] [WORD]..`; without the crates of others
//! `--no-default-features`, with those of loops alone `--no-default-features --features loops`.
//!
//! All take turns. A figure is the median over the rounds; ratios are medians of the ratios of a round. Hot runs follow
//! each other, before a cold one all threads have gone to sleep. A word chooses the tables or the loops with it in their name.

mod cases;
mod first;
mod measure;
mod outside;
#[cfg(feature = "loops")]
mod peers;
mod sweep;

use std::process::Command;

use bedeck_benches::process::machine;

use crate::outside::Outside;

/// The argument that makes the program one that runs the loops with the threads that its surroundings say.
const AS_CHILD: &str = "--threads";
/// The heads of the tables, by which they are chosen.
const LOOPS: &str = "loops";
const BREAK_EVEN: &str = "break-even";
const FIRST: &str = "first calls";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rounds = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(9);
    let after_child = arguments.iter().skip_while(|word| *word != AS_CHILD).nth(1);
    let words = || arguments.iter().filter(|word| word.parse::<usize>().is_err() && !word.starts_with('-'));
    if arguments.iter().any(|word| word == first::AS_CHILD) {
        first::print_differences();
        return;
    }
    if let Some(threads) = after_child.and_then(|number| number.parse().ok()) {
        cases::run(rounds, words(), threads, &Outside::default());
        return;
    }
    let chosen = |table: &str| words().next().is_none() || words().any(|word| table.contains(word.as_str()));
    let no_table_chosen =
        ![LOOPS, BREAK_EVEN, FIRST].iter().any(|table| words().any(|word| table.contains(word.as_str())));
    println!("`{}; {rounds} rounds`\n", machine());
    if chosen(LOOPS) || no_table_chosen {
        let kernels = || words().filter(|word| !LOOPS.contains(word.as_str()));
        cases::print_head();
        cases::run(rounds, kernels(), cores(), &Outside::start(arguments.iter().any(|word| word == "--numba")));
        for threads in [1, 8] {
            with_threads(threads, rounds, kernels());
        }
    }
    if chosen(BREAK_EVEN) {
        sweep::run(rounds);
    }
    if chosen(FIRST) {
        first::run(rounds);
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// How many threads a pool has is settled once a process.
fn with_threads<'a>(threads: usize, rounds: usize, words: impl Iterator<Item = &'a String>) {
    let number = threads.to_string();
    let mut command = Command::new(std::env::current_exe().expect("the path of this program"));
    command.args([&rounds.to_string(), AS_CHILD, &number]).args(words);
    command
        .env("BEDECK", format!("threads={number}"))
        .env("RAYON_NUM_THREADS", &number)
        .env("ORX_NUM_THREADS", &number);
    let ended = command.status();
    assert!(ended.is_ok_and(|status| status.success()), "the run with {threads} threads failed");
}
