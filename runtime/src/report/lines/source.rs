//! The text of source files, read when a report is made.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Files that were looked for.
#[derive(Debug, Default)]
pub(super) struct Sources(HashMap<(&'static str, Option<&'static str>), Text>);

/// A file's text, and where its lines stand in it; empty where the file was not found.
#[derive(Debug, Default)]
struct Text {
    whole: String,
    lines: Vec<Range<usize>>,
}

impl Sources {
    /// A line of a file, which a package in `root` was compiled from; `None` where it cannot be read.
    pub(super) fn line(&mut self, file: &'static str, root: Option<&'static str>, line: u32) -> Option<String> {
        let text = self.0.entry((file, root)).or_insert_with(|| Text::of(read(file, root).unwrap_or_default()));
        let at = text.lines.get(usize::try_from(line).ok()?.checked_sub(1)?)?;
        Some(text.whole[at.clone()].to_owned())
    }
}

impl Text {
    fn of(whole: String) -> Text {
        let begins = |line: &str| line.as_ptr().addr() - whole.as_ptr().addr();
        let lines = whole.lines().map(|line| begins(line)..begins(line) + line.len()).collect();
        Text { whole, lines }
    }
}

fn read(file: &str, root: Option<&str>) -> Option<String> {
    let bytes = places(file, root).into_iter().find_map(|place| std::fs::read(place).ok())?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Where the file may be. The compiler's paths are relative to the folder of the workspace, which is that of the package or one
/// around it; only if there is none any more they are taken for relative to where the program runs, which may be anywhere.
fn places(file: &str, root: Option<&str>) -> Vec<PathBuf> {
    let near_root = root.into_iter().flat_map(|root| Path::new(root).ancestors());
    near_root.map(|folder| folder.join(file)).chain([PathBuf::from(file)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_from_its_package_whatever_the_current_folder_is() {
        let root = Some(env!("CARGO_MANIFEST_DIR"));
        let mut sources = Sources::default();
        let first = sources.line(file!(), root, 1).unwrap();
        assert_eq!(first, "//! The text of source files, read when a report is made.");
        assert_eq!(sources.line(file!(), root, 1_000_000), None);
        assert_eq!(sources.line(file!(), root, 0), None);
    }

    #[test]
    fn a_file_that_is_gone_has_no_lines() {
        assert_eq!(Sources::default().line("nowhere/at/all.rs", Some("/nowhere"), 1), None);
        assert_eq!(Sources::default().line("nowhere/at/all.rs", None, 1), None);
    }
}
