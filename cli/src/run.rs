//! `cargo bedeck run`: runs a program and keeps its report.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::{Fault, load};

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
        Some(folder) => folder,
        None => target_folder()?.join("bedeck").join(now()),
    };
    std::fs::create_dir_all(&folder)?;
    let mut last = None;
    for run in 1..=arguments.runs {
        let report = folder.join(format!("run-{run:03}.json"));
        let status = command(&arguments.cargo, &arguments.arguments, &report).status()?;
        if !status.success() {
            let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
            return Ok(ExitCode::from(code));
        }
        last = Some(report);
    }
    if let Some(report) = last.filter(|_| !arguments.quiet) {
        if !report.exists() {
            return Err("the program wrote no report: no function of it has a decorator of bedeck".into());
        }
        print!("{}", load::report(&report)?);
    }
    eprintln!("kept in {}", folder.display());
    Ok(ExitCode::SUCCESS)
}

fn command(options: &[OsString], arguments: &[OsString], report: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg("run").arg("--quiet").args(options).arg("--").args(arguments);
    let own = std::env::var("BEDECK").unwrap_or_default();
    let separator = if own.is_empty() { "" } else { "," };
    let path = report.to_string_lossy().replace(',', ",,");
    command.env("BEDECK", format!("{own}{separator}json={path}"));
    command
}

/// Cargo's target folder of the workspace here.
pub(crate) fn target_folder() -> Result<PathBuf, Fault> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(["metadata", "--format-version", "1", "--no-deps"]).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned().into());
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let folder = metadata["target_directory"].as_str().ok_or("cargo names no target folder")?;
    Ok(folder.into())
}

/// Seconds since 1970: names of folders that sort by time.
pub(crate) fn now() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs()).to_string()
}
