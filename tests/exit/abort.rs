//! `panic = "abort"`: the report comes out of the panic hook.

use libc::{SIGABRT, SIGTERM};

use crate::places::allocations_are_complete;
use crate::program::{aborting, aborting_timed_allocator};

#[test]
fn a_panic_in_main() {
    let ended = aborting("panic").words("table").run().died_of(SIGABRT).counted(5);
    let message = ended.stderr.find("panicked at").unwrap();
    assert!(message < ended.stderr.find("exit_programs::work").unwrap(), "the message comes first");
}

#[test]
fn a_panic_in_another_thread() {
    aborting("panic-in-thread").run().died_of(SIGABRT).counted(5);
}

#[test]
fn without_signals_too() {
    aborting("panic").words("nosignals").run().died_of(SIGABRT).counted(5);
}

#[test]
fn the_programs_own_hook_runs_first() {
    let ended = aborting("hook").run().died_of(SIGABRT).counted(9);
    assert!(ended.stderr.starts_with("the program's own hook\n"), "{ended:?}");
}

#[test]
fn quiet_and_off_say_nothing() {
    aborting("panic").words("quiet").run().died_of(SIGABRT).was_silent();
    aborting("panic").words("off").run().died_of(SIGABRT).was_silent();
}

#[test]
fn other_ends_report_as_ever() {
    aborting("return").run().left_with(0).counted(3);
    aborting("exit").run().left_with(7).counted(7);
    let mut running = aborting("wait").start();
    running.await_line("ready");
    running.send(SIGTERM);
    running.end_without_input().died_of(SIGTERM).counted(5);
}

#[test]
fn a_panic_with_a_timed_allocator() {
    allocations_are_complete(&aborting_timed_allocator().arg("panic").run().died_of(SIGABRT));
}
