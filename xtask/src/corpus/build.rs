//! Builds the test programs of a copy and reads what the compiler says.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime};

use cargo_bedeck::files::rust_files;
use serde_json::Value;

use super::source::Copy;
use super::{Fault, cpu};

/// Warnings, each as its lint, text and place, and how often it was given.
pub(super) type Warnings = BTreeMap<String, usize>;

/// One build of the crate and its tests.
pub(super) struct Build {
    pub(super) cpu: Duration,
    pub(super) warnings: Warnings,
    /// The first line of each error; empty when it built.
    pub(super) errors: Vec<String>,
    pub(super) programs: Vec<PathBuf>,
}

/// Builds; only the crate itself is compiled if it was built before.
pub(super) fn build(copy: &Copy) -> Result<Build, Fault> {
    touch(copy)?;
    let mut command = Command::new("cargo");
    command.args(["test", "--tests", "--no-run", "--message-format=json"]).args(&copy.arguments);
    command.current_dir(&copy.folder).env("CARGO_TARGET_DIR", &copy.target);
    command.envs([("CARGO_INCREMENTAL", "0"), ("CARGO_PROFILE_DEV_DEBUG", "0"), ("BEDECK", "quiet")]);
    let ended = cpu::run(&mut command, Duration::MAX)?;
    let mut build = Build { cpu: ended.cpu, warnings: Warnings::new(), errors: Vec::new(), programs: Vec::new() };
    for line in ended.stdout.lines() {
        build.read(copy, &serde_json::from_str(line)?);
    }
    if !ended.success && build.errors.is_empty() {
        build.errors.push(ended.stderr.trim().to_string());
    }
    Ok(build)
}

/// Makes cargo build the crate again, and nothing that it depends on.
fn touch(copy: &Copy) -> Result<(), Fault> {
    for path in ["src", "tests"].iter().flat_map(|folder| rust_files(&copy.folder.join(folder))) {
        fs::File::options().append(true).open(path)?.set_modified(SystemTime::now())?;
    }
    Ok(())
}

impl Build {
    fn read(&mut self, copy: &Copy, line: &Value) {
        let own = line["manifest_path"].as_str().is_some_and(|path| copy.folder.join("Cargo.toml") == *path);
        if let (true, Some(program)) = (own, line["executable"].as_str()) {
            self.programs.push(program.into());
        }
        let message = &line["message"];
        let text = message["message"].as_str().unwrap_or_default();
        match message["level"].as_str() {
            Some("warning") if own && !message["spans"].as_array().is_none_or(Vec::is_empty) => {
                let lint = message["code"]["code"].as_str().unwrap_or("warning");
                *self.warnings.entry(format!("{}: {lint}: {text}", place(message))).or_default() += 1;
            }
            Some("error") => self.errors.push(format!("{}: {text}", place(message))),
            _ => {}
        }
    }
}

/// File and line in the crate, also of what a macro of another crate wrote.
fn place(message: &Value) -> String {
    let spans = message["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut span = spans.iter().find(|span| span["is_primary"] == true).unwrap_or(&Value::Null);
    while span["expansion"].is_object() {
        span = &span["expansion"]["span"];
    }
    format!("{}:{}", span["file_name"].as_str().unwrap_or("?"), span["line_start"])
}
