//! The threads that help: rayon-core keeps them, here it is decided who is asked to look for work.

mod find;
#[cfg_attr(target_family = "wasm", path = "team/no_threads.rs")]
#[cfg_attr(miri, path = "team/plain_threads.rs")]
mod threads;

use core::cell::Cell;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::crew::Crew;

pub(super) use find::{Wanted, available, is_serial, spawn, team};
use threads::Threads;

/// Some threads and the crews that they may help.
pub(super) struct Team {
    /// How many threads may work on one region, its owner included.
    pub(super) threads: usize,
    pool: Threads,
    /// Crews that want help; the newest is helped first.
    open: Mutex<Vec<Arc<Crew>>>,
    /// Calls for help that no thread has taken up yet.
    calls: AtomicUsize,
    /// Threads at work on a region.
    working: AtomicUsize,
}

impl core::fmt::Debug for Team {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Team").field("threads", &self.threads).finish_non_exhaustive()
    }
}

std::thread_local! {
    /// The team on whose region this thread works.
    static TEAM: Cell<Option<&'static Team>> = const { Cell::new(None) };
}

impl Team {
    fn of(threads: usize, pool: Threads) -> Team {
        Team { threads, pool, open: Mutex::new(Vec::new()), calls: AtomicUsize::new(0), working: AtomicUsize::new(0) }
    }

    /// How many threads could help now.
    pub(super) fn room(&'static self) -> usize {
        let me = usize::from(!self.is_mine());
        self.threads.saturating_sub(self.working.load(Ordering::Relaxed) + me)
    }

    /// Whether this thread is at work on a region of this team.
    fn is_mine(&'static self) -> bool {
        TEAM.get().is_some_and(|team| core::ptr::eq(team, self))
    }

    /// Runs `work` as a member.
    pub(super) fn at_work<R>(&'static self, work: impl FnOnce() -> R) -> R {
        if self.is_mine() {
            return work();
        }
        self.working.fetch_add(1, Ordering::Relaxed);
        let _membership = Membership { team: self, before: TEAM.replace(Some(self)) };
        work()
    }

    /// Calls so many threads to a crew, until the result is dropped. They come if they can.
    pub(super) fn call<'a>(&'static self, crew: &'a Arc<Crew>, helpers: usize) -> Option<Called<'a>> {
        if helpers == 0 {
            return None;
        }
        self.open().push(Arc::clone(crew));
        let called = Called { team: self, crew };
        for _ in 0..helpers {
            let more = |calls: usize| (calls + 1 < self.threads).then_some(calls + 1);
            if self.calls.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_err() {
                break;
            }
            self.pool.spawn(move || self.answer());
        }
        Some(called)
    }

    /// A thread that was called helps whoever wants help.
    fn answer(&'static self) {
        self.calls.fetch_sub(1, Ordering::Relaxed);
        while let Some(crew) = self.next() {
            self.at_work(|| crew.help());
        }
    }

    fn next(&self) -> Option<Arc<Crew>> {
        self.open().iter().rev().find(|crew| crew.is_open()).cloned()
    }

    fn open(&self) -> MutexGuard<'_, Vec<Arc<Crew>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A thread is a member of a team, for a time.
struct Membership {
    team: &'static Team,
    before: Option<&'static Team>,
}

impl Drop for Membership {
    fn drop(&mut self) {
        TEAM.set(self.before);
        self.team.working.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A crew that helpers may look for.
pub(super) struct Called<'a> {
    team: &'static Team,
    crew: &'a Arc<Crew>,
}

impl Drop for Called<'_> {
    fn drop(&mut self) {
        let mut open = self.team.open();
        if let Some(at) = open.iter().rposition(|other| Arc::ptr_eq(other, self.crew)) {
            open.swap_remove(at);
        }
    }
}
