//! Two programs that are run in turns, so that whatever slows the machine down for a while slows both down.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bedeck::Report;

use crate::{Fault, cargo, load};

/// How often each program runs, if nobody says: a change of 5 per cent is then found on a quiet machine.
const RUNS: u32 = 50;
/// Long programs run less often: no more than this goes by, once each has run [`FEWEST`] times.
const LONGEST: Duration = Duration::from_secs(60);
const FEWEST: u32 = 12;

/// How to run them.
#[derive(clap::Args)]
pub(crate) struct Turns {
    /// How often each program is run; by default 50 times, but no longer than a minute
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    runs: Option<u32>,
    /// The folder for the reports of programs; by default `target/bedeck/<time>`
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Arguments of both programs
    #[arg(last = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
}

/// Whether this is a program, and not a report or a folder of reports.
pub(crate) fn is_program(path: &Path) -> bool {
    path.is_file() && path.extension().is_none_or(|end| end != "json")
}

impl Turns {
    /// Whether an option is given that only programs have a use for.
    pub(crate) fn are_asked_for(&self) -> bool {
        self.runs.is_some() || self.out.is_some() || !self.arguments.is_empty()
    }

    /// The reports of both, of every turn.
    pub(crate) fn take(&self, programs: [&Path; 2]) -> Result<[Vec<Report>; 2], Fault> {
        let folder = self.folder()?;
        let folders = ["before", "after"].map(|name| folder.join(name));
        folders.iter().try_for_each(std::fs::create_dir_all)?;
        let mut reports = [Vec::new(), Vec::new()];
        let begun = Instant::now();
        for turn in 1..=self.runs.unwrap_or(RUNS) {
            if self.runs.is_none() && turn > FEWEST && begun.elapsed() > LONGEST {
                break;
            }
            tell(turn);
            // The one that was second is first in the next turn: neither profits from its place.
            let order = if turn % 2 == 1 { [0, 1] } else { [1, 0] };
            for side in order {
                let report = folders[side].join(format!("run-{turn:03}.json"));
                reports[side].push(self.run(programs[side], &report)?);
            }
        }
        eprintln!("kept in {}", folder.display());
        Ok(reports)
    }

    fn folder(&self) -> Result<PathBuf, Fault> {
        if let Some(folder) = &self.out {
            return Ok(folder.clone());
        }
        // Programs can be compared outside of a workspace, too.
        let folder = cargo::metadata().and_then(|metadata| cargo::folder(&metadata));
        Ok(cargo::new_folder(&folder.unwrap_or_else(|_| std::env::temp_dir().join("bedeck")))?)
    }

    /// Runs a program, which ends with 0, in silence.
    fn run(&self, program: &Path, report: &Path) -> Result<Report, Fault> {
        let fault = |what: String| Fault::from(format!("`{}`: {what}", program.display()));
        // A name without a folder would be looked for in PATH.
        let path = std::path::absolute(program)?;
        let output = Command::new(path)
            .args(&self.arguments)
            .env("BEDECK", cargo::bedeck(&[cargo::json(report)]))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .output()
            .map_err(|error| fault(error.to_string()))?;
        if !output.status.success() {
            eprint!("{}", String::from_utf8_lossy(&output.stderr));
            return Err(fault(format!("ended with {}", output.status)));
        }
        if !report.exists() {
            return Err(fault("wrote no report: no function of it has a decorator of bedeck".into()));
        }
        load::report(report)
    }
}

/// On a terminal, how far it is.
fn tell(turn: u32) {
    if std::io::stderr().is_terminal() {
        eprint!("turn {turn}\r");
    }
}

/// Whether the runs were taken in turns: each pair had begun before the next one did.
pub(crate) fn are_in_turns(before: &[Report], after: &[Report]) -> bool {
    let pairs = || before.iter().zip(after).map(|(one, other)| [one.started_unix_ms, other.started_unix_ms]);
    let apart = |(pair, next): ([u64; 2], [u64; 2])| pair.iter().max() < next.iter().min();
    before.len() == after.len() && before.len() > 1 && pairs().zip(pairs().skip(1)).all(apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_told_from_one_side_after_the_other() {
        let runs = |starts: &[u64]| -> Vec<Report> {
            let mut reports = vec![Report::default(); starts.len()];
            reports.iter_mut().zip(starts).for_each(|(report, start)| report.started_unix_ms = *start);
            reports
        };
        let in_turns = |before: &[u64], after: &[u64]| are_in_turns(&runs(before), &runs(after));
        assert!(in_turns(&[1, 4, 5], &[2, 3, 6]));
        assert!(!in_turns(&[1, 2, 3], &[4, 5, 6]) && !in_turns(&[1, 3], &[2, 4, 6]));
        assert!(!in_turns(&[1], &[2]) && !in_turns(&[0, 0], &[0, 0]));
    }
}
