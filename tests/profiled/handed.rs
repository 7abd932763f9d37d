//! Work that `#[parallel]` gives to other threads hangs below the caller's node.
#![allow(clippy::similar_names, reason = "caller and callee")]

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use bedeck::{Node, Report, par, parallel, profiled, scope};

fn is(name: &str, wanted: &str) -> bool {
    name.starts_with(module_path!()) && name.rsplit("::").next() == Some(wanted)
}

/// Calls of `callee` from `caller`.
fn edge(report: &Report, caller: &str, callee: &str) -> u64 {
    let wanted = report.edges.iter().filter(|edge| is(&edge.caller, caller) && is(&edge.callee, callee));
    wanted.map(|edge| edge.calls).sum()
}

fn nodes<'a>(report: &'a Report, function: &str) -> Vec<&'a Node> {
    report.tree.iter().filter(|node| is(&node.function, function)).collect()
}

/// Calls, and by the tree, where every node hangs below one of `caller`.
fn calls_below(report: &Report, caller: &str, callee: &str) -> u64 {
    let own = nodes(report, callee);
    assert!(!own.is_empty(), "{callee} was called");
    for node in &own {
        let parent = &report.tree[node.parent.expect("it hangs below its caller")];
        assert!(is(&parent.function, caller), "{callee} hangs below {}", parent.function);
        assert!(parent.id < node.id);
    }
    own.iter().map(|node| node.calls).sum()
}

fn function_calls(report: &Report, name: &str) -> u64 {
    report.functions.iter().filter(|row| is(&row.name, name)).map(|row| row.calls).sum()
}

macro_rules! loops_on {
    ($test:ident, $outer:ident, $item:ident, $part:ident, $threads:literal) => {
        #[profiled]
        fn $part(number: u64) -> u64 {
            sleep(Duration::from_micros(100));
            number
        }

        #[profiled]
        fn $item(number: u64) -> u64 {
            $part(number) + $part(1)
        }

        #[profiled]
        #[parallel(threads = $threads, chunk = 1)]
        fn $outer(n: u64) -> u64 {
            let mut sum = 0;
            for number in par(0..n) {
                sum += $item(number);
            }
            sum
        }

        fn $test() {
            for _ in 0..3 {
                assert_eq!($outer(50), 50 * 49 / 2 + 50);
            }
            let report = bedeck::report();
            let (outer, item, part) = (stringify!($outer), stringify!($item), stringify!($part));
            assert_eq!(function_calls(&report, outer), 3);
            assert_eq!([edge(&report, outer, item), edge(&report, item, part)], [150, 300]);
            assert_eq!([calls_below(&report, outer, item), calls_below(&report, item, part)], [150, 300]);
            let threads: BTreeSet<&str> = nodes(&report, item).iter().map(|node| node.thread.as_str()).collect();
            assert_eq!(threads.len() > 1, $threads > 1, "{threads:?}");
            // Only what ran in the caller's thread is a part of its time.
            let caller = nodes(&report, outer)[0];
            let own: Vec<&Node> =
                nodes(&report, item).into_iter().filter(|node| node.thread == caller.thread).collect();
            let below: u64 = own.iter().map(|node| node.total_ns).sum();
            assert!(caller.self_ns.abs_diff(caller.total_ns - below) <= own.len() as u64 + 1);
        }
    };
}

#[test]
fn calls_and_edges_are_exact_on_any_number_of_threads() {
    on_one_thread();
    on_two_threads();
    on_three_threads();
    on_eight_threads();
}

loops_on!(on_one_thread, outer_1, item_1, part_1, 1);
loops_on!(on_two_threads, outer_2, item_2, part_2, 2);
loops_on!(on_three_threads, outer_3, item_3, part_3, 3);
loops_on!(on_eight_threads, outer_8, item_8, part_8, 8);
loops_on!(on_four_threads, outer_4, item_4, part_4, 4);

#[profiled]
fn cell(number: u64) -> u64 {
    sleep(Duration::from_micros(50));
    number
}

#[profiled]
#[parallel(threads = 4, chunk = 1)]
fn row(width: u64) -> u64 {
    let mut sum = 0;
    for number in par(0..width) {
        sum += cell(number);
    }
    sum
}

