//! What files and servers tell of themselves.

use std::path::PathBuf;

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

/// What a function has asked a redis server in this process.
#[cfg(feature = "redis")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RedisInfo {
    /// Calls whose result was not in memory, but on the server.
    pub hits: u64,
    /// Calls whose result was in neither.
    pub misses: u64,
    /// Results that were written.
    pub written: u64,
}
