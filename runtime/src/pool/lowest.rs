//! How the lowest chunk ended that did not come to its end: what the plain loop meets first.

use std::sync::{Mutex, PoisonError};

/// Of all that was kept, that of the lowest chunk, with its first item.
#[derive(Debug)]
pub(super) struct Lowest<T>(Mutex<Option<(usize, T)>>);

impl<T> Lowest<T> {
    pub(super) const fn new() -> Lowest<T> {
        Lowest(Mutex::new(None))
    }

    /// Keeps it, if the chunk lies below that of what was kept before.
    #[cold]
    pub(super) fn keep(&self, start: usize, end: T) {
        let mut lowest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let loser = if lowest.as_ref().is_none_or(|(at, _)| start < *at) {
            lowest.replace((start, end))
        } else {
            Some((start, end))
        };
        drop(lowest);
        // Its destructor is the user's.
        drop(loser);
    }

    pub(super) fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().map(|(_, end)| end)
    }
}
