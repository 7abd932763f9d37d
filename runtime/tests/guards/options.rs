//! The guards of every option, read through the report. Each test has sites of its own; one that resets runs alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
#[cfg(not(miri))]
use std::time::{Duration, Instant};

use bedeck_runtime::{enter_full, enter_outcome, enter_sampled, reset};

use super::{own_epoch, random, row, shared_epoch, timed};

#[test]
fn sampled_calls_are_counted_exactly_however_they_nest_and_panic() {
    fn call(depth: u64, state: &mut u64, sums: &mut (u64, u64)) {
        let _guard = enter_sampled(site!("sampled", sample(7)));
        sums.0 += 1;
        let choice = random(state);
        if choice.is_multiple_of(3) && depth < 5 {
            let inner = catch_unwind(AssertUnwindSafe(|| call(depth + 1, state, sums)));
            assert!(inner.is_err() || depth < 5);
        }
        if choice.is_multiple_of(11) {
            sums.1 += 1;
            std::panic::resume_unwind(Box::new(()));
        }
    }
    let _shared = shared_epoch();
    let (mut state, mut sums) = (0x1234_5678_9ABC_DEF1, (0, 0));
    for _ in 0..if cfg!(miri) { 60 } else { 2_000 } {
        let _ = catch_unwind(AssertUnwindSafe(|| call(0, &mut state, &mut sums)));
    }
    let row = row("sampled");
    assert_eq!((row.calls, row.panics, row.open), (sums.0, sums.1, 0));
    assert_eq!((timed(&row), row.sample), (sums.0.div_ceil(7), Some(7)));
}

#[test]
fn sampled_calls_keep_their_endings_beside_other_options() {
    let _shared = shared_epoch();
    for number in 0..100_u32 {
        let guard = enter_outcome(site!("sampled outcome", sample(64), outcome(), in_flight()));
        guard.see((number % 4 != 0).then_some(number));
    }
    let row = row("sampled outcome");
    assert_eq!((row.calls, row.ok, row.err, timed(&row)), (100, Some(75), Some(25), 2));
    assert_eq!((row.in_flight_peak, row.open), (Some(1), 0));
}

#[test]
fn what_is_open_across_a_reset_does_not_count() {
    let _alone = own_epoch();
    let sampled = || enter_sampled(site!("sampled over a reset", sample(4)));
    let full = || enter_full(site!("full over a reset", in_flight()));
    for calls_before in 0..6 {
        (0..calls_before).for_each(|_| drop((sampled(), full())));
        let open = (sampled(), full());
        reset();
        drop((sampled(), full()));
        drop(open);
        for name in ["sampled over a reset", "full over a reset"] {
            let row = row(name);
            assert_eq!((row.calls, row.open, timed(&row)), (1, 0, 1), "{name}");
        }
        assert_eq!(row("full over a reset").in_flight_peak, Some(1));
    }
}

#[test]
fn a_call_is_err_unless_seen_ok_and_neither_after_a_panic() {
    fn call(number: u32) -> Result<u32, u32> {
        let guard = enter_outcome(site!("outcome", outcome()));
        if number == 0 {
            Err(1_u32)?;
        }
        if number == 1 {
            return guard.see(Err(2));
        }
        if number == 2 {
            let _ = guard.see(Ok::<u32, ()>(3));
            std::panic::resume_unwind(Box::new(()));
        }
        guard.see(Ok(number))
    }
    let _shared = shared_epoch();
    for number in 0..10 {
        let _ = catch_unwind(|| call(number));
    }
    let row = row("outcome");
    assert_eq!((row.calls, row.ok, row.err, row.panics), (10, Some(7), Some(2), 1));
}

#[test]
fn a_call_made_during_a_panic_has_not_panicked() {
    struct Tidy;
    impl Drop for Tidy {
        fn drop(&mut self) {
            drop(enter_sampled(site!("tidy sampled", sample(2))));
            drop(enter_full(site!("tidy full", in_flight())));
        }
    }
    let _shared = shared_epoch();
    for _ in 0..5 {
        let _ = catch_unwind(|| {
            let _tidy = Tidy;
            std::panic::resume_unwind(Box::new(()));
        });
    }
    assert_eq!([row("tidy sampled"), row("tidy full")].map(|row| (row.calls, row.panics)), [(5, 0), (5, 0)]);
}

