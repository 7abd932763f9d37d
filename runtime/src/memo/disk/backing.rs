//! What lies behind a table: a file, or a server.

use core::fmt::Debug;
use core::time::Duration;

use super::DiskInfo;
use super::log::Content;

/// Where results are that are not in memory. Whatever goes wrong, there is nothing, and stderr has one line about it.
pub(super) trait Backing: Debug + Sync {
    /// What is kept for a key and is younger than this.
    fn find(&self, hash: u64, limit: Duration) -> Option<Found>;

    /// Keeps a value for so long.
    fn keep(&self, record: &Record<'_>, limit: Duration);

    /// Forgets a key. Whether there may have been something.
    fn forget(&self, hash: u64) -> bool;

    /// Forgets everything. Whether there may have been something.
    fn clear(&self) -> bool;

    /// One line for a function, whatever comes after it.
    fn say(&self, what: &str);

    /// What a file has done, and what is in it.
    fn disk_info(&self) -> Option<DiskInfo> {
        None
    }

    /// What a server was asked.
    #[cfg(feature = "redis")]
    fn redis_info(&self) -> Option<super::RedisInfo> {
        None
    }
}

/// What was found for a key.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) content: Content,
    pub(super) age: Duration,
}

/// What is to be kept for a key.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub(super) hash: u64,
    pub(super) key: &'a [u8],
    pub(super) value: &'a [u8],
    pub(super) shape: u64,
}
