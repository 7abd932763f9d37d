//! Where results lie, and which of them nobody wants any longer.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::log::is_ours;

/// Files of a function's former text are removed when nobody used them so long.
const FORMER: Duration = Duration::from_secs(24 * 60 * 60);
/// Files of whatever function.
const UNUSED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The files of one function.
#[derive(Clone, Debug)]
pub(super) struct Files {
    pub(super) folder: PathBuf,
    /// What the names of its files begin with, whatever its text.
    label: String,
    pub(super) results: PathBuf,
    pub(super) lock: PathBuf,
    pub(super) corrupt: PathBuf,
}

impl Files {
    /// `function` is a number of its name and types, `text` of what it does.
    pub(super) fn new(folder: PathBuf, name: &str, function: u64, text: u64) -> Files {
        let (label, stem) = (label(name, function), stem(name, function, text));
        let file = |ending: &str| folder.join(format!("{stem}.{ending}"));
        Files { results: file("results"), lock: file("lock"), corrupt: file("corrupt"), label, folder }
    }

    /// Says that the results are in use, and removes what was not for long. Failing is no harm.
    pub(super) fn sweep(&self, results: &File) {
        let now = SystemTime::now();
        let _ = results.set_modified(now);
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if !is_named_so(name) || path.with_extension("results") == self.results {
                continue;
            }
            let limit = if name.starts_with(&self.label) { FORMER } else { UNUSED };
            let age = fs::symlink_metadata(&path).and_then(|data| data.modified()).ok();
            let is_old = age.and_then(|then| now.duration_since(then).ok()).is_some_and(|age| age > limit);
            if is_old && (!name.ends_with(".results") || is_ours(&path)) {
                let _ = fs::remove_file(&path);
            }
        }
    }
}

/// What names begin with, whatever the function's text.
fn label(name: &str, function: u64) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let short: String = name.chars().rev().take(60).map(plain).collect();
    let short: String = short.chars().rev().collect();
    format!("{}-{function:016x}-", short.trim_matches('-'))
}

/// A name for the results of a function.
pub(super) fn stem(name: &str, function: u64, text: u64) -> String {
    format!("{}{text:016x}", label(name, function))
}

/// Whether a name is made as those of our files: two numbers of sixteen digits in front of the ending.
fn is_named_so(name: &str) -> bool {
    let endings = [".results", ".lock", ".corrupt", ".new"];
    let Some(stem) = endings.iter().find_map(|ending| name.strip_suffix(ending)) else { return false };
    let numbers: Vec<&str> = stem.rsplitn(3, '-').collect();
    let is_number = |text: &&str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    numbers.len() == 3 && numbers[..2].iter().all(is_number)
}

/// The user's folder for what can be made again.
pub(super) fn cache_folder(package: &str) -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value: &OsString| Path::new(value).is_absolute());
    let base = set("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| set("HOME").map(|home| Path::new(&home).join(".cache")))
        .or_else(|| set("LOCALAPPDATA").map(PathBuf::from))?;
    Some(base.join("bedeck").join(package))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_plain() {
        let files = Files::new(PathBuf::from("folder"), "<app::Foo<_> as app::Tr>::get", 1, 2);
        let name = files.results.file_name().unwrap().to_str().unwrap();
        assert_eq!(name, "app--Foo-_--as-app--Tr---get-0000000000000001-0000000000000002.results");
        assert!(is_named_so(name));
        for other in ["notes.lock", "a-1-2.results", "x-0000000000000001-000000000000000g.new", "results"] {
            assert!(!is_named_so(other), "{other}");
        }
    }
}
