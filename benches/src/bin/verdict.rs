//! The program that `cargo xtask verdicts` compares with itself. Where its name ends with `slow`, `gcds` does 5 per cent more.

use std::collections::HashMap;
use std::hint::black_box;

use bedeck::profiled;

/// How often everything is done.
const ROUNDS: u64 = 20;

/// Computes, and touches no memory.
#[profiled]
fn gcds(from: u64, many: u64) -> u64 {
    (from..from + many).map(|n| gcd(n * 7919, 1_000_003)).sum()
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Asks the allocator for each word.
#[profiled]
fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_lowercase).collect()
}

/// Looks up each word.
#[profiled]
fn tally(words: &[String]) -> HashMap<&str, u64> {
    let mut counts = HashMap::new();
    words.iter().for_each(|word| *counts.entry(word.as_str()).or_default() += 1);
    counts
}

/// Guesses at every branch.
#[profiled]
fn sorted(seed: u64) -> Vec<u64> {
    let mut numbers: Vec<u64> = (seed..seed + 20_000).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20).collect();
    numbers.sort_unstable();
    numbers
}

#[profiled]
fn all(many: u64) {
    let text = "The quick brown fox jumps over the lazy dog and THE Dog sleeps ".repeat(400);
    for round in 0..ROUNDS {
        black_box(gcds(round, many));
        black_box(tally(&words(&text)).len());
        black_box(sorted(round));
    }
}

fn main() {
    let slow = std::env::args().next().is_some_and(|name| name.ends_with("slow"));
    all(if slow { 5_250 } else { 5_000 });
}
