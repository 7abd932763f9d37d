use std::hint::black_box;
use std::time::{Duration, Instant};

use bedeck::profiled;

use super::lines;

fn spin(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        black_box(());
    }
}

#[profiled(lines = "sampled")]
fn half_and_half() {
    for _ in 0..10 {
        spin(Duration::from_millis(10));
        spin(Duration::from_millis(30));
    }
}

#[test]
fn a_sample_finds_where_the_time_goes() {
    half_and_half();
    let lines = lines("modes::half_and_half");
    let took = |text: &str| {
        let line = lines.iter().find(|line| line.source.as_ref().unwrap().contains(text)).unwrap();
        assert_eq!((line.hits, line.mode), (None, "sampled"));
        Duration::from_nanos(line.total_ns.unwrap())
    };
    // 100 and 300 ms; one look in some milliseconds may be late on a busy machine.
    let (short, long) = (took("millis(10)"), took("millis(30)"));
    assert!(long > short && short > Duration::from_millis(20), "{short:?} {long:?}");
    let all: u64 = lines.iter().filter_map(|line| line.total_ns).sum();
    assert!(Duration::from_nanos(all) > Duration::from_millis(200), "{all}");
}

#[profiled(lines)]
fn adds_up() -> u64 {
    let mut sum = 0;
    for i in 0..1000 {
        let squares: u64 = (0..i).map(|n| n * n).sum();
        sum += match squares % 3 {
            0 => squares,
            _ => 1,
        };
    }
    sum
}

#[test]
fn the_lines_add_up_to_the_time_of_the_function() {
    black_box(adds_up());
    let on_lines: u64 = lines("modes::adds_up").iter().filter_map(|line| line.total_ns).sum();
    let total = crate::rows::row("modes::adds_up").total_ns.unwrap();
    assert!(on_lines <= total && total - on_lines < total / 20 + 5_000, "{on_lines} of {total}");
}

#[profiled(lines)]
fn open_for_long(ready: &std::sync::Barrier) {
    ready.wait();
    std::thread::sleep(Duration::from_millis(20));
    ready.wait();
}

#[test]
fn a_line_that_still_runs_counts_until_now() {
    let barrier = std::sync::Barrier::new(2);
    std::thread::scope(|scope| {
        scope.spawn(|| open_for_long(&barrier));
        barrier.wait();
        std::thread::sleep(Duration::from_millis(40));
        let lines = lines("modes::open_for_long");
        let all: u64 = lines.iter().filter_map(|line| line.total_ns).sum();
        assert!(all >= 35_000_000, "{lines:?}");
        barrier.wait();
    });
}
