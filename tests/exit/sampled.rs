//! `lines = "sampled"`: the thread that looks keeps no process alive, and is there in a forked child.

use libc::SIGTERM;

use crate::program::{program, send};

/// Spinning for so long is found by at least this many milliseconds of samples, also where threads have to wait for a processor.
const ENOUGH: u64 = 30;

#[test]
fn the_thread_does_not_keep_a_process_alive() {
    let ended = program("sampled").run().left_with(0).counted(5);
    assert!(ended.told("sampled ") >= ENOUGH, "{ended:?}");
    if cfg!(target_os = "linux") {
        assert_eq!(ended.told("samplers "), 1, "{ended:?}");
    }
}

#[test]
fn a_call_that_is_open_at_the_end_counts() {
    let ended = program("sampled-open").run().left_with(7).counted(5);
    assert!(ended.told("sampled ") >= ENOUGH, "{ended:?}");
}

#[test]
fn the_thread_does_not_take_signals() {
    let mut running = program("sampled-wait").start();
    running.await_line("ready");
    send(running.pid(), SIGTERM);
    running.end_without_input().died_of(SIGTERM).counted(5);
}

#[test]
fn nobody_looks_when_nothing_is_recorded() {
    let off = |command: &mut std::process::Command| {
        command.env("BEDECK", "off");
    };
    let ended = program("sampled").with(off).run().left_with(0).was_silent();
    assert_eq!((ended.told("sampled "), ended.told("samplers ")), (0, 0), "{ended:?}");
}

#[test]
fn the_thread_wakes_up_again() {
    let ended = program("sampled-again").run().left_with(0);
    assert!(ended.told("sampled ") >= ENOUGH, "{ended:?}");
}

#[test]
fn a_reset_forgets_samples() {
    let ended = program("sampled-reset").run().left_with(0);
    assert_eq!(ended.told("left "), 0, "{ended:?}");
    assert!(ended.told("sampled ") < 150, "{ended:?}");
}

#[test]
fn a_forked_child_looks_for_itself() {
    let ended = program("sampled-fork").run().left_with(0);
    assert!(ended.told("child ") >= ENOUGH, "{ended:?}");
    if cfg!(target_os = "linux") {
        assert_eq!(ended.told("samplers "), 1, "{ended:?}");
    }
}
