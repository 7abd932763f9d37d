//! What cargo says of the workspace here, and programs that are run with a report.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};

use serde_json::Value;

use crate::Fault;

/// Cargo: the one that runs this program, if one does.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// What `cargo metadata` says of the workspace, without its dependencies.
pub(crate) fn metadata() -> Result<Value, Fault> {
    let output = cargo().args(["metadata", "--format-version", "1", "--no-deps"]).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned().into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Where reports and copies of the workspace are kept.
pub(crate) fn folder(metadata: &Value) -> Result<PathBuf, Fault> {
    let target = metadata["target_directory"].as_str().ok_or("cargo names no target folder")?;
    Ok(Path::new(target).join("bedeck"))
}

/// A new folder below this one: its name is the time in seconds since 1970, so that names sort by time.
pub(crate) fn new_folder(below: &Path) -> io::Result<PathBuf> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    std::fs::create_dir_all(below)?;
    let names = (1..=u32::MAX).map(|nth| if nth == 1 { seconds.to_string() } else { format!("{seconds}-{nth}") });
    for folder in names.map(|name| below.join(name)) {
        match std::fs::create_dir(&folder) {
            // Somebody else began in the same second.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| folder),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The variable `BEDECK` of a program: the user's own words, then these, each as it is meant.
pub(crate) fn bedeck(words: &[String]) -> String {
    let own = std::env::var("BEDECK").ok().filter(|own| !own.is_empty());
    own.into_iter().chain(words.iter().map(|word| word.replace(',', ",,"))).collect::<Vec<_>>().join(",")
}

/// The word for a report in this file.
pub(crate) fn json(report: &Path) -> String {
    format!("json={}", report.display())
}

/// The program's own code, as far as one can be handed on; of a program that a signal ended, what a shell makes of it.
pub(crate) fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().or_else(|| signal(status).map(|signal| 128 + signal));
    ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
