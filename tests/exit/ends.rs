//! Ends without a signal.

use crate::program::program;

#[test]
fn a_return_from_main() {
    program("return").run().left_with(0).counted(3);
}

#[test]
fn an_error_from_main() {
    let ended = program("error").run().left_with(1).counted(4);
    assert!(ended.stderr.contains("an error from main"));
}

#[test]
fn a_panic_in_main() {
    program("panic").run().left_with(101).counted(5);
}

#[test]
fn a_panic_in_another_thread_reports_nothing_before_the_end() {
    program("panic-in-thread").run().left_with(0).counted(9);
}

#[test]
fn an_exit() {
    program("exit").run().left_with(7).counted(7);
}

#[test]
fn an_exit_in_another_thread() {
    program("exit-in-thread").run().left_with(8).counted(9);
}

#[test]
fn an_exit_while_other_threads_go_on_calling() {
    let ended = program("exit-detached").run().left_with(0);
    let counted = ended.work().unwrap();
    assert!(ended.told("left") <= counted && counted <= ended.told("entered"), "{ended:?}");
}

#[test]
fn two_threads_that_exit_at_once() {
    for _ in 0..20 {
        program("two-exits").run().left_with(0).counted(6);
    }
}

#[test]
fn a_program_without_a_call_says_nothing() {
    assert_eq!(program("nothing").run().left_with(0).stderr, "");
}

#[test]
fn off_and_quiet_say_nothing() {
    assert_eq!(program("return").words("off").run().left_with(0).stderr, "");
    assert_eq!(program("return").words("quiet").run().left_with(0).stderr, "");
    assert_eq!(program("exit").words("quiet").run().left_with(7).stderr, "");
}

#[test]
fn another_program_in_the_same_process_begins_anew() {
    let mut running = program("exec").start();
    running.await_line("ready");
    running.end().left_with(0).counted(6);
}

#[test]
fn a_reader_of_stderr_that_is_gone_does_not_change_the_status() {
    program("closed-stderr").run().left_with(5);
}
