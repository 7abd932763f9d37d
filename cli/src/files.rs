//! Folders of sources.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// What is no source, and may be large.
const LEFT_OUT: [&str; 2] = [".git", "node_modules"];
/// What marks a folder that can be made again, as cargo's target folder.
const BUILT: &str = "CACHEDIR.TAG";

/// Copies a folder with all that is in it, but for what was built. What links point at is copied, too, so that nothing that is
/// written to the copy ends up elsewhere; links that lead to a folder around them, or nowhere, are left out, and so is what
/// is no plain file, or must not be read. The copies can be written.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    copy_folder_without(from, to, None)
}

/// Copies a folder as [`copy_folder`] does, without one of the folders in it.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn copy_folder_without(from: &Path, to: &Path, left_out: Option<&Path>) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let folders = [Some(from), Some(to), left_out];
    let mut left_out: Vec<PathBuf> = folders.into_iter().flatten().flat_map(fs::canonicalize).collect();
    copy(from, to, &mut left_out)
}

/// `left_out` are the folders that this one is in, itself, and others that are not copied.
fn copy(from: &Path, to: &Path, left_out: &mut Vec<PathBuf>) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (name, path) = entry.map(|entry| (entry.file_name(), entry.path()))?;
        if LEFT_OUT.iter().any(|word| name == *word) || path.join(BUILT).exists() {
            continue;
        }
        let Ok(real) = fs::canonicalize(&path) else { continue };
        if real.is_dir() {
            if !left_out.contains(&real) {
                left_out.push(real);
                copy(&path, &to.join(name), left_out)?;
                left_out.pop();
            }
        } else if real.is_file() {
            copy_file(&path, &to.join(name))?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    match fs::copy(from, to) {
        Ok(_) => writable(to),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        Err(error) => Err(io::Error::new(error.kind(), format!("`{}`: {error}", from.display()))),
    }
}

#[cfg(unix)]
fn writable(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = fs::metadata(file)?.permissions();
    permissions.set_mode(permissions.mode() | 0o200);
    fs::set_permissions(file, permissions)
}

#[cfg(not(unix))]
fn writable(file: &Path) -> io::Result<()> {
    let mut permissions = fs::metadata(file)?.permissions();
    permissions.set_readonly(false);
    fs::set_permissions(file, permissions)
}

/// Every file below the folder whose name ends in `.rs`.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    files.chain(folders.iter().flat_map(|folder| rust_files(folder))).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn written(path: PathBuf, text: &str) -> PathBuf {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn a_copy_is_whole_and_its_own() {
        let folder = std::env::temp_dir().join(format!("bedeck-copy-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        let module = written(from.join("src/target/mod.rs"), "a module of this name");
        fs::set_permissions(&module, fs::Permissions::from_mode(0o444)).unwrap();
        written(from.join("target/debug/large"), "built");
        written(from.join("target/CACHEDIR.TAG"), "");
        let outside = written(folder.join("outside/shared.rs"), "original");
        symlink("../outside", from.join("linked")).unwrap();
        symlink(&outside, from.join("file.rs")).unwrap();
        symlink("..", from.join("src/around")).unwrap();
        symlink("nowhere", from.join("dangling")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(from.join("socket")).unwrap();
        let inside = from.join("build/copy");
        written(from.join("build/large"), "built, and not marked");
        copy_folder_without(&from, &inside, Some(&from.join("build"))).unwrap();
        assert_eq!(fs::read_dir(inside).unwrap().count(), 3);
        copy_folder_without(&from, &to, Some(&from.join("build"))).unwrap();
        assert_eq!(fs::read_dir(&to).unwrap().count(), 3, "src, linked, file.rs");
        assert_eq!(fs::read_dir(to.join("src")).unwrap().count(), 1);
        for copy in [to.join("src/target/mod.rs"), to.join("file.rs"), to.join("linked/shared.rs")] {
            assert!(fs::metadata(&copy).unwrap().permissions().mode() & 0o200 != 0, "{copy:?}");
            fs::write(copy, "changed").unwrap();
        }
        assert_eq!(fs::read_to_string(&outside).unwrap(), "original");
        fs::remove_dir_all(folder).unwrap();
    }
}
