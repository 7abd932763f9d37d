//! Standard output. Whoever reads it may have seen enough: that is no fault of ours.

use std::io::{self, Write};

use crate::Fault;

/// Prints all of it, or as much as is read.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Fault> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|error| format!("stdout: {error}").into()),
    }
}

/// Writes a file, or prints where none is named.
pub(crate) fn write(path: Option<&std::path::Path>, bytes: &[u8]) -> Result<(), Fault> {
    match path {
        Some(path) => std::fs::write(path, bytes).map_err(|error| format!("`{}`: {error}", path.display()).into()),
        None => print(bytes),
    }
}
