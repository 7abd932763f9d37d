//! `bedeck::explain` on loops, maps and tasks, in a process that runs nothing else.

use std::thread::sleep;
use std::time::Duration;

use bedeck::{par, parallel};

#[parallel]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in par(0..a.len()) {
        sum += a[i] * b[i];
    }
    sum
}

#[parallel(serial_below = 100)]
fn fill(out: &mut [u64]) {
    for i in par(0..out.len()) {
        out[i] = i as u64;
    }
}

#[parallel(map, threads = 2, chunk = 1)]
fn thumb(number: &u64) -> u64 {
    sleep(Duration::from_micros(200));
    *number
}

#[parallel(spawn)]
fn crunch(number: u64) -> u64 {
    number
}

fn line(text: &str, begin: &str) -> String {
    let found = text.lines().find(|line| line.starts_with(begin));
    found.unwrap_or_else(|| panic!("no line begins with {begin}:\n{text}")).to_owned()
}

#[test]
fn loops_maps_and_tasks_are_told_with_their_reasons() {
    let numbers = vec![1.0; 10_000];
    for _ in 0..20 {
        assert_eq!(dot(&numbers, &numbers).to_bits(), 10_000_f64.to_bits());
    }
    let mut few = [0; 50];
    fill(&mut few);
    assert_eq!(few[49], 49);
    assert_eq!(thumb_par(&[3; 40]), [3; 40]);
    for number in 0..12 {
        assert_eq!(crunch(number).join(), number);
    }
    let text = bedeck::explain();
    let dot = line(&text, "explain::dot (tests/explain.rs:");
    assert!(dot.contains("): parallel loop, 20 runs, 200,000 items: "), "{dot}");
    assert!(text.contains("\n  order of its floats: as written below 128 items, then 32 lanes in blocks"), "{text}");
    let fill = line(&text, "explain::fill (");
    assert!(fill.ends_with("): parallel loop, 1 run, 50 items: 1 serial (fewer than 100 items)"), "{fill}");
    let thumb = line(&text, "explain::thumb_par (");
    assert!(thumb.contains("): parallel map, 1 run, 40 items: 1 in parallel on "), "{thumb}");
    let crunch = line(&text, "explain::crunch (tests/explain.rs:");
    assert!(crunch.contains("): 12 spawned tasks"), "{crunch}");
    bedeck::reset();
    assert_eq!(bedeck::explain(), "no decorated function was called yet\n");
}