#[test]
fn in_flight_is_the_most_at_once_over_all_threads() {
    let _shared = shared_epoch();
    let all_in = Barrier::new(3);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let _guard = enter_full(site!("in flight", in_flight()));
                all_in.wait();
            });
        }
    });
    drop(enter_full(site!("not in flight", cpu())));
    assert_eq!((row("in flight").in_flight_peak, row("not in flight").in_flight_peak), (Some(3), None));
}

#[cfg(all(unix, not(miri)))]
#[test]
fn processor_time_is_what_was_worked_and_not_what_was_slept() {
    fn call(depth: u32) {
        let _guard = enter_full(site!("cpu", cpu()));
        if depth > 0 {
            return call(depth - 1);
        }
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(5) {
            std::hint::spin_loop();
        }
        std::thread::sleep(Duration::from_millis(60));
    }
    let _shared = shared_epoch();
    call(2);
    let row = row("cpu");
    let cpu = row.cpu_ns.unwrap();
    assert!(cpu > 100_000, "{cpu} ns");
    // Counted once for the three of the recursion, and without the sleep.
    assert!(cpu < 50_000_000, "{cpu} ns");
    assert!(row.total_ns.unwrap() >= 60_000_000);
}

#[cfg(not(miri))]
#[test]
fn a_precise_duration_is_near_the_true_one() {
    fn empty() {
        let _guard = enter_full(site!("precise empty", precise()));
    }
    fn wait() -> Duration {
        let _guard = enter_full(site!("precise wait", precise()));
        let start = Instant::now();
        while start.elapsed() < Duration::from_micros(50) {}
        start.elapsed()
    }
    let _shared = shared_epoch();
    let mut waits: Vec<_> = (0..101)
        .map(|_| {
            empty();
            wait()
        })
        .collect();
    waits.sort_unstable();
    let empty = row("precise empty").p50_ns.unwrap();
    // A fenced pair takes 25 ns and more, what stands around it some more.
    assert!(empty < if cfg!(debug_assertions) { 60 } else { 20 }, "{empty} ns");
    let (truth, found) = (waits[50].as_nanos() as i64, row("precise wait").p50_ns.unwrap() as i64);
    assert!((truth - found).abs() < 1_000, "{truth} ns by the system's clock, {found} ns reported");
}

/// Runs only in the process that the next test starts.
#[cfg(not(miri))]
#[test]
fn logs_slow_calls() {
    if std::env::var_os("BEDECK_TEST_SLOW_CALLS").is_some() {
        for _ in 0..4 {
            let _guard = enter_full(site!("app::slow", log_over(2_000_000)));
            std::thread::sleep(Duration::from_millis(3));
        }
        drop(enter_full(site!("app::fast", log_over(2_000_000_000))));
        let _guard = enter_full(site!("app::slow again", log_over(2_000_000)));
        std::thread::sleep(Duration::from_millis(3));
    }
}

#[cfg(not(miri))]
#[test]
fn a_slow_call_is_one_line_on_stderr() {
    fn lines(words: &str) -> Vec<String> {
        let mut program = std::process::Command::new(std::env::current_exe().unwrap());
        program.args(["--exact", "options::logs_slow_calls"]).env("BEDECK_TEST_SLOW_CALLS", "1").env("BEDECK", words);
        let text = String::from_utf8(program.output().unwrap().stderr).unwrap();
        text.lines().filter(|line| line.contains("slow call")).map(str::to_owned).collect()
    }
    assert_eq!([lines("quiet"), lines("off")], [[""; 0]; 2]);
    let lines = lines("table");
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("bedeck: slow call: app::slow took ") && lines[0].ends_with(" ms (over 2ms)"));
    assert!(lines[1].starts_with("bedeck: slow call: app::slow again took "));
}
