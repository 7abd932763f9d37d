//! The loops, each with everybody who runs it.

use std::hint::black_box;

use bedeck_benches::loops::{attributed, floats, pareto, plain};

use crate::measure::{Contestant, Place, by_contestant, cold, hot, summary};
use crate::outside::Outside;
#[cfg(feature = "loops")]
use crate::peers;

/// A loop that takes longer has no cold figures: it is long enough to wake everybody.
const LONG: f64 = 4e6;
/// Shorter loops are not asked elsewhere.
const SHORT: usize = 1000;

struct Case {
    kernel: &'static str,
    items: usize,
    place: Place,
    /// By contestant; the plain loop comes first.
    contestants: Vec<(String, Contestant)>,
}

/// `case!(NAME, ITEMS, [DATA = ..], FUNCTION(ARGUMENTS))`: the function of that name of each module, each with its own data.
macro_rules! case {
    (only $kernel:literal, $items:expr, $data:tt, $function:ident $arguments:tt) => {{
        let contestants = vec![
            ("plain".to_owned(), case!(@run plain::$function, $data, $arguments)),
            ("bedeck".to_owned(), case!(@run attributed::$function, $data, $arguments)),
        ];
        Case { kernel: $kernel, items: $items, place: Place::Main, contestants }
    }};
    ($kernel:literal, $items:expr, $data:tt, $function:ident $arguments:tt) => {{
        #[allow(unused_mut, reason = "without peers nothing is added")]
        let mut case = case!(only $kernel, $items, $data, $function $arguments);
        #[cfg(feature = "loops")]
        case.contestants.extend([
            ("rayon".to_owned(), case!(@run peers::$function::<peers::Rayon>, $data, $arguments)),
            ("chili".to_owned(), case!(@run peers::$function::<peers::Chili>, $data, $arguments)),
            ("paralight".to_owned(), case!(@run peers::$function::<peers::Paralight>, $data, $arguments)),
            ("orx-parallel".to_owned(), case!(@run peers::$function::<peers::Orx>, $data, $arguments)),
            ("thread::scope".to_owned(), case!(@run peers::$function::<peers::Scoped>, $data, $arguments)),
        ]);
        case
    }};
    (@run $function:expr, [$($data:ident = $make:expr),*], ($($argument:expr),*)) => {{
        #[allow(unused_mut, reason = "some loops only read")]
        let ($(mut $data,)*) = ($($make,)*);
        Contestant::Here(Box::new(move || {
            black_box($function($(black_box($argument)),*));
        }))
    }};
}

/// Every loop, in the order of the table.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for n in [10, 30, 100, 200, 1000, 10_000, 100_000, 1_000_000] {
        cases.push(case!("sum of f64", n, [a = floats(n)], sum(&a)));
        cases.push(case!("sum of u64", n, [a = vec![15_u64; n]], count(&a)));
        cases.push(case!("out[i] = 2 a[i] + 1", n, [a = floats(n), out = vec![0.0; n]], scale(&mut out, &a)));
    }
    for n in [100, 10_000, 1_000_000] {
        cases.push(case!("dot", n, [a = floats(n), b = floats(n)], dot(&a, &b)));
        cases.push(case!("max", n, [a = floats(n)], max(&a)));
        cases.push(case!("branchy", n, [a = floats(n)], branchy(&a)));
    }
    for n in [30, 100, 300, 1000, 4000] {
        cases.push(case!("rising", n, [out = vec![0; n]], rising(&mut out)));
    }
    for n in [300, 4000] {
        cases.push(case!("falling", n, [out = vec![0; n]], falling(&mut out)));
        cases.push(with_one_by_one(n));
    }
    cases.push(case!("nested", 200, [a = floats(2000), out = vec![0.0; 200]], nested(&mut out, &a)));
    cases.extend(inside_a_pool());
    cases.extend(large());
    cases
}

