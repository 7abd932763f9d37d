//! The record as a whole: what is written is what is read, in every thread and at every moment.

use core::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;

use super::guard::{enter, find};
use super::read::{Tally, tallies, threads};
use super::thread::records;
use crate::clock;
use crate::site::Site;
use crate::state::STATE;

/// Fewer under Miri, which runs some thousand times slower.
const fn count(full: u64) -> u64 {
    if cfg!(miri) { full.div_ceil(500) } else { full }
}

fn tally_of(site: &'static Site) -> Tally {
    let all = tallies(STATE.load(Relaxed));
    all.into_iter().find(|(other, _)| core::ptr::eq(*other, site)).map_or_else(Tally::default, |(_, tally)| *tally)
}

/// Records calls of these durations as if the clock had said so.
fn record(site: &'static Site, durations: impl IntoIterator<Item = u64>) {
    find(site);
    let began = clock::ticks();
    for duration in durations {
        let shard = find(site).unwrap();
        shard.begin();
        shard.end(began, began + duration, 0);
    }
}

/// A xorshift generator (G. Marsaglia, "Xorshift RNGs", 2003).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// Between 0 and 1, without 0.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64 + f64::MIN_POSITIVE
    }
}

fn check_against_sorting(site: &'static Site, mut durations: Vec<u64>) {
    record(site, durations.iter().copied());
    let tally = tally_of(site);
    durations.sort_unstable();
    let n = durations.len();
    assert_eq!((tally.entered, tally.ended, tally.timed), (n as u64, n as u64, n as u64));
    assert_eq!((tally.min, tally.max), (durations.first().copied(), durations.last().copied()));
    assert_eq!((tally.sum, tally.total), (durations.iter().sum(), durations.iter().sum()));
    let squares: f64 = durations.iter().map(|d| *d as f64 * *d as f64).sum();
    assert!((tally.squares / squares - 1.0).abs() < 1e-9 || squares == 0.0);
    for quantile in [0.5, 0.9, 0.99, 0.999] {
        let exact = durations[((quantile * n as f64).ceil() as usize).max(1) - 1] as f64;
        let reported = tally.histogram.percentile(quantile).unwrap();
        assert!((reported - exact).abs() <= exact * 0.01, "p{quantile}: {reported} for {exact}");
    }
}

macro_rules! percentiles_of {
    ($name:ident, |$random:ident| $duration:expr) => {
        #[test]
        fn $name() {
            enum Here {}
            static SITE: Site = Site::new::<Here>();
            let mut $random = Random(0x9E37_79B9_7F4A_7C15);
            check_against_sorting(&SITE, (0..count(100_000)).map(|_| $duration).collect());
        }
    };
}

percentiles_of!(constant_durations_have_exact_percentiles_within_one_percent, |_random| 123_457);
percentiles_of!(uniform_durations_have_percentiles_within_one_percent, |random| random.below(5_000_000));
percentiles_of!(short_durations_have_percentiles_within_one_percent, |random| random.below(200));
percentiles_of!(bimodal_durations_have_percentiles_within_one_percent, |random| {
    let slow = random.below(10) == 0;
    random.below(1000) + if slow { 70_000_000 } else { 900 }
});
percentiles_of!(heavy_tailed_durations_have_percentiles_within_one_percent, |random| {
    // Pareto with shape 1: no finite mean.
    ((500.0 / random.unit()) as u64).min(1 << 45)
});

#[test]
fn a_recursion_counts_its_total_once_and_every_call_in_the_mean() {
    enum Here {}
    static SITE: Site = Site::new::<Here>();
    fn down(depth: u64) {
        let _guard = enter(&SITE);
        if depth > 1 {
            down(depth - 1);
        }
    }
    // Deeper than the ring is long.
    down(100);
    down(100);
    let tally = tally_of(&SITE);
    assert_eq!((tally.entered, tally.ended), (200, 200));
    assert!(tally.total < tally.sum && tally.total <= 2 * tally.max.unwrap());
    assert_eq!(tally.histogram.total(), 200);
}

