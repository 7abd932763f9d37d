//! All memoized functions that were called.

use std::sync::{Mutex, PoisonError};

use super::table::MemoInfo;
use crate::site::Site;

/// What every memoized function can be asked for.
pub(super) trait Listed: Sync {
    fn site(&self) -> &Site;
    fn tag(&self) -> Option<&'static str>;
    fn info(&self) -> MemoInfo;
    fn clear(&self);
}

static LIST: Mutex<Vec<&'static dyn Listed>> = Mutex::new(Vec::new());

/// Adds a function that was not called before.
pub(super) fn add(memo: &'static dyn Listed) {
    crate::start::ready();
    LIST.lock().unwrap_or_else(PoisonError::into_inner).push(memo);
}

fn listed() -> Vec<&'static dyn Listed> {
    LIST.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// A memoized function, whatever its types.
#[derive(Clone, Copy)]
pub struct Memoized(&'static dyn Listed);

impl Memoized {
    /// The full path of the function, or the name that was given.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.0.site().name()
    }

    /// The source file.
    #[must_use]
    pub fn file(&self) -> &'static str {
        self.0.site().place.file()
    }

    /// The line of the function.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.0.site().place.line()
    }

    /// The tag, where one was given.
    #[must_use]
    pub fn tag(&self) -> Option<&'static str> {
        self.0.tag()
    }

    /// What its tables have counted, of a generic function all together.
    #[must_use]
    pub fn info(&self) -> MemoInfo {
        self.0.info()
    }

    /// Forgets every value and gives the memory back.
    pub fn clear(&self) {
        self.0.clear();
    }
}

impl core::fmt::Debug for Memoized {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Memoized").field("name", &self.name()).field("info", &self.info()).finish()
    }
}

/// All memoized functions that were called so far, in the order of their first calls.
///
/// ```
/// for memo in bedeck::memos() {
///     println!("{}: {:?}", memo.name(), memo.info());
/// }
/// ```
#[must_use]
pub fn memos() -> Vec<Memoized> {
    listed().into_iter().map(Memoized).collect()
}

/// The memoized function of this name, if it was called: the full path, or the name that was given.
///
/// ```
/// use bedeck::memoize;
///
/// #[memoize(name = "squares")]
/// fn square(n: u64) -> u64 {
///     n * n
/// }
///
/// square(3);
/// assert_eq!(bedeck::memo("squares").unwrap().info().misses, 1);
/// assert!(bedeck::memo("cubes").is_none());
/// ```
///
/// Of several functions with the name, the one that was called first.
#[must_use]
pub fn memo(name: &str) -> Option<Memoized> {
    memos().into_iter().find(|memo| memo.name() == name)
}

/// Forgets every value of all functions with this tag.
///
/// ```
/// use bedeck::memoize;
///
/// #[memoize(tag = "prices")]
/// fn price(id: u64) -> u64 {
///     id * 100
/// }
///
/// price(3);
/// bedeck::invalidate_tag("prices");
/// assert_eq!(price_memo().info().entries, 0);
/// ```
pub fn invalidate_tag(tag: &str) {
    memos().into_iter().filter(|memo| memo.tag() == Some(tag)).for_each(|memo| memo.clear());
}
