//! The threads that help: rayon-core keeps them, here it is decided who is asked to look for work.

use core::cell::Cell;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::crew::Crew;

/// Some threads and the crews that they may help.
pub(super) struct Team {
    /// How many threads may work on one region, its owner included.
    pub(super) threads: usize,
    /// `None`: the pool that the thread belongs to.
    pool: Option<rayon_core::ThreadPool>,
    /// Crews that want help; the newest is helped first.
    open: Mutex<Vec<Arc<Crew>>>,
    /// Calls for help that no thread has taken up yet.
    calls: AtomicUsize,
    /// Threads at work on a region.
    working: AtomicUsize,
}

std::thread_local! {
    /// The team on whose region this thread works.
    static TEAM: Cell<Option<&'static Team>> = const { Cell::new(None) };
}

/// The team that helps a region that begins on this thread; `None` where there is nobody to help.
pub(super) fn team() -> Option<&'static Team> {
    TEAM.get().or_else(own)
}

fn own() -> Option<&'static Team> {
    static OWN: OnceLock<Option<Team>> = OnceLock::new();
    OWN.get_or_init(|| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Team::new(threads)
    })
    .as_ref()
}

impl Team {
    fn new(threads: usize) -> Option<Team> {
        let name = |at| format!("bedeck-{at}");
        let builder = rayon_core::ThreadPoolBuilder::new().num_threads(threads.checked_sub(1).filter(|n| *n > 0)?);
        Some(Team {
            threads,
            pool: Some(builder.thread_name(name).build().ok()?),
            open: Mutex::new(Vec::new()),
            calls: AtomicUsize::new(0),
            working: AtomicUsize::new(0),
        })
    }

    /// How many threads could help now.
    pub(super) fn room(&self) -> usize {
        let me = usize::from(TEAM.get().is_none());
        self.threads.saturating_sub(self.working.load(Ordering::Relaxed) + me)
    }

    /// Runs `work` as a member.
    pub(super) fn at_work<R>(&'static self, work: impl FnOnce() -> R) -> R {
        struct Membership(&'static Team, Option<&'static Team>);
        impl Drop for Membership {
            fn drop(&mut self) {
                TEAM.set(self.1);
                if self.1.is_none() {
                    self.0.working.fetch_sub(1, Ordering::Relaxed);
                }
            }
        }
        let before = TEAM.replace(Some(self));
        if before.is_none() {
            self.working.fetch_add(1, Ordering::Relaxed);
        }
        let _membership = Membership(self, before);
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
            let job = move || self.answer();
            match &self.pool {
                Some(pool) => pool.spawn(job),
                None => rayon_core::spawn(job),
            }
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
