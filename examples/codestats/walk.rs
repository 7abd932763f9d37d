//! The source files below a folder.

use crate::syntax::{self, Syntax};
use bedeck::timed;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

/// Folders of other people's code and of build products.
const LEFT_OUT: &[&str] = &["target", "node_modules"];

pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) syntax: &'static Syntax,
}

/// A file or folder that could not be read, and why.
pub(crate) struct Skipped {
    pub(crate) path: PathBuf,
    pub(crate) why: String,
}

#[derive(Default)]
pub(crate) struct Walk {
    pub(crate) sources: Vec<Source>,
    pub(crate) skipped: Vec<Skipped>,
}

/// Every source file below `folder`, sorted by path. Symbolic links are not followed, so that no folder comes twice.
///
/// # Errors
/// When `folder` itself cannot be listed; what cannot be listed below it is `skipped`.
#[timed]
pub(crate) fn walk(folder: &Path) -> io::Result<Walk> {
    let mut walk = Walk::default();
    let mut folders = Vec::new();
    list(folder, &mut folders, &mut walk.sources)?;
    while let Some(folder) = folders.pop() {
        if let Err(error) = list(&folder, &mut folders, &mut walk.sources) {
            walk.skipped.push(Skipped { path: folder, why: error.to_string() });
        }
    }
    walk.sources.sort_by(|a, b| a.path.cmp(&b.path));
    walk.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(walk)
}

#[timed]
fn list(folder: &Path, folders: &mut Vec<PathBuf>, sources: &mut Vec<Source>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() && !left_out(&entry) {
            folders.push(entry.path());
        } else if kind.is_file() {
            let path = entry.path();
            if let Some(syntax) = path.extension().and_then(|e| e.to_str()).and_then(syntax::of_extension) {
                sources.push(Source { path, syntax });
            }
        }
    }
    Ok(())
}

fn left_out(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    name.as_encoded_bytes().starts_with(b".") || LEFT_OUT.iter().any(|left_out| name == *left_out)
}