#[profiled]
#[parallel(threads = 4, chunk = 1)]
fn grid(height: u64) -> u64 {
    let mut sum = 0;
    for _ in par(0..height) {
        sum += row(20);
    }
    sum
}

#[test]
fn loops_in_loops_hang_below_each_other() {
    assert_eq!(grid(30), 30 * 190);
    let report = bedeck::report();
    assert_eq!([edge(&report, "grid", "row"), edge(&report, "row", "cell")], [30, 600]);
    assert_eq!([calls_below(&report, "grid", "row"), calls_below(&report, "row", "cell")], [30, 600]);
}

#[profiled]
#[parallel(map, threads = 3, chunk = 1)]
fn thumb(number: u64) -> u64 {
    cell_of_thumb(number)
}

#[profiled]
fn cell_of_thumb(number: u64) -> u64 {
    sleep(Duration::from_micros(50));
    number
}

#[profiled]
fn gallery() -> u64 {
    let numbers: Vec<u64> = (0..40).collect();
    thumb_par(&numbers).iter().sum::<u64>() + thumb(1)
}

#[test]
fn each_call_of_a_map_is_counted_below_its_caller() {
    assert_eq!(gallery(), 781);
    let report = bedeck::report();
    assert_eq!([edge(&report, "gallery", "thumb"), edge(&report, "thumb", "cell_of_thumb")], [41, 41]);
    assert_eq!(calls_below(&report, "gallery", "thumb"), 41);
    assert_eq!(function_calls(&report, "thumb"), 41);
}

#[profiled]
fn chore(number: u64) -> u64 {
    sleep(Duration::from_micros(100));
    number
}

#[parallel(spawn, pool = "chores", threads = 3)]
fn errand(number: u64) -> u64 {
    chore(number)
}

#[profiled]
fn errands() -> u64 {
    let tasks: Vec<_> = (0..20).map(errand).collect();
    sleep(Duration::from_millis(5));
    tasks.into_iter().map(bedeck::Task::join).sum()
}

#[test]
fn tasks_hang_below_who_spawned_them() {
    assert_eq!(errands(), 190);
    let report = bedeck::report();
    assert_eq!(edge(&report, "errands", "chore"), 20);
    assert_eq!(calls_below(&report, "errands", "chore"), 20);
}

#[profiled]
fn borrowed(numbers: &[u64]) -> u64 {
    sleep(Duration::from_micros(100));
    numbers.iter().sum()
}

#[profiled]
fn halves(numbers: &[u64]) -> u64 {
    let (left, right) = numbers.split_at(numbers.len() / 2);
    scope(|s| {
        let task = s.spawn(|| borrowed(left));
        borrowed(right) + task.join()
    })
}

#[test]
fn tasks_that_borrow_hang_below_their_scope() {
    for _ in 0..20 {
        assert_eq!(halves(&[1, 2, 3, 4]), 10);
    }
    let report = bedeck::report();
    assert_eq!(calls_below(&report, "halves", "borrowed"), 40);
    assert_eq!(edge(&report, "halves", "borrowed"), 40);
}

#[parallel(threads = 4, chunk = 1)]
fn nobody(n: u64) -> u64 {
    let mut sum = 0;
    for number in par(0..n) {
        sum += nobodys(number);
    }
    sum
}

#[profiled]
fn nobodys(number: u64) -> u64 {
    sleep(Duration::from_micros(100));
    number
}

#[test]
fn where_no_function_is_open_calls_begin_a_tree() {
    assert_eq!(nobody(40), 780);
    let report = bedeck::report();
    let own = nodes(&report, "nobodys");
    assert!(own.iter().all(|node| node.parent.is_none()));
    assert_eq!(own.iter().map(|node| node.calls).sum::<u64>(), 40);
}

#[test]
fn the_table_tells_the_thread() {
    on_four_threads();
    let table = bedeck::report().selected(&bedeck::Config::new().filter("*handed::*_4")).to_table();
    let tree = table.split("tree").nth(1).unwrap_or_default();
    assert!(tree.contains("item_4 (thread bedeck-"), "{table}");
    assert!(tree.find("outer_4") < tree.find("item_4"), "{table}");
}
