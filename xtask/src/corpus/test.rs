//! Runs the test programs of a copy and reads the result and the time of each test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::source::Copy;
use super::{Fault, cpu};

/// The tests that passed, as `program::test`, and the wall time of each.
#[derive(Default)]
pub(super) struct Run {
    pub(super) passed: BTreeMap<String, Duration>,
    pub(super) cpu: Duration,
}

/// Runs all programs, one test at a time. The tests of a program that is not done after `limit` are lost.
pub(super) fn run(copy: &Copy, programs: &[PathBuf], limit: Duration) -> Result<Run, Fault> {
    let mut run = Run::default();
    for program in programs {
        // The time of a single test is an unstable part of libtest's output; the variable is set for the finished
        // program alone, where it has no other effect.
        let mut command = Command::new(program);
        command.args(["--test-threads=1", "-Zunstable-options", "--report-time"]).current_dir(&copy.folder);
        command.envs([("RUSTC_BOOTSTRAP", "1"), ("BEDECK", "quiet")]).env("CARGO_MANIFEST_DIR", &copy.folder);
        command.env_remove("RUST_BACKTRACE"); // reading debug information would take far longer than the tests
        let ended = cpu::run(&mut command, limit)?;
        run.cpu += ended.cpu;
        for line in ended.stdout.lines() {
            if let Some((test, time)) = passed(line) {
                run.passed.insert(format!("{}::{test}", name(program)), time);
            }
        }
    }
    Ok(run)
}

/// Reads `test a::b - should panic ... ok <0.012s>`; what the test printed may stand before the result.
fn passed(line: &str) -> Option<(&str, Duration)> {
    let (test, result) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let (result, time) = result.rsplit_once(" <")?;
    let seconds = time.strip_suffix("s>")?.parse().ok()?;
    result.ends_with("ok").then_some((test, Duration::from_secs_f64(seconds)))
}

/// The program's name without the hash that cargo adds.
fn name(program: &Path) -> String {
    let stem = program.file_stem().unwrap_or_default().to_string_lossy();
    stem.rsplit_once('-').map_or(stem.to_string(), |(name, _)| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_passed_tests_are_read() {
        let read = passed("test a::b - should panic ... ok <0.012s>");
        assert_eq!(read, Some(("a::b - should panic", Duration::from_millis(12))));
        assert_eq!(passed("test a::b ... FAILED <0.012s>"), None);
        assert_eq!(passed("test result: ok. 3 passed; 0 failed; finished in 0.00s"), None);
    }
}
