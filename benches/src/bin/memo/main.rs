//! What a hit of a memoized function costs, and a miss; beside the limit, which is a map of one thread, and beside peers.
//!
//! `cargo run --release -p bedeck-benches --bin memo -- [ROUNDS]`; without the peers `--no-default-features`.
//!
//! All take turns in one process. A round lets each make its calls; a figure is the median over the rounds of the median
//! over short slices, so that a moment in which the processor was lent to somebody else does not count.

mod contestants;
#[cfg(feature = "peers")]
mod peers;

/// Nobody to compare with.
#[cfg(not(feature = "peers"))]
mod peers {
    use crate::{OfNumber, OfText};

    pub(crate) const UNLIMITED: &[OfNumber] = &[];
    pub(crate) const LIMITED: &[OfNumber] = &[];
    pub(crate) const TIMED: &[OfNumber] = &[];
    pub(crate) const TEXTS: &[OfText] = &[];
}

use std::hint::black_box;
use std::sync::Barrier;
use std::time::Instant;

use bedeck_benches::table::median;
use contestants::{bounded, by_reference, expiring, plain, raw, raw_text, text, unbounded};

/// Keys of the hits.
const KEYS: u64 = 1000;
/// Slices of a round, and passes over the keys in a slice.
const SLICES: usize = 60;
const PASSES: usize = 4;
/// New keys in a round of misses.
const MISSES: u64 = 20_000;

type OfNumber = (&'static str, fn(u64) -> u64);
type OfText = (&'static str, fn(&str) -> u64);

/// The limit comes first.
const UNLIMITED: &[OfNumber] =
    &[("raw map of one thread", raw), ("body alone", plain), ("bedeck", unbounded), ("bedeck, `with`", by_reference)];
const LIMITED: &[OfNumber] = &[("raw map of one thread", raw), ("bedeck, capacity", bounded)];
const TIMED: &[OfNumber] = &[("raw map of one thread", raw), ("bedeck, ttl", expiring)];
const TEXTS: &[OfText] = &[("raw map of one thread", raw_text), ("bedeck", text)];

fn main() {
    let rounds = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(9);
    println!(
        "| what | contestant | 1 thread | x raw | 2 threads | x raw | 2 threads, one key | x raw | miss | miss, 2 threads |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    numbers("fn(u64), everything kept", &[UNLIMITED, peers::UNLIMITED].concat(), rounds);
    numbers("fn(u64), 10,000 kept", &[LIMITED, peers::LIMITED].concat(), rounds);
    numbers("fn(u64), for a minute", &[TIMED, peers::TIMED].concat(), rounds);
    strings(&[TEXTS, peers::TEXTS].concat(), rounds);
    let info = contestants::UNBOUNDED.info();
    println!("\nbedeck: {} entries in {:.1} bytes each", info.entries, info.bytes as f64 / info.entries as f64);
}

fn numbers(what: &str, contestants: &[OfNumber], rounds: usize) {
    let spread: Vec<u64> = (0..KEYS).map(|key| key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40).collect();
    let hot = vec![spread[0]; KEYS as usize];
    let mut fresh = 1 << 40;
    let mut figures = vec![[const { Vec::new() }; 5]; contestants.len()];
    for _ in 0..rounds {
        for ((_, function), figures) in contestants.iter().zip(&mut figures) {
            figures[0].push(hits(1, || spread.iter().fold(0, |sum, key| sum ^ function(black_box(*key)))));
            figures[1].push(hits(2, || spread.iter().fold(0, |sum, key| sum ^ function(black_box(*key)))));
            figures[2].push(hits(2, || hot.iter().fold(0, |sum, key| sum ^ function(black_box(*key)))));
            figures[3].push(misses(1, *function, fresh));
            figures[4].push(misses(2, *function, fresh + MISSES));
        }
        fresh += 3 * MISSES;
    }
    for (index, (name, _)) in contestants.iter().enumerate() {
        row(what, name, &figures[index], &figures[0]);
    }
}

fn strings(contestants: &[OfText], rounds: usize) {
    let spread: Vec<String> = (0..KEYS).map(|key| format!("{key:032}")).collect();
    let hot = vec![spread[0].clone(); KEYS as usize];
    let mut figures = vec![[const { Vec::new() }; 3]; contestants.len()];
    for _ in 0..rounds {
        for ((_, function), figures) in contestants.iter().zip(&mut figures) {
            figures[0].push(hits(1, || spread.iter().fold(0, |sum, key| sum ^ function(black_box(key)))));
            figures[1].push(hits(2, || spread.iter().fold(0, |sum, key| sum ^ function(black_box(key)))));
            figures[2].push(hits(2, || hot.iter().fold(0, |sum, key| sum ^ function(black_box(key)))));
        }
    }
    for (index, (name, _)) in contestants.iter().enumerate() {
        row("fn(&str) of 32 bytes", name, &figures[index], &figures[0]);
    }
}

/// Nanoseconds a call, of so many threads at once.
fn hits(threads: usize, pass: impl Fn() -> u64 + Sync) -> f64 {
    let begin = Barrier::new(threads);
    let thread = || {
        black_box(pass());
        begin.wait();
        let slice = || {
            let before = Instant::now();
            for _ in 0..PASSES {
                black_box(pass());
            }
            before.elapsed().as_secs_f64() * 1e9 / (PASSES as u64 * KEYS) as f64
        };
        let slices: Vec<f64> = (0..SLICES).map(|_| slice()).collect();
        median(&slices)
    };
    let figures: Vec<f64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(thread)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no contestant panics")).collect()
    });
    figures.iter().sum::<f64>() / figures.len() as f64
}

/// Nanoseconds a call with a key that is new, of so many threads at once.
fn misses(threads: u64, function: fn(u64) -> u64, fresh: u64) -> f64 {
    const SLICE: u64 = 500;
    let begin = Barrier::new(threads as usize);
    let slice = |from: u64| {
        let before = Instant::now();
        for key in from..from + SLICE {
            black_box(function(black_box(key)));
        }
        before.elapsed().as_secs_f64() * 1e9 / SLICE as f64
    };
    let thread = |number: u64| {
        let fresh = fresh + number * MISSES;
        begin.wait();
        let slices: Vec<f64> = (0..MISSES / SLICE).map(|number| slice(fresh + number * SLICE)).collect();
        median(&slices)
    };
    if threads == 1 {
        // On this thread, whose map the limit has filled before.
        return thread(0);
    }
    let figures: Vec<f64> = std::thread::scope(|scope| {
        let thread = &thread;
        let threads: Vec<_> = (0..threads).map(|number| scope.spawn(move || thread(number))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no contestant panics")).collect()
    });
    figures.iter().sum::<f64>() / figures.len() as f64
}

fn row(what: &str, name: &str, figures: &[Vec<f64>], raw: &[Vec<f64>]) {
    let mut text = format!("| {what} | {name} |");
    for (column, figures) in figures.iter().enumerate() {
        text += &format!(" {:.2} |", median(figures));
        if column < 3 {
            let ratios: Vec<f64> = figures.iter().zip(&raw[column]).map(|(figure, raw)| figure / raw).collect();
            text += &format!(" {:.2} |", median(&ratios));
        }
    }
    println!("{text}");
}
