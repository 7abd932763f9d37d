//! Forks.

use libc::SIGTERM;

use crate::program::{program, send};

#[test]
fn a_child_is_silent() {
    program("fork").run().left_with(0).counted(5);
}

#[test]
fn a_child_counts_from_zero() {
    let ended = program("fork-report").run().left_with(0).counted(3);
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