fn with_one_by_one(n: usize) -> Case {
    let mut case = case!("Pareto", n, [out = vec![0; n], costs = pareto(n)], pareto(&mut out, &costs));
    let one_by_one =
        case!(@run attributed::pareto_one_by_one, [out = vec![0; n], costs = pareto(n)], (&mut out, &costs));
    case.contestants.insert(2, ("bedeck, `dynamic(1)`".to_owned(), one_by_one));
    case
}

/// What a program does that has a pool of rayon's and calls from within.
fn inside_a_pool() -> Vec<Case> {
    if !cfg!(feature = "loops") {
        return Vec::new();
    }
    let mut cases = vec![
        case!("in a rayon pool: sum of f64", 100_000, [a = floats(100_000)], sum(&a)),
        case!("in a rayon pool: rising", 300, [out = vec![0; 300]], rising(&mut out)),
        case!("in a rayon pool: rising", 4000, [out = vec![0; 4000]], rising(&mut out)),
        case!("in a rayon pool: nested", 200, [a = floats(2000), out = vec![0.0; 200]], nested(&mut out, &a)),
    ];
    cases.iter_mut().for_each(|case| case.place = Place::Pool);
    cases
}

/// What numba and OpenMP are used for.
fn large() -> Vec<Case> {
    const SIDE: usize = 1000;
    const AREA: usize = SIDE * SIDE;
    let mut cases = vec![
        case!("pi", 10_000_000, [samples = 10_000_000], pi(samples)),
        case!(
            "matmul",
            SIDE,
            [a = floats(AREA), b = floats(AREA), out = vec![0.0; AREA]],
            matmul(&mut out, &a, &b, SIDE)
        ),
    ];
    for n in [10_000, 1_000_000] {
        cases.push(case!(only "add", n, [a = floats(n), b = floats(n), out = vec![0.0; n]], add(&mut out, &a, &b)));
        cases.push(case!(only "hypot", n, [a = floats(n), b = floats(n), out = vec![0.0; n]], hypot(&mut out, &a, &b)));
        cases.push(case!(only "polynomial", n, [a = floats(n), out = vec![0.0; n]], powers(&mut out, &a)));
    }
    cases
}

/// The head of the table.
pub(crate) fn print_head() {
    println!("| loop | items | threads | contestant | hot, ns | x plain | cold, ns | x plain |");
    println!("|---|---:|---:|---|---:|---:|---:|---:|");
}

/// The rows of the loops with one of the words in their names; of all if there is no word.
pub(crate) fn run<'a>(rounds: usize, words: impl Iterator<Item = &'a String>, threads: usize, outside: &Outside) {
    let words: Vec<&String> = words.collect();
    let wanted = |kernel: &str| words.is_empty() || words.iter().any(|word| kernel.contains(word.as_str()));
    for mut case in cases().into_iter().filter(|case| wanted(case.kernel)) {
        if case.items >= SHORT {
            let elsewhere = outside.questions(case.kernel, case.items).into_iter();
            case.contestants.extend(elsewhere.map(|(name, question)| (name, Contestant::Elsewhere(question))));
        }
        measure(&mut case, rounds, threads);
    }
}

fn measure(case: &mut Case, rounds: usize, threads: usize) {
    let place = case.place;
    let hot = by_contestant(&mut case.contestants, rounds, |contestant| hot(contestant, place));
    let long = summary(&hot, 0).is_none_or(|(plain, _)| plain > LONG);
    let cold_rounds = if long { 0 } else { rounds * 5 };
    let cold = by_contestant(
        &mut case.contestants,
        cold_rounds,
        |contestant| {
            if long { None } else { cold(contestant, place) }
        },
    );
    for (at, (name, _)) in case.contestants.iter().enumerate() {
        let (kernel, items) = (case.kernel, case.items);
        let hot = summary(&hot, at).map_or("| ".into(), |(ns, ratio)| format!("{ns:.1} | {ratio:.3}"));
        let cold = summary(&cold, at).map_or("| ".into(), |(ns, ratio)| format!("{ns:.0} | {ratio:.3}"));
        println!("| {kernel} | {items} | {threads} | {name} | {hot} | {cold} |");
    }
}
