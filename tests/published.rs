//! The feature `metrics`, from calls to a recorder that the program installed.

use std::time::{Duration, Instant};

use bedeck::{memoize, timed};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};

#[timed(name = "work")]
fn work(n: u64) -> u64 {
    kept(n % 2)
}

#[memoize(name = "kept")]
fn kept(n: u64) -> u64 {
    n
}

/// A counter, by its name and the function.
fn counter(snapshotter: &Snapshotter, name: &str, function: &str) -> Option<u64> {
    let rows = snapshotter.snapshot().into_vec();
    let mut values = rows.into_iter().filter(|(key, ..)| {
        let key = key.key();
        key.name() == name && key.labels().any(|label| label.key() == "function" && label.value() == function)
    });
    match values.next()? {
        (.., DebugValue::Counter(value)) => Some(value),
        (.., other) => panic!("{other:?}"),
    }
}

/// At intervals, by `publish`, and after a reset.
#[test]
fn a_recorder_gets_what_was_counted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    recorder.install().unwrap();
    let every = Duration::from_millis(20);
    bedeck::configure(bedeck::Config::new().quiet(true).every(every));
    assert_eq!((0..100).map(work).sum::<u64>(), 50);
    let began = Instant::now();
    while cfg!(unix) && counter(&snapshotter, "bedeck_calls_total", "work") != Some(100) {
        assert!(began.elapsed() < Duration::from_secs(20), "nothing is published by itself");
        std::thread::sleep(every);
    }
    bedeck::publish();
    assert_eq!(counter(&snapshotter, "bedeck_calls_total", "work"), Some(100));
    assert_eq!(counter(&snapshotter, "bedeck_memo_hits_total", "kept"), Some(98));
    assert!(counter(&snapshotter, "bedeck_nanoseconds_total", "work") > Some(0));
    bedeck::reset();
    work(1);
    bedeck::publish();
    assert_eq!(counter(&snapshotter, "bedeck_calls_total", "work"), Some(101));
}
