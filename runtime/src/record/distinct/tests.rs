//! Estimates beside the truth.

use super::*;

fn estimated(numbers: impl Iterator<Item = u64>) -> u64 {
    let distinct = Box::new(Distinct::new(&[]));
    numbers.for_each(|number| distinct.add(0, mixed(number.wrapping_mul(0x9e37_79b9_7f4a_7c15))));
    distinct.estimate(0).unwrap_or(0)
}

#[test]
fn few_are_counted_and_many_estimated() {
    assert_eq!(estimated(0..0), 0);
    let most = if cfg!(miri) { 1000 } else { 1_000_000 };
    for number in [1_u64, 2, 3, 10, 100, 1000, 10_000, 100_000, 1_000_000].into_iter().filter(|n| *n <= most) {
        let found = estimated((0..3 * number).map(|at| at % number)) as f64;
        let error = (found - number as f64).abs() * 100.0 / number as f64;
        assert!(error <= 3.0 * ERROR_PER_CENT, "{number} are estimated as {found}");
        assert!(number > FEW as u64 || error == 0.0, "{number} are estimated as {found}");
    }
}

/// Over many sets the errors are as large as they should be, and on neither side of the truth.
#[test]
fn estimates_are_without_a_bias() {
    let sets = if cfg!(miri) { 2 } else { 200 };
    for number in [500_u64, 2000, 12_000] {
        let errors: Vec<f64> =
            (0..sets).map(|set| estimated((0..number).map(|at| set << 32 | at)) as f64 / number as f64 - 1.0).collect();
        let mean = errors.iter().sum::<f64>() / sets as f64;
        let deviation = (errors.iter().map(|error| error * error).sum::<f64>() / sets as f64).sqrt() * 100.0;
        assert!(cfg!(miri) || mean.abs() < 0.005 && deviation < 1.25 * ERROR_PER_CENT, "{number}: {mean} {deviation}");
    }
}

/// Keys of several words, hashed as calls are.
#[test]
fn tuples_are_spread_as_numbers_are() {
    draw_secrets();
    let sets = if cfg!(miri) { 2 } else { 300 };
    let number = if cfg!(miri) { 300 } else { 4000 };
    let found = |set: u64| {
        let distinct = Box::new(Distinct::new(&[]));
        for at in 0..number {
            let mut fold = Fold::new();
            (set, at % 64, (at / 64) as u32, "word").hash(&mut fold);
            distinct.add(0, mixed(fold.finish()));
        }
        distinct.estimate(0).unwrap() as f64 / number as f64 - 1.0
    };
    let errors: Vec<f64> = (0..sets).map(found).collect();
    let deviation = (errors.iter().map(|error| error * error).sum::<f64>() / sets as f64).sqrt() * 100.0;
    let worst = errors.iter().fold(0.0, |worst: f64, error| worst.max(error.abs())) * 100.0;
    assert!(deviation < 1.25 * ERROR_PER_CENT && worst < 4.5 * ERROR_PER_CENT, "{deviation} {worst}");
}

#[test]
fn threads_share_their_estimate() {
    let distinct = Box::new(Distinct::new(&[]));
    std::thread::scope(|scope| {
        for thread in 0..4_u64 {
            let distinct = &distinct;
            scope.spawn(move || (0..400).for_each(|number| distinct.add(0, mixed(thread * 100 + number))));
        }
    });
    let found = distinct.estimate(0).unwrap();
    assert!(found.abs_diff(700) < 50, "{found}");
}

/// Whoever begins an epoch, the calls of all threads are counted: in the first one and in those that come later.
#[test]
fn nothing_is_lost_while_an_epoch_begins() {
    let distinct = Box::new(Distinct::new(&[]));
    for epoch in 1..=if cfg!(miri) { 4 } else { 1000 } {
        let start = std::sync::Barrier::new(3);
        std::thread::scope(|scope| {
            for thread in 0..3_u64 {
                let (distinct, start) = (&distinct, &start);
                scope.spawn(move || {
                    start.wait();
                    for number in 0..20 {
                        if distinct.epoch.load(Ordering::Acquire) != epoch {
                            distinct.begin(epoch);
                        }
                        distinct.add(epoch, mixed(thread * 10 + number));
                    }
                });
            }
        });
        assert_eq!(distinct.estimate(epoch), Some(40), "epoch {epoch}");
    }
}

#[test]
#[allow(clippy::needless_borrow)]
fn what_has_no_hash_is_said() {
    struct NoHash;
    let mut fold = Fold::new();
    let by = [
        (&&&Argument(&1_u8)).feed(&mut fold),
        (&&&Argument(&"text")).feed(&mut fold),
        (&&&Argument(&[1.5_f64][..])).feed(&mut fold),
        (&&&Argument(&NoHash)).feed(&mut fold),
    ];
    assert_eq!(by, [0, 0, 0, 1]);
}
