//! The feature `metrics`, from calls to a recorder that the program installed.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bedeck::{memoize, timed};
use metrics_util::CompositeKey;
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};

#[timed(name = "work")]
fn work(n: u64) -> u64 {
    kept(n % 2)
}

#[memoize(name = "kept")]
fn kept(n: u64) -> u64 {
    n
}

/// Counters by name and function. The recorder's are at zero afterwards, until it gets them again.
fn counters(snapshotter: &Snapshotter) -> HashMap<(String, String), u64> {
    let rows = snapshotter.snapshot().into_vec();
    let counter = |(key, _, _, value): (CompositeKey, _, _, DebugValue)| {
        let DebugValue::Counter(value) = value else { return None };
        let function = key.key().labels().find(|label| label.key() == "function")?.value().to_owned();
        Some(((key.key().name().to_owned(), function), value))
    };
    rows.into_iter().filter_map(counter).collect()
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
    let of = |counters: &HashMap<_, u64>, name: &str, function: &str| {
        counters.get(&(name.to_owned(), function.to_owned())).copied()
    };
    let began = Instant::now();
    while cfg!(unix) && of(&counters(&snapshotter), "bedeck_calls_total", "work") != Some(100) {
        assert!(began.elapsed() < Duration::from_secs(20), "nothing is published by itself");
        std::thread::sleep(every);
    }
    bedeck::configure(bedeck::Config::new().every(Duration::from_secs(1000)));
    bedeck::publish();
    let seen = counters(&snapshotter);
    assert_eq!(of(&seen, "bedeck_calls_total", "work"), Some(100));
    assert_eq!(of(&seen, "bedeck_memo_hits_total", "kept"), Some(98));
    assert!(of(&seen, "bedeck_nanoseconds_total", "work") > Some(0));
    bedeck::reset();
    work(1);
    bedeck::publish();
    assert_eq!(of(&counters(&snapshotter), "bedeck_calls_total", "work"), Some(101));
}
