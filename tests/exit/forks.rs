//! Forks.

use std::fs;
use std::path::Path;

use libc::SIGTERM;

use crate::program::{calls, intervals, program, send};

#[test]
fn a_child_is_silent() {
    program("fork").run().left_with(0).counted(5);
}

#[test]
fn a_child_has_the_memos_of_its_parent() {
    let ended = program("fork-memo").run().left_with(0);
    assert!(ended.stdout.contains(&"child is done".to_owned()), "{ended:?}");
}

#[test]
fn a_child_counts_from_zero() {
    let ended = program("fork-report").run().left_with(0).counted(3);
    assert!(ended.stdout.contains(&"child counted 2".to_owned()), "{ended:?}");
}

#[test]
fn a_child_counts_from_zero_under_quiet_too() {
    let ended = program("fork-report").words("quiet").run().left_with(0);
    assert!(ended.stdout.contains(&"child counted 2".to_owned()), "{ended:?}");
}

#[test]
fn a_child_that_outlives_its_parent_is_silent() {
    program("fork-outlives").run().left_with(0).counted(3);
}

#[test]
fn a_daemon_reports_at_its_end() {
    program("daemon").run().left_with(0).counted(4);
}

#[test]
fn a_daemon_reports_when_a_signal_ends_it() {
    let mut running = program("daemon-wait").start();
    let daemon = running.await_line("pid").parse().unwrap();
    send(daemon, SIGTERM);
    running.end().left_with(0).counted(4);
}

#[test]
fn a_daemon_out_of_a_process_that_records_in_many_threads_reports() {
    for _ in 0..20 {
        program("daemon-busy").run().left_with(0).counted(4);
    }
}

#[test]
fn of_two_children_that_are_left_one_reports() {
    program("two-heirs").run().left_with(0).counted(4);
}

#[test]
fn a_daemon_that_reports_every_so_often_reports_at_its_end_too() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("daemon.json");
    program("daemon-every").words(&format!("every=0.02,json={}", path.display())).run().left_with(0);
    let report = fs::read_to_string(path).unwrap();
    assert_eq!(calls("exit_programs::work", &report), Some(200));
    let intervals = intervals("exit_programs::work", &report);
    assert!(intervals.len() >= 2 && intervals.iter().sum::<u64>() == 200, "{intervals:?}");
}

#[test]
fn a_child_dies_of_a_signal_in_silence() {
    let mut running = program("fork-signal").start();
    let child = running.await_line("pid").parse().unwrap();
    send(child, SIGTERM);
    running.end().left_with(0).counted(3);
}

#[test]
fn children_of_a_process_that_records_in_many_threads_end() {
    let ended = program("fork-busy").run().left_with(0);
    assert!(ended.work().is_some());
}
