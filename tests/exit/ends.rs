//! Ends without a signal.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, thread};

use libc::SIGKILL;

use crate::program::{calls, intervals, program};

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
fn an_exit_inside_a_function_that_never_returns() {
    let ended = program("exit-inside").run().left_with(9).counted(2);
    assert_eq!(ended.calls("exit_programs::ends::run::leave"), Some(1));
    assert!(ended.stdout.iter().any(|line| line.contains(r#""calls":1,"open":1"#)), "{ended:?}");
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
fn memos_alone_get_no_table_but_what_is_asked_for() {
    let ended = program("memo").without_words().run().left_with(0);
    assert_eq!((ended.stdout.len(), ended.stderr.as_str()), (2, ""));
    let ended = program("memo").words("table").run().left_with(0);
    assert!(ended.stderr.contains("memos") && ended.stderr.contains("square"), "{ended:?}");
    let ended = program("memo").words("json=-").run().left_with(0);
    let row = r#"square","hits":1,"misses":2,"waits":0,"evictions":0,"expired":0,"entries":2,"bytes":"#;
    assert!(ended.stdout.iter().any(|line| line.contains(row)), "{ended:?}");
}

#[test]
fn nomemo_keeps_nothing_and_off_keeps_all() {
    let runs = |words| {
        let ended = program("memo").words(words).run().left_with(0);
        ended.stdout.iter().filter(|line| *line == "square").count()
    };
    assert_eq!([runs("nomemo"), runs("off")], [3, 2]);
}

#[test]
fn off_and_quiet_say_nothing() {
    for words in ["off", "quiet"] {
        let ended = program("exit").words(words).run().left_with(7);
        assert_eq!((ended.stdout.len(), ended.stderr.as_str()), (0, ""));
    }
}

#[test]
fn without_words_there_is_a_table_on_stderr() {
    let ended = program("return").without_words().run().left_with(0);
    assert_eq!(ended.stdout.len(), 0);
    assert_eq!(ended.stderr.matches("exit_programs::work").count(), 1, "{}", ended.stderr);
}

#[test]
fn quiet_writes_the_files_that_are_named() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("quiet.json");
    program("return").words(&format!("quiet,json={}", path.display())).run().left_with(0).was_silent();
    assert_eq!(calls("exit_programs::work", &fs::read_to_string(path).unwrap()), Some(3));
}

#[test]
fn a_report_every_so_often_outlives_a_kill() {
    for scenario in ["every", "every-in-code"] {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{scenario}.json"));
        let _ = fs::remove_file(&path);
        let words = if scenario == "every" { "every=0.05" } else { "nosignals" };
        let running = program(scenario).words(&format!("{words},json={}", path.display())).start();
        let counted = || calls("exit_programs::work", &fs::read_to_string(&path).ok()?);
        let begun = Instant::now();
        while counted() < Some(100) {
            assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", counted());
            thread::sleep(Duration::from_millis(10));
        }
        running.send(SIGKILL);
        running.end_without_input().died_of(SIGKILL);
        assert!(counted() >= Some(100));
        let intervals = intervals("exit_programs::work", &fs::read_to_string(&path).unwrap());
        assert!(intervals.len() >= 2 && Some(intervals.iter().sum()) == counted(), "{intervals:?}");
    }
}

#[test]
fn another_program_in_the_same_process_begins_anew() {
    let mut running = program("exec").start();
    running.await_line("ready");
    running.end().left_with(0).counted(6);
}

#[test]
fn a_reader_of_stderr_that_is_gone_does_not_change_the_status() {
    program("closed-stderr").words("table").run().left_with(5);
}

#[test]
fn streams_that_are_locked_for_ever_do_not_stop_the_report() {
    let ended = program("locked-streams").words("table").run().left_with(4).counted(3);
    assert!(ended.stderr.contains("exit_programs::work"));
}
