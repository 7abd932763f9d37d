//! `cargo bedeck run`: runs a program and keeps its report.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use bedeck::Config;

use crate::{Fault, cargo, load, out};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How often to run it; each run has a report of its own
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// The folder for the reports; by default `target/bedeck/<time>`
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Print no table
    #[arg(long, short)]
    quiet: bool,
    /// Options of `cargo run`, such as `--release` or `--example NAME`
    #[arg(value_name = "CARGO OPTIONS", allow_hyphen_values = true)]
    cargo: Vec<OsString>,
    /// Arguments of the program
    #[arg(last = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
}

/// Ends with the program's own code, if that is not 0.
pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Fault> {
    let folder = match arguments.out {
        Some(folder) => {
            std::fs::create_dir_all(&folder)?;
            folder
        }
        None => cargo::new_folder(&cargo::folder(&cargo::metadata()?)?)?,
    };
    let mut last = None;
    for run in 1..=arguments.runs {
        let report = folder.join(format!("run-{run:03}.json"));
        let status = command(&arguments.cargo, &arguments.arguments, &report).status()?;
        if !status.success() {
            return Ok(cargo::code(status));
        }
        last = Some(report);
    }
    if let Some(report) = last.filter(|_| !arguments.quiet) {
        if !report.exists() {
            return Err("the program wrote no report: no function of it has a decorator of bedeck".into());
        }
        out::print(load::report(&report)?.to_terminal(&Config::new()).as_bytes())?;
    }
    eprintln!("kept in {}", folder.display());
    Ok(ExitCode::SUCCESS)
}

fn command(options: &[OsString], arguments: &[OsString], report: &Path) -> Command {
    let mut command = cargo::cargo();
    command.arg("run").arg("--quiet").args(options).arg("--").args(arguments);
    command.env("BEDECK", cargo::bedeck(&[cargo::json(report)]));
    command
}
