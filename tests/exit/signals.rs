//! SIGINT and SIGTERM.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::thread;
use std::time::{Duration, Instant};

use libc::{SIGINT, SIGKILL, SIGTERM};

use crate::program::{Running, program};

/// Runs the scenario until it waits for the test.
fn ready(scenario: &str, words: &str) -> Running {
    let mut running = program(scenario).words(words).start();
    running.await_line("ready");
    running
}

fn pause() {
    thread::sleep(Duration::from_millis(200));
}

#[test]
fn the_program_reports_and_dies_of_the_signal() {
    for signal in [SIGINT, SIGTERM] {
        let running = ready("wait", "");
        running.send(signal);
        running.end_without_input().died_of(signal).counted(5);
    }
}

#[test]
fn without_a_signal_the_program_goes_on_to_its_end() {
    ready("wait", "").end().left_with(0).counted(6);
}

#[test]
fn another_program_in_the_same_process_dies_of_the_signal_too() {
    let running = ready("exec", "");
    running.send(SIGTERM);
    running.end_without_input().died_of(SIGTERM).counted(5);
}

#[test]
fn an_ignored_signal_stays_ignored() {
    let ignore = |command: &mut std::process::Command| {
        // SAFETY: between fork and exec only an async-signal-safe function is called.
        unsafe {
            command.pre_exec(|| {
                libc::signal(SIGINT, libc::SIG_IGN);
                Ok(())
            })
        };
    };
    let mut running = program("wait").with(ignore).start();
    running.await_line("ready");
    running.send(SIGINT);
    pause();
    assert!(running.is_running());
    running.end().left_with(0).counted(6);
}

#[test]
fn an_own_handler_is_alone_whenever_it_came() {
    for scenario in ["own-handler-earlier", "own-handler-later"] {
        let mut running = ready(scenario, "");
        running.send(SIGTERM);
        running.await_line("seen");
        running.end().left_with(3).counted(5);
    }
}

#[test]
fn a_handler_that_passes_the_signal_on_ends_the_program_in_its_own_way() {
    let mut running = ready("chained", "");
    for _ in 0..2 {
        running.send(SIGTERM);
        running.await_line("seen");
    }
    running.end().left_with(3).counted(5);
}

#[test]
fn a_second_signal_kills_while_the_report_is_stuck() {
    let mut running = program("stuck").words("table").start_unread();
    running.await_line("ready");
    running.send(SIGTERM);
    pause();
    assert!(running.is_running(), "the report went into a full pipe");
    running.send(SIGINT);
    let sent = Instant::now();
    running.end_without_input().died_of(SIGINT);
    assert!(sent.elapsed() < Duration::from_secs(2));
}

#[test]
fn main_does_not_wait_for_ever_for_a_report_that_is_stuck() {
    let mut running = program("stuck").words("table").start_unread();
    running.await_line("ready");
    running.send(SIGTERM);
    pause();
    running.end().died_of(SIGTERM);
}

#[test]
fn the_twin_of_a_signal_does_not_cut_the_report() {
    for _ in 0..10 {
        let running = ready("wait", "");
        running.send(SIGTERM);
        running.send(SIGTERM);
        running.end_without_input().died_of(SIGTERM).counted(5);
    }
}

#[test]
fn a_signal_while_main_returns_is_one_report() {
    for delay in 0..30 {
        let mut running = ready("wait", "");
        running.close_input();
        thread::sleep(Duration::from_micros(delay * 20));
        running.send(SIGTERM);
        let ended = running.end_without_input();
        assert!(ended.status.code() == Some(0) || ended.status.signal() == Some(SIGTERM), "{ended:?}");
        assert!(matches!(ended.work(), Some(5 | 6)), "{ended:?}");
    }
}

#[test]
fn nosignals_and_quiet_leave_the_default() {
    for words in ["nosignals", "quiet", "off"] {
        let running = ready("wait", words);
        running.send(SIGTERM);
        running.end_without_input().died_of(SIGTERM).was_silent();
    }
    ready("wait", "nosignals").end().left_with(0).counted(6);
}

#[test]
fn the_program_may_do_without_signals_before_and_after_its_first_call() {
    for scenario in ["no-signals-earlier", "no-signals-later"] {
        let running = ready(scenario, "");
        running.send(SIGTERM);
        running.end_without_input().died_of(SIGTERM).was_silent();
        ready(scenario, "").end().left_with(0).counted(2);
    }
}

#[test]
fn the_program_may_come_back_to_signals() {
    let running = ready("signals-again", "");
    running.send(SIGINT);
    running.end_without_input().died_of(SIGINT).counted(2);
}

#[test]
fn a_kill_reports_nothing() {
    let running = ready("wait", "");
    running.send(SIGKILL);
    running.end_without_input().died_of(SIGKILL).was_silent();
}

#[test]
fn calls_inside_a_signal_handler_are_counted_but_for_a_few() {
    let ended = program("calls-in-handler").run().left_with(0);
    let (made, counted) = (ended.told("made"), ended.work().unwrap());
    assert!(counted <= made && counted * 100 >= made * 98, "{counted} of {made}");
}

#[test]
fn the_first_call_of_all_inside_a_signal_handler() {
    program("first-call-in-handler").run().left_with(0).counted(2);
}
