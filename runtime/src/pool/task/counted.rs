//! How many tasks a function with `#[parallel(spawn)]` began.

use core::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Task;
use crate::site::Site;

/// The tasks of one function. Lives in a static in it.
#[derive(Debug)]
pub struct Tasks {
    /// Where it stands.
    pub(crate) site: Site,
    is_listed: AtomicBool,
    spawned: AtomicU64,
    joined_early: AtomicU64,
}

static LIST: Mutex<Vec<&'static Tasks>> = Mutex::new(Vec::new());

fn list() -> MutexGuard<'static, Vec<&'static Tasks>> {
    LIST.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tasks {
    /// Of the function that `site` tells of.
    #[must_use]
    pub const fn new(site: Site) -> Tasks {
        let zero = AtomicU64::new(0);
        Tasks { site, is_listed: AtomicBool::new(false), spawned: zero, joined_early: AtomicU64::new(0) }
    }

    /// A call that the threads of a pool may take: those of this name, or whoever helps here.
    pub fn spawn<T: Send + 'static>(
        &'static self,
        pool: Option<&'static str>,
        threads: usize,
        call: impl FnOnce() -> T + Send + 'static,
    ) -> Task<T> {
        if !self.is_listed.load(Relaxed) && !self.is_listed.swap(true, Relaxed) {
            list().push(self);
        }
        self.spawned.fetch_add(1, Relaxed);
        Task { counts: Some(self), ..Task::spawn(pool, threads, call) }
    }

    /// One was run by who joined it.
    pub(super) fn was_joined_early(&self) {
        self.joined_early.fetch_add(1, Relaxed);
    }

    /// How many were begun in this epoch, and how many of them were run by who joined them.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.spawned.load(Relaxed), self.joined_early.load(Relaxed))
    }
}

/// The functions whose calls became tasks in this epoch, in the order of their first calls.
pub(crate) fn tasks() -> Vec<&'static Tasks> {
    list().iter().copied().filter(|tasks| tasks.counts().0 > 0).collect()
}

/// A new epoch begins.
pub(crate) fn forget_tasks() {
    for tasks in list().iter() {
        tasks.spawned.store(0, Relaxed);
        tasks.joined_early.store(0, Relaxed);
    }
}
