//! Files by their identity, and at a place in them.

use std::fs::Metadata;

pub(super) use position::{read_at, write_at};

/// What tells a file from another one of its name.
#[cfg(unix)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(u64, u64);

#[cfg(unix)]
impl Identity {
    pub(super) fn of(metadata: &Metadata) -> Identity {
        use std::os::unix::fs::MetadataExt as _;
        Identity(metadata.dev(), metadata.ino())
    }
}

#[cfg(not(unix))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(Option<std::time::SystemTime>);

#[cfg(not(unix))]
impl Identity {
    pub(super) fn of(metadata: &Metadata) -> Identity {
        Identity(metadata.created().ok())
    }
}

/// Reads and writes at a place, which threads do at the same time.
#[cfg(unix)]
mod position {
    use std::fs::File;
    use std::io;
    use std::os::unix::fs::FileExt as _;

    pub(in crate::memo::disk) fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
        file.read_exact_at(bytes, at)
    }

    pub(in crate::memo::disk) fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
        file.write_all_at(bytes, at)
    }
}

#[cfg(not(unix))]
mod position {
    use std::fs::File;
    use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
    use std::sync::{Mutex, PoisonError};

    static ONE: Mutex<()> = Mutex::new(());

    pub(in crate::memo::disk) fn read_at(mut file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
        let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(bytes)
    }

    pub(in crate::memo::disk) fn write_at(mut file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
        let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }
}
