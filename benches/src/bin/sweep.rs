//! Loops of 2 us to 2 ms with items that cost alike, more and more, less and less, or a few of them nearly all: plain,
//! with `#[parallel]` and by rayon, hot and cold, called from `main` and from inside a pool of rayon's.
//!
//! `cargo run --release -p bedeck-benches --bin sweep -- [ROUNDS] [SHAPE]`; without the peer `--no-default-features`.
//!
//! All take turns in one process. A figure is the median over the rounds, a ratio the median of the ratios of a round. Hot
//! runs follow each other, before a cold one all threads have gone to sleep.
#![allow(clippy::needless_range_loop, reason = "the loops are written as `#[parallel]` takes them")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use bedeck::{par, parallel};
use bedeck_benches::table::median;

/// Items of a loop.
const ITEMS: usize = 200;

/// So many steps of a xorshift generator (G. Marsaglia, "Xorshift RNGs", 2003).
#[inline(never)]
fn steps(count: u64) -> u64 {
    let mut state = count | 1;
    for _ in 0..count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    state
}

type Loop = fn(&mut [u64], &[u64]);

#[inline(never)]
fn plain(out: &mut [u64], costs: &[u64]) {
    for i in 0..out.len() {
        out[i] = steps(costs[i]);
    }
}

/// The same with the attribute: a site of its own each time.
macro_rules! decorated {
    () => {{
        #[inline(never)]
        #[parallel]
        fn decorated(out: &mut [u64], costs: &[u64]) {
            for i in par(0..out.len()) {
                out[i] = steps(costs[i]);
            }
        }
        decorated as Loop
    }};
}

/// By shape, none of which learns from the others: in `main` and in a pool, hot and cold.
const SHAPES: [(&str, [[Loop; 2]; 2]); 4] = [
    ("uniform", [[decorated!(), decorated!()], [decorated!(), decorated!()]]),
    ("rising", [[decorated!(), decorated!()], [decorated!(), decorated!()]]),
    ("falling", [[decorated!(), decorated!()], [decorated!(), decorated!()]]),
    ("pareto", [[decorated!(), decorated!()], [decorated!(), decorated!()]]),
];

#[cfg(feature = "peers")]
fn by_rayon(out: &mut [u64], costs: &[u64]) {
    use rayon::prelude::*;
    out.par_iter_mut().zip(costs).for_each(|(out, cost)| *out = steps(*cost));
}

/// The steps of each item, which together are about `total`.
fn costs(shape: &str, total: u64) -> Vec<u64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let weights: Vec<f64> = (0..ITEMS)
        .map(|item| match shape {
            "uniform" => 1.0,
            "rising" => item as f64 + 1.0,
            "falling" => (ITEMS - item) as f64,
            // Of index 1.5, cut where an item would be a quarter of all.
            _ => (1.0 - random()).powf(-1.0 / 1.5).min(ITEMS as f64 / 4.0),
        })
        .collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| (weight / sum * total as f64) as u64).collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rounds = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(9);
    let wanted = arguments.iter().find(|word| word.parse::<usize>().is_err());
    println!("| items | called from | state | plain, us | bedeck, x plain | rayon, x plain |");
    println!("|---|---|---|---:|---:|---:|");
    for (shape, decorated) in SHAPES {
        if wanted.is_none_or(|word| word == shape) {
            measure(shape, decorated, rounds);
        }
    }
}

fn measure(shape: &str, [in_main, in_pool]: [[Loop; 2]; 2], rounds: usize) {
    for (at, (state, figure)) in [("hot", hot as fn(Loop, &[u64]) -> f64), ("cold", cold)].into_iter().enumerate() {
        // About 0.75 ns a step. A loop that was found to be short is looked at every 256th run only, so long ones come first.
        for total in [2_000_000, 1_000_000, 500_000, 140_000, 70_000, 28_000, 14_000, 7_000, 3_500] {
            let costs = costs(shape, total);
            row(shape, "main", state, in_main[at], rounds, |run| figure(run, &costs));
            #[cfg(feature = "peers")]
            row(shape, "pool", state, in_pool[at], rounds, |run| rayon::scope(|_| figure(run, &costs)));
            #[cfg(not(feature = "peers"))]
            let _ = in_pool;
        }
    }
}

fn row(shape: &str, place: &str, state: &str, decorated: Loop, rounds: usize, figure: impl Fn(Loop) -> f64) {
    #[cfg(feature = "peers")]
    let runs = [plain, decorated, by_rayon as Loop];
    #[cfg(not(feature = "peers"))]
    let runs = [plain, decorated];
    let mut ratios = vec![Vec::new(); runs.len()];
    let mut times = Vec::new();
    for round in 0..=rounds {
        let figures: Vec<f64> = runs.iter().map(|run| figure(*run)).collect();
        if round > 0 {
            times.push(figures[0]);
            figures.iter().zip(&mut ratios).for_each(|(figure, ratios)| ratios.push(figure / figures[0]));
        }
    }
    let ratios: Vec<String> = ratios[1..].iter().map(|ratios| format!("{:.3}", median(ratios))).collect();
    println!("| {shape} | {place} | {state} | {:.1} | {} |", median(&times) / 1000.0, ratios.join(" | "));
}

/// Nanoseconds a run, of runs that follow each other: the median over slices.
fn hot(run: Loop, costs: &[u64]) -> f64 {
    let mut out = vec![0; costs.len()];
    let mut once = || {
        run(&mut out, black_box(costs));
        black_box(&mut out);
    };
    let began = Instant::now();
    once();
    let passes = (300_000 / began.elapsed().as_nanos().max(100)).max(1);
    (0..passes).for_each(|_| once());
    let slices: Vec<f64> = (0..9)
        .map(|_| {
            let began = Instant::now();
            (0..passes).for_each(|_| once());
            began.elapsed().as_secs_f64() * 1e9 / passes as f64
        })
        .collect();
    median(&slices)
}

/// Nanoseconds of single runs after a rest: the median of some.
fn cold(run: Loop, costs: &[u64]) -> f64 {
    let mut out = vec![0; costs.len()];
    let once = || {
        std::thread::sleep(Duration::from_millis(2));
        let began = Instant::now();
        run(&mut out, black_box(costs));
        black_box(&mut out);
        began.elapsed().as_secs_f64() * 1e9
    };
    let figures: Vec<f64> = std::iter::repeat_with(once).take(7).collect();
    median(&figures)
}
