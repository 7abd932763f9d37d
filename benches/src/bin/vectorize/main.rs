//! What `#[vectorize]` gains over plain loops, on one core and on all.
//!
//! `cargo run --release -p bedeck-benches --no-default-features --bin vectorize -- [ROUNDS] [KERNEL]`
//!
//! All take turns in one process. A figure is the median over the rounds; ratios are medians of the ratios of a round. The results of
//! all are compared with those of the plain loop first; those of `fast` may differ in the last bits.

#![allow(clippy::needless_range_loop, reason = "the plain loop goes by its index")]

mod kernels;

use std::hint::black_box;
use std::time::Instant;

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
    ($kernel:ident($($x:expr),*) -> $zero:expr, $n:expr, $same:expr) => {{
        let mut expected = vec![$zero; $n];
        kernels::$kernel::plain($(&$x,)* &mut expected);
        let mut runs: Vec<(&'static str, Run)> = Vec::new();
        case!(@run runs, plain, "plain", $kernel, [$($x),*], $zero, expected, $n, |a: &_, b: &_| a == b);
        case!(@run runs, slice, "f_slice", $kernel, [$($x),*], $zero, expected, $n, |a: &_, b: &_| a == b);
        case!(@run runs, fast, "f_slice, fast", $kernel, [$($x),*], $zero, expected, $n, $same);
        case!(@run runs, parallel, "f_slice, parallel", $kernel, [$($x),*], $zero, expected, $n, |a: &_, b: &_| a == b);
        Case { kernel: stringify!($kernel), items: $n, runs }
    }};
    (@run $runs:ident, $form:ident, $name:literal, $kernel:ident, [$($x:expr),*], $zero:expr, $expected:ident, $n:expr, $same:expr) => {{
        let mut out = vec![$zero; $n];
        kernels::$kernel::$form($(&$x,)* &mut out);
        let same: fn(&_, &_) -> bool = $same;
        assert!(out.iter().zip(&$expected).all(|(a, b)| same(a, b)), "{} of {}", $name, stringify!($kernel));
        let call = { let inputs = ($($x.clone(),)*); case!(@call $kernel, $form, inputs, out, [$($x),*]) };
        $runs.push(($name, call));
    }};
    (@call $kernel:ident, $form:ident, $inputs:ident, $out:ident, [$x:expr]) => {
        Box::new(move || kernels::$kernel::$form(black_box(&$inputs.0), black_box(&mut $out))) as Run
    };
    (@call $kernel:ident, $form:ident, $inputs:ident, $out:ident, [$x:expr, $y:expr]) => {
        Box::new(move || kernels::$kernel::$form(black_box(&$inputs.0), black_box(&$inputs.1), black_box(&mut $out))) as Run
    };
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let near = |a: &f64, b: &f64| (a - b).abs() <= b.abs() * 1e-12 + 1e-12;
    for n in [1000, 1_000_000] {
        let xs: Vec<f64> = (0..n).map(|i| i as f64 / n as f64 * 4.0 - 2.0).collect();
        let ys: Vec<f64> = xs.iter().map(|x| 1.0 - x).collect();
        let samples: Vec<u64> = (0..n as u64).collect();
        cases.push(case!(add(xs, ys) -> 0.0, n, near));
        cases.push(case!(hypot(xs, ys) -> 0.0, n, near));
        cases.push(case!(polynomial(xs) -> 0.0, n, near));
        cases.push(case!(hit(samples) -> 0_u8, n, |a, b| a == b));
    }
    cases
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rounds = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(9);
    let wanted = arguments.iter().find(|word| word.parse::<usize>().is_err());
    println!("| kernel | elements | contestant | us | x plain |");
    println!("|---|---:|---|---:|---:|");
    for case in cases().iter_mut().filter(|case| wanted.is_none_or(|word| case.kernel.contains(word.as_str()))) {
        measure(case, rounds);
    }
}

/// Each contestant once a round; the first round is thrown away.
fn measure(case: &mut Case, rounds: usize) {
    let mut figures = vec![Vec::new(); case.runs.len()];
    for round in 0..=rounds {
        for ((_, run), figures) in case.runs.iter_mut().zip(&mut figures) {
            let figure = hot(run);
            if round > 0 {
                figures.push(figure);
            }
        }
    }
    for ((name, _), own) in case.runs.iter().zip(&figures) {
        let ratios: Vec<f64> = own.iter().zip(&figures[0]).map(|(figure, plain)| figure / plain).collect();
        println!("| {} | {} | {name} | {:.2} | {:.3} |", case.kernel, case.items, median(own) / 1e3, median(&ratios));
    }
}

/// Nanoseconds a run, of runs that follow each other for some milliseconds: the median over slices of time.
fn hot(run: &mut Run) -> f64 {
    const SLICES: usize = 9;
    let once = Instant::now();
    run();
    let passes = (2_000_000 / once.elapsed().as_nanos().max(20)).max(1);
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
