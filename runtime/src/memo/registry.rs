//! All memoized functions that have been called.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::table::MemoInfo;

/// A memoized function, whatever its kind.
pub(super) trait Listed: Sync {
    fn name(&self) -> &'static str;
    fn tag(&self) -> Option<&'static str>;
    fn info(&self) -> MemoInfo;
    fn clear(&self);
    fn reset(&self);
}

static LIST: Mutex<Vec<&'static dyn Listed>> = Mutex::new(Vec::new());

fn all() -> MutexGuard<'static, Vec<&'static dyn Listed>> {
    LIST.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn list(memo: &'static dyn Listed) {
    if cfg!(feature = "record") {
        crate::start::ready();
    }
    all().push(memo);
}

/// A memoized function.
#[derive(Clone, Copy)]
pub struct MemoHandle {
    memo: &'static dyn Listed,
}

impl core::fmt::Debug for MemoHandle {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("MemoHandle").field("name", &self.name()).field("info", &self.info()).finish()
    }
}

impl MemoHandle {
    /// The full path of the function, or the name that was given.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.memo.name()
    }

    /// Its tag.
    #[must_use]
    pub fn tag(&self) -> Option<&'static str> {
        self.memo.tag()
    }

    /// What it has done since the program began, or since [`reset`](crate::reset).
    #[must_use]
    pub fn info(&self) -> MemoInfo {
        self.memo.info()
    }

    /// Forgets all results, also those in objects and in threads: there memory is given back at the next call, and counted as
    /// long.
    pub fn clear(&self) {
        self.memo.clear();
    }
}

/// All memoized functions that have been called, in the order of their first calls.
#[must_use]
pub fn memos() -> Vec<MemoHandle> {
    all().iter().map(|memo| MemoHandle { memo: *memo }).collect()
}

/// The memoized function of that name, once it has been called: the full path, or the name that was given.
#[must_use]
pub fn memo(name: &str) -> Option<MemoHandle> {
    memos().into_iter().find(|memo| memo.name() == name)
}

/// The statistics of all memoized functions begin anew.
pub(crate) fn reset() {
    all().clone().iter().for_each(|memo| memo.reset());
}

/// Clears all memoized functions with this tag that have been called. How many there are.
pub fn invalidate_tag(tag: &str) -> usize {
    let tagged: Vec<MemoHandle> = memos().into_iter().filter(|memo| memo.tag() == Some(tag)).collect();
    tagged.iter().for_each(MemoHandle::clear);
    tagged.len()
}
