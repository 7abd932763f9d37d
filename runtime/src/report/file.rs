//! Files that are whole or not there: written beside their place, then moved to it.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::process;
use super::sink::{self, Sink};

/// The path that a user's `path` means: `%p` is the process id, and in a folder (an ending `/`) the file is
/// `<program>-<pid>.<extension>`.
pub(super) fn place(path: &Path, extension: &str) -> PathBuf {
    let pid = process::id().to_string();
    let path = PathBuf::from(replace(path.as_os_str(), "%p", &pid));
    if !path.as_os_str().as_encoded_bytes().ends_with(b"/") {
        return path;
    }
    let mut name = process::program();
    name.push(format!("-{pid}.{extension}"));
    path.join(name)
}

/// Replaces all of a pattern in a path, UTF-8 or not, without taking apart what is not UTF-8.
#[cfg(unix)]
fn replace(text: &OsStr, pattern: &str, by: &str) -> OsString {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    let (mut rest, mut replaced) = (text.as_bytes(), Vec::new());
    while let Some((first, behind)) = rest.split_first() {
        match rest.strip_prefix(pattern.as_bytes()) {
            Some(behind) => {
                replaced.extend_from_slice(by.as_bytes());
                rest = behind;
            }
            None => {
                replaced.push(*first);
                rest = behind;
            }
        }
    }
    OsString::from_vec(replaced)
}

#[cfg(not(unix))]
fn replace(text: &OsStr, pattern: &str, by: &str) -> OsString {
    text.to_str().map_or_else(|| text.to_owned(), |text| text.replace(pattern, by).into())
}

/// Puts what `paint` writes at `path`: at no moment does a reader find half of it there.
///
/// A folder that is missing is made. What is no plain file (a device, a FIFO) is written to as it is.
///
/// # Errors
///
/// Those of the system; then nothing has changed at `path`, but for a device or FIFO.
pub(super) fn write(path: &Path, paint: impl FnOnce(&mut Sink<'_>)) -> io::Result<()> {
    // A link stays one: what it points at is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => return Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Ok(found) if !found.is_file() => return sink::pass(&mut Through::open(path)?, paint),
        _ => {}
    }
    // What is there and no folder is left to the next step, whose error names it.
    if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
        fs::create_dir_all(folder)?;
    }
    let beside = beside(path);
    let written = File::create_new(&beside).and_then(|mut file| sink::pass(&mut file, paint));
    let moved = written.and_then(|()| fs::rename(&beside, path));
    moved.inspect_err(|_| drop(fs::remove_file(&beside)))
}

/// A name in the same folder that no other process and no other write of this one uses.
fn beside(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}-{}.part", process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    path.with_file_name(name)
}

/// A device or a FIFO: one that nobody reads is an error, and one that is full gets no more patience than a stream.
struct Through(File);

impl Through {
    fn open(path: &Path) -> io::Result<Through> {
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
        options.write(true).open(path).map(Through)
    }
}

impl Write for Through {
    #[cfg(unix)]
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        use std::os::fd::AsRawFd;
        super::stream::write_to(self.0.as_raw_fd(), text, std::time::Duration::from_secs(5)).map(|()| text.len())
    }

    #[cfg(not(unix))]
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(all(test, not(miri)))]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("bedeck-{name}-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_path_may_hold_the_process_id_or_end_as_a_folder() {
        let pid = process::id();
        assert_eq!(place(Path::new("a-%p-%p.x"), "json"), PathBuf::from(format!("a-{pid}-{pid}.x")));
        let in_folder = place(Path::new("out/"), "json");
        assert_eq!(in_folder.parent(), Some(Path::new("out")));
        let name = in_folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name.starts_with("bedeck_runtime") && name.ends_with(&format!("-{pid}.json")), "{name}");
    }

    #[test]
    fn a_file_is_replaced_and_nothing_stays_beside_it() {
        let folder = folder("replaced");
        let path = folder.join("new/a.json");
        write(&path, |out| out.push_str("one")).unwrap();
        write(&path, |out| out.push_str("two")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.join("new")).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_cannot_be_written_is_an_error_and_leaves_nothing() {
        let folder = folder("unwritable");
        fs::write(folder.join("file"), "").unwrap();
        assert!(write(&folder.join("file/a.json"), |out| out.push_str("")).is_err());
        assert_eq!(write(&folder, |out| out.push_str("")).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_device_is_an_error() {
        let error = write(Path::new("/dev/full"), |out| out.push_str("text")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_links_and_devices_stay_devices() {
        let folder = folder("links");
        fs::write(folder.join("real"), "old").unwrap();
        std::os::unix::fs::symlink("real", folder.join("link")).unwrap();
        write(&folder.join("link"), |out| out.push_str("new")).unwrap();
        assert!(fs::symlink_metadata(folder.join("link")).unwrap().is_symlink());
        assert_eq!(fs::read(folder.join("real")).unwrap(), b"new");
        write(Path::new("/dev/null"), |out| out.push_str("text")).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        fs::remove_dir_all(folder).unwrap();
    }
}
