//! What a parallel loop costs and gains, beside the plain loop and rayon's iterators.
//!
//! `cargo run --release -p bedeck-benches --bin regions -- [ROUNDS] [KERNEL]`; without the peer `--no-default-features`.
//!
//! All take turns in one process. A figure is the median over the rounds; ratios are medians of the ratios of a round. Hot
//! runs follow each other, before a cold one all threads have gone to sleep.
#![allow(clippy::needless_range_loop, reason = "the loops are written as `#[parallel]` takes them")]

mod kernels;
#[cfg(feature = "peers")]
mod peers;
mod regions;

use std::hint::black_box;
use std::time::{Duration, Instant};

use bedeck_benches::table::median;

/// One loop, run on its own data.
type Run = Box<dyn FnMut()>;

struct Case {
    kernel: &'static str,
    items: usize,
    /// By contestant; the plain loop comes first.
    runs: Vec<(&'static str, Run)>,
}

macro_rules! case {
    ($kernel:literal, $items:expr, [$($data:ident = $make:expr),*], $function:ident($($argument:expr),*)) => {{
        let mut runs: Vec<(&'static str, Run)> = Vec::new();
        case!(@run runs, "plain", kernels, [$($data = $make),*], $function($($argument),*));
        case!(@run runs, "bedeck", regions, [$($data = $make),*], $function($($argument),*));
        #[cfg(feature = "peers")]
        case!(@run runs, "rayon", peers, [$($data = $make),*], $function($($argument),*));
        Case { kernel: $kernel, items: $items, runs }
    }};
    (@run $runs:ident, $name:literal, $module:ident, [$($data:ident = $make:expr),*], $function:ident($($argument:expr),*)) => {{
        #[allow(unused_mut, reason = "some loops only read")]
        let ($(mut $data,)*) = ($($make,)*);
        $runs.push(($name, Box::new(move || {
            black_box($module::$function($(black_box($argument)),*));
        })));
    }};
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for n in [10, 30, 100, 128, 200, 1000, 4096, 10_000, 100_000, 1_000_000] {
        cases.push(case!("sum of f64", n, [a = vec![1.5; n]], sum(&a)));
        cases.push(case!("sum of u64", n, [a = vec![15_u64; n]], count(&a)));
        cases.push(case!("out[i] = 2 a[i] + 1", n, [a = vec![1.5; n], out = vec![0.0; n]], scale(&mut out, &a)));
    }
    for n in [128, 200, 1000, 4096, 16_384] {
        cases.push(case!("dot", n, [a = random(n), b = random(n)], dot(&a, &b)));
        cases.push(case!("max", n, [a = random(n)], max(&a)));
        cases.push(case!("branches", n, [a = random(n)], branches(&a)));
    }
    for n in [30, 100, 300, 1000, 4000] {
        cases.push(case!("rising", n, [out = vec![0; n]], rising(&mut out)));
    }
    cases.push(case!("nested", 200, [a = vec![1.5; 2000], out = vec![0.0; 200]], nested(&mut out, &a)));
    cases
}

/// Numbers between 0 and 1.
fn random(n: usize) -> Vec<f64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    std::iter::repeat_with(next).take(n).collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rounds = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(9);
    let wanted = arguments.iter().find(|word| word.parse::<usize>().is_err());
    println!("| loop | items | contestant | hot, ns | x plain | cold, ns | x plain |");
    println!("|---|---:|---|---:|---:|---:|---:|");
    for case in cases().iter_mut().filter(|case| wanted.is_none_or(|word| case.kernel.contains(word.as_str()))) {
        measure(case, rounds);
    }
}

fn measure(case: &mut Case, rounds: usize) {
    let hot: Vec<Vec<f64>> = by_contestant(case, rounds, hot);
    let cold: Vec<Vec<f64>> = by_contestant(case, rounds * 5, cold);
    for (at, (name, _)) in case.runs.iter().enumerate() {
        let ratio = |figures: &[Vec<f64>]| {
            let ratios: Vec<f64> = figures[at].iter().zip(&figures[0]).map(|(figure, plain)| figure / plain).collect();
            median(&ratios)
        };
        let (hot_ns, cold_ns) = (median(&hot[at]), median(&cold[at]));
        let (kernel, items) = (case.kernel, case.items);
        println!(
            "| {kernel} | {items} | {name} | {hot_ns:.1} | {:.3} | {cold_ns:.0} | {:.3} |",
            ratio(&hot),
            ratio(&cold)
        );
    }
}

/// Each contestant once a round; the first round is thrown away.
fn by_contestant(case: &mut Case, rounds: usize, figure: fn(&mut Run) -> f64) -> Vec<Vec<f64>> {
    let mut figures = vec![Vec::new(); case.runs.len()];
    for round in 0..=rounds {
        for ((_, run), figures) in case.runs.iter_mut().zip(&mut figures) {
            let figure = figure(run);
            if round > 0 {
                figures.push(figure);
            }
        }
    }
    figures
}

/// Nanoseconds a run, of runs that follow each other for some milliseconds: the median over slices.
fn hot(run: &mut Run) -> f64 {
    const SLICES: usize = 15;
    let once = Instant::now();
    run();
    let once = once.elapsed().as_nanos().max(20) as u64;
    let passes = (400_000 / once).max(1);
    for _ in 0..passes {
        run();
    }
    let slice = || {
        let began = Instant::now();
        for _ in 0..passes {
            run();
        }
        began.elapsed().as_secs_f64() * 1e9 / passes as f64
    };
    let slices: Vec<f64> = std::iter::repeat_with(slice).take(SLICES).collect();
    median(&slices)
}

/// Nanoseconds of a single run after a rest.
fn cold(run: &mut Run) -> f64 {
    std::thread::sleep(Duration::from_millis(2));
    let began = Instant::now();
    run();
    began.elapsed().as_secs_f64() * 1e9
}
