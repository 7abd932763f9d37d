//! Tasks that borrow, by `bedeck::scope`.

use std::collections::BTreeMap;
use std::process::Command;
use std::thread::{self, ThreadId};

use bedeck::{ScopedTask, parallel, scope};

/// Sorts both parts at the same time.
fn sort(numbers: &mut [u32]) {
    let Some((pivot, rest)) = numbers.split_first_mut() else { return };
    let less = partition(rest, *pivot);
    numbers.swap(0, less);
    let (left, right) = numbers.split_at_mut(less);
    scope(|s| {
        s.spawn(|| sort(left));
        sort(&mut right[1..]);
    });
}

/// Puts what is less than the pivot in front, and counts it.
fn partition(numbers: &mut [u32], pivot: u32) -> usize {
    let mut less = 0;
    for at in 0..numbers.len() {
        if numbers[at] < pivot {
            numbers.swap(at, less);
            less += 1;
        }
    }
    less
}

fn numbers(count: u32) -> Vec<u32> {
    (0..count).map(|n| n.wrapping_mul(2_654_435_761) >> 20).collect()
}

#[test]
fn scopes_nest() {
    let mut sorted = numbers(3000);
    sort(&mut sorted);
    let mut expected = numbers(3000);
    expected.sort_unstable();
    assert_eq!(sorted, expected);
}

#[derive(Debug, PartialEq)]
struct Report<'a> {
    longest: &'a str,
    words: usize,
}

fn crunch(text: &str) -> Report<'_> {
    let longest = text.split_whitespace().max_by_key(|word| word.len()).unwrap_or_default();
    Report { longest, words: text.split_whitespace().count() }
}

#[test]
fn results_may_borrow_too() {
    let text = "to be or\nnot to\nbe that is".to_owned();
    let reports = scope(|s| {
        let tasks: Vec<ScopedTask<'_, Report<'_>>> = text.lines().map(|line| s.spawn(|| crunch(line))).collect();
        tasks.into_iter().map(ScopedTask::join).collect::<Vec<_>>()
    });
    assert_eq!(reports.iter().map(|report| report.words).collect::<Vec<_>>(), [3, 2, 3]);
    assert_eq!(reports[2], Report { longest: "that", words: 3 });
}

#[parallel(map)]
fn words(line: &str) -> BTreeMap<&str, usize> {
    scope(|s| {
        let (left, right) = line.split_at(line.len() / 2);
        let right = s.spawn(|| count(right));
        let mut all = count(left);
        right.join().into_iter().for_each(|(word, times)| *all.entry(word).or_default() += times);
        all
    })
}

fn count(text: &str) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    text.split(' ').filter(|word| !word.is_empty()).for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}

#[test]
fn scopes_in_maps_end() {
    let lines = vec!["a bb a bb "; 200];
    for counted in words_par(&lines) {
        assert_eq!(counted, BTreeMap::from([("a", 2), ("bb", 2)]));
    }
}

/// Where tasks run, and what nested scopes come to, in a process of its own.
#[test]
fn where_tasks_run() {
    let here = thread::current().id();
    let ran: Vec<ThreadId> = scope(|s| {
        let tasks: Vec<_> = (0..20).map(|_| s.spawn(|| thread::current().id())).collect();
        tasks.into_iter().map(ScopedTask::join).collect()
    });
    if std::env::var("BEDECK").is_ok_and(|list| list.contains("serial")) {
        assert_eq!(ran, vec![here; 20]);
    }
    scopes_nest();
    scopes_in_maps_end();
}

#[test]
fn settings_change_nothing_but_the_thread() {
    for settings in ["quiet,serial", "quiet,threads=1", "quiet,threads=2", "quiet,threads=8", "off"] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let output = command.args(["--exact", "parallel_scope::where_tasks_run"]).env("BEDECK", settings).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{settings}: {}", String::from_utf8_lossy(&output.stdout));
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
    }
}
