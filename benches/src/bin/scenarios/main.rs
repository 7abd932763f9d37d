//! Exact counts and flat memory under many calls, many threads, reports in between, many chains of callers and a deep
//! recursion. Exits with 1 when a count is wrong or the process grew over the line.
//!
//! `cargo run --release -p bedeck-benches --bin scenarios [-- MILLIONS [THREADS [SHORT_THREADS]]]`

mod chains;

use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::Instant;

use bedeck_benches::process::peak_megabytes;

/// The most that the process may ever hold, in MB.
const LINE: f64 = 20.0;

#[inline(never)]
#[bedeck::timed]
fn crowded(x: u64) -> u64 {
    black_box(x).wrapping_mul(3)
}

#[inline(never)]
#[bedeck::timed]
fn short_lived(x: u64) -> u64 {
    black_box(x).wrapping_mul(5)
}

#[inline(never)]
#[bedeck::timed]
fn watched(x: u64) -> u64 {
    black_box(x).wrapping_mul(7)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize, default| arguments.get(index).and_then(|word| word.parse().ok()).unwrap_or(default);
    let passed = match arguments.first().map(String::as_str) {
        Some("chains") => vec![chains::many(number(1, 10_000_000))],
        Some("deep") => vec![chains::deep(number(1, 1_000_000))],
        _ => all(number(0, 20), number(1, 8).max(1), number(2, 100_000)),
    };
    if passed.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn all(millions: u64, threads: u64, short: u64) -> Vec<bool> {
    // The watched threads are detached and call on until the process ends.
    let calls = [many_calls(millions * 1_000_000, threads), short_threads(short), detached_threads(), memory()];
    let alone = [in_a_process("chains", millions * 500_000), in_a_process("deep", millions * 50_000)];
    calls.into_iter().chain(alone).collect()
}

/// The most that a process ever held is that of its largest scenario: who wants to know its own is alone.
fn in_a_process(scenario: &str, size: u64) -> bool {
    let program = std::env::current_exe().expect("the path of this program");
    let status = Command::new(program).args([scenario, &size.to_string()]).status();
    status.is_ok_and(|status| status.success())
}

/// All calls of all threads, to the last one.
fn many_calls(calls: u64, threads: u64) -> bool {
    let began = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let mine = calls / threads + u64::from(thread < calls % threads);
            scope.spawn(move || (0..mine).fold(0, |sum: u64, x| sum.wrapping_add(crowded(x))));
        }
    });
    let seconds = began.elapsed().as_secs_f64();
    let reported = calls_of("crowded");
    println!("{calls} calls from {threads} threads in {seconds:.2} s: {reported} reported{}", peak());
    verdict(reported == calls)
}

/// Threads that make a few calls and end, eight at a time.
fn short_threads(threads: u64) -> bool {
    const CALLS: u64 = 3;
    let began = Instant::now();
    let starters = 8;
    std::thread::scope(|scope| {
        for starter in 0..starters {
            let mine = threads / starters + u64::from(starter < threads % starters);
            scope.spawn(move || (0..mine).for_each(|_| one_short_thread(CALLS)));
        }
    });
    let (seconds, reported) = (began.elapsed().as_secs_f64(), calls_of("short_lived"));
    println!("{threads} short threads of {CALLS} calls in {seconds:.2} s: {reported} reported{}", peak());
    verdict(reported == threads * CALLS)
}

fn one_short_thread(calls: u64) {
    let thread = std::thread::spawn(move || (0..calls).fold(0, |sum: u64, x| sum.wrapping_add(short_lived(x))));
    thread.join().map(black_box).expect("a short thread");
}

/// Reports while detached threads call: calls left <= reported <= calls entered.
fn detached_threads() -> bool {
    let tallies: Vec<Arc<Tally>> = (0..4).map(|_| Arc::default()).collect();
    let stop = Arc::new(AtomicBool::new(false));
    for tally in &tallies {
        let (tally, stop) = (Arc::clone(tally), Arc::clone(&stop));
        std::thread::spawn(move || tally.call_until(&stop));
    }
    let sum = |part: fn(&Tally) -> &AtomicU64| tallies.iter().map(|tally| part(tally).load(SeqCst)).sum::<u64>();
    while sum(|tally| &tally.left) == 0 {
        std::thread::yield_now();
    }
    let (reports, mut wrong) = (200, 0);
    for _ in 0..reports {
        let left = sum(|tally| &tally.left);
        let reported = calls_of("watched");
        let entered = sum(|tally| &tally.entered);
        wrong += u64::from(!(left <= reported && reported <= entered));
    }
    stop.store(true, SeqCst);
    println!(
        "{reports} reports while 4 detached threads call: {wrong} outside of left <= reported <= entered{}",
        peak()
    );
    verdict(wrong == 0)
}

/// What one thread did, counted by itself.
#[derive(Default)]
struct Tally {
    entered: AtomicU64,
    left: AtomicU64,
}

impl Tally {
    fn call_until(&self, stop: &AtomicBool) {
        while !stop.load(SeqCst) {
            self.entered.fetch_add(1, SeqCst);
            black_box(watched(1));
            self.left.fetch_add(1, SeqCst);
        }
    }
}

fn memory() -> bool {
    let Some(peak) = peak_megabytes("self") else {
        println!("memory: not told by this system");
        return true;
    };
    println!("memory: the process held {peak:.1} MB at most, the line is {LINE} MB");
    verdict(peak < LINE)
}

fn calls_of(function: &str) -> u64 {
    let report = bedeck::report();
    let mine = |name: &str| name.rsplit("::").next() == Some(function);
    report.functions.iter().filter(|row| mine(&row.name)).map(|row| row.calls).sum()
}

fn peak() -> String {
    peak_megabytes("self").map_or(String::new(), |peak| format!(", peak {peak:.1} MB"))
}

fn verdict(passed: bool) -> bool {
    println!("    {}", if passed { "ok" } else { "WRONG" });
    passed
}
