//! One program that ends in many ways: `exit-programs <scenario>`. The test `exit` runs it and reads its report.

mod ends;
mod forks;
mod places;
mod sampled;
mod signals;

use std::hint::black_box;
use std::io::{Read, Write};

use bedeck::timed;

/// What all scenarios count.
#[timed]
fn work() {
    black_box(());
}

fn work_times(n: u32) {
    (0..n).for_each(|_| work());
}

/// Tells the test that everything is in place.
fn say(word: &str) {
    println!("{word}");
    std::io::stdout().flush().unwrap();
}

/// Lives until the test closes the standard input.
fn wait_for_the_test() {
    let mut rest = Vec::new();
    std::io::stdin().read_to_end(&mut rest).unwrap();
}

fn main() -> Result<(), String> {
    let scenario = std::env::args().nth(1).ok_or("which scenario?")?;
    let known = [ends::run, signals::run, forks::run, places::run, sampled::run];
    known.iter().find_map(|run| run(&scenario)).unwrap_or_else(|| Err(format!("no scenario {scenario}")))
}
