//! Reports from files.

use std::fs;
use std::path::{Path, PathBuf};

use bedeck::Report;

use crate::Fault;

/// The report in a file.
pub(crate) fn report(path: &Path) -> Result<Report, Fault> {
    let fault = |what: String| Fault::from(format!("`{}`: {what}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    Report::from_json(&text).map_err(|error| fault(error.to_string()))
}

/// The reports of a file, or of all `.json` files in a folder: several runs.
pub(crate) fn runs(path: &Path) -> Result<Vec<Report>, Fault> {
    if !path.is_dir() {
        return Ok(vec![report(path)?]);
    }
    let entries: Result<Vec<PathBuf>, _> = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut files = entries?;
    files.retain(|file| file.extension().is_some_and(|end| end == "json"));
    files.sort();
    if files.is_empty() {
        return Err(format!("`{}` holds no report: no file ends with `.json`", path.display()).into());
    }
    files.iter().map(|file| report(file)).collect()
}
