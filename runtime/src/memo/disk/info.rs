//! What a store tells of itself.

use std::path::PathBuf;
use std::sync::atomic::Ordering::Relaxed;

use super::store::Store;

/// What a function's results on disk have done in this process, and what there is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiskInfo {
    /// Calls whose result was not in memory, but on disk.
    pub hits: u64,
    /// Calls whose result was in neither.
    pub misses: u64,
    /// Results that were written.
    pub written: u64,
    /// Results in the file.
    pub entries: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// The file.
    pub path: PathBuf,
}

impl DiskInfo {
    pub(super) fn of(store: &Store) -> DiskInfo {
        let (entries, bytes) = store.size();
        DiskInfo {
            hits: store.hits.load(Relaxed),
            misses: store.misses.load(Relaxed),
            written: store.written.load(Relaxed),
            entries,
            bytes,
            path: store.files().results.clone(),
        }
    }
}