#[test]
fn a_reader_sees_whole_calls_while_threads_call() {
    enum Here {}
    static SITE: Site = Site::new::<Here>();
    static STOP: AtomicBool = AtomicBool::new(false);
    static CALLED: AtomicU64 = AtomicU64::new(0);
    struct Stop;
    impl Drop for Stop {
        fn drop(&mut self) {
            STOP.store(true, Relaxed);
        }
    }
    thread::scope(|scope| {
        let stop = Stop;
        for _ in 0..2 {
            scope.spawn(|| {
                while !STOP.load(Relaxed) {
                    drop(enter(&SITE));
                    CALLED.fetch_add(1, Relaxed);
                }
            });
        }
        for _ in 0..count(500) {
            let left = CALLED.load(Relaxed);
            let tally = tally_of(&SITE);
            assert!(left <= tally.ended, "{left} calls had ended, {} are in the cut", tally.ended);
            assert!(tally.ended <= tally.entered && tally.entered <= tally.ended + 2);
            assert_eq!(tally.histogram.total(), tally.ended);
            assert_eq!(tally.total, tally.sum, "no call was nested, in none of the cuts");
            assert!(tally.sum <= tally.max.unwrap_or(0) * tally.ended);
            assert!(tally.sum >= tally.min.unwrap_or(0) * tally.ended);
        }
        drop(stop);
    });
    assert_eq!(tally_of(&SITE).ended, CALLED.load(Relaxed));
}

#[test]
fn threads_that_end_leave_their_counts_and_their_memory_to_the_next() {
    enum Here {}
    static SITE: Site = Site::new::<Here>();
    let many = count(20_000);
    for _ in 0..many {
        thread::spawn(|| drop(enter(&SITE))).join().unwrap();
    }
    assert_eq!(tally_of(&SITE).ended, many);
    // Other tests have threads at the same time.
    assert!(records().count() < 64, "{} records", records().count());
    let rows = threads(STATE.load(Relaxed), crate::clock::ticks());
    assert!(rows.iter().map(|row| row.threads).sum::<u64>() >= many);
    assert!(rows.iter().map(|row| row.calls).sum::<u64>() >= many);
}

#[test]
fn the_next_owner_of_a_record_does_not_count_the_calls_of_the_last() {
    enum Here {}
    static SITE: Site = Site::new::<Here>();
    for _ in 0..count(2_000) {
        thread::spawn(|| drop(enter(&SITE))).join().unwrap();
    }
    // Read in this order, since other tests call at the same time.
    let by_thread: u64 = threads(STATE.load(Relaxed), crate::clock::ticks()).iter().map(|row| row.calls).sum();
    let by_site: u64 = tallies(STATE.load(Relaxed)).iter().map(|(_, tally)| tally.entered).sum();
    assert!(by_thread <= by_site, "threads say {by_thread} calls, functions {by_site}");
}

#[test]
fn a_call_that_its_thread_left_open_is_open_for_ever() {
    enum Here {}
    static SITE: Site = Site::new::<Here>();
    thread::spawn(|| core::mem::forget(enter(&SITE))).join().unwrap();
    for _ in 0..10 {
        thread::spawn(|| drop(enter(&SITE))).join().unwrap();
    }
    let tally = tally_of(&SITE);
    assert_eq!((tally.entered, tally.ended), (11, 10));
    assert_eq!(tally.total, tally.sum, "the calls of the next owner are outermost");
}

#[test]
fn a_call_from_a_thread_locals_destructor_counts() {
    enum Here {}
    static SITE: Site = Site::new::<Here>();
    struct Late;
    impl Drop for Late {
        fn drop(&mut self) {
            drop(enter(&SITE));
        }
    }
    thread_local!(static LATE: Late = const { Late });
    for _ in 0..5 {
        thread::spawn(|| LATE.with(|_| drop(enter(&SITE)))).join().unwrap();
        thread::spawn(|| LATE.with(|_| ())).join().unwrap();
    }
    assert_eq!(tally_of(&SITE).ended, 15);
}

#[test]
fn panics_are_those_of_the_call_itself() {
    enum Here {}
    static PANICS: Site = Site::new::<Here>();
    static RUNS_WHILE_PANICKING: Site = Site::new::<Here>();
    struct Cleanup;
    impl Drop for Cleanup {
        fn drop(&mut self) {
            drop(enter(&RUNS_WHILE_PANICKING));
        }
    }
    for _ in 0..40 {
        let outcome = std::panic::catch_unwind(|| {
            let _cleanup = Cleanup;
            let _guard = enter(&PANICS);
            std::panic::resume_unwind(Box::new(()));
        });
        assert!(outcome.is_err());
        drop(enter(&PANICS));
    }
    let tally = tally_of(&PANICS);
    assert_eq!((tally.ended, tally.panicked), (80, 40));
    let tally = tally_of(&RUNS_WHILE_PANICKING);
    assert_eq!((tally.ended, tally.panicked), (40, 0));
}

#[test]
fn a_call_made_while_the_runtime_is_at_work_is_counted_and_passes() {
    enum Here {}
    static SITE: Site = Site::new::<Here>();
    super::thread::alone(|| drop(enter(&SITE))).unwrap();
    let tally = tally_of(&SITE);
    assert_eq!((tally.entered, tally.ended, tally.passed), (0, 0, 1));
    drop(enter(&SITE));
    assert_eq!(tally_of(&SITE).ended, 1);
}
