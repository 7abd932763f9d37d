//! The threads that help: rayon-core keeps them, here it is decided who is asked to look for work.

mod awake;
mod find;
#[cfg_attr(any(target_family = "wasm", miri), expect(dead_code, reason = "nobody is ever enlisted there"))]
mod places;
#[cfg_attr(target_family = "wasm", path = "team/no_threads.rs")]
#[cfg_attr(miri, path = "team/plain_threads.rs")]
mod threads;

use core::cell::Cell;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::cost::Helpers;
use super::crew::Crew;
use super::sync;
use super::time::now;
use awake::Awake;

pub(super) use find::{Wanted, available, default_threads, is_serial, spawn, team};
use threads::Threads;

/// How long a thread that has nothing left to do stays awake, in nanoseconds: about what it takes to wake one.
pub(super) const AWAKE_NS: u64 = 20_000;

/// A thread that was called so long ago and has not come is late, in nanoseconds: waking one mostly takes half of that.
const LATE_NS: u64 = 40_000;

/// A call that some thread is to make.
pub(super) type Job = Box<dyn FnOnce() + Send>;

/// Some threads, the crews that they may help, and the tasks that wait for one of them.
pub(super) struct Team {
    /// How many threads may work on one region, its owner included.
    pub(super) threads: usize,
    pool: Threads,
    /// Crews that want help; the newest is helped first.
    open: Mutex<Vec<Arc<Crew>>>,
    /// The oldest comes first.
    jobs: Mutex<VecDeque<Job>>,
    /// Threads that look for work without being woken.
    awake: Aligned<Awake>,
    /// Calls for others, which have to be woken, that no thread has taken up yet.
    calls: AtomicUsize,
    /// When the first of these calls was made.
    called: AtomicU64,
    /// Whether there are as many cores as threads, all of which are our own.
    has_cores: bool,
    /// When helpers last were there.
    helped: AtomicU64,
    /// Threads at work on a region.
    working: AtomicUsize,
}

/// On a cache line of its own: threads that are awake look at it all the time.
#[repr(align(128))]
struct Aligned<T>(T);

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
        Team {
            threads,
            has_cores: pool.is_own() && threads <= available(),
            pool,
            open: Mutex::new(Vec::new()),
            jobs: Mutex::new(VecDeque::new()),
            awake: Aligned(Awake::of(sync::AtomicUsize::new(0))),
            calls: AtomicUsize::new(0),
            called: AtomicU64::new(0),
            working: AtomicUsize::new(0),
            helped: AtomicU64::new(0),
        }
    }

    /// Whether a thread that waits does so on its core for a moment: not where somebody else could use the core.
    pub(super) fn stays_awake(&self) -> bool {
        self.has_cores && self.working.load(Ordering::Relaxed) <= self.threads
    }

    /// How threads are that could be called. Those of another pool stay awake for some microseconds.
    pub(super) fn helpers(&'static self) -> Helpers {
        let is_awake = if self.pool.is_own() {
            self.awake.0.is_anybody()
        } else {
            now().saturating_sub(self.helped.load(Ordering::Relaxed)) < AWAKE_NS / 2
        };
        match is_awake {
            true => Helpers::Awake,
            false if self.calls.load(Ordering::Relaxed) > 0 && self.room() > 0 => Helpers::Coming,
            false => Helpers::Asleep,
        }
    }

    /// Helpers were there just now.
    pub(super) fn helped(&self) {
        if !self.pool.is_own() {
            self.helped.store(now(), Ordering::Relaxed);
        }
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

    /// Calls so many threads to a crew, until the result is dropped. They come if they can, and so do others that find
    /// nothing else to do.
    pub(super) fn call<'a>(&'static self, crew: &'a Arc<Crew>, helpers: usize) -> Called<'a> {
        self.open().push(Arc::clone(crew));
        self.wake(helpers);
        Called { team: self, crew }
    }

    /// Has one of the threads make a call.
    pub(super) fn submit(&'static self, job: Job) {
        self.jobs().push_back(job);
        self.wake(1);
    }

    /// Calls so many threads: those that are awake first.
    fn wake(&'static self, threads: usize) {
        for _ in self.awake.0.call(threads)..threads {
            let more = |calls: usize| (calls + 1 < self.threads).then_some(calls + 1);
            match self.calls.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
                Ok(0) => self.called.store(now(), Ordering::Relaxed),
                Ok(_) => {}
                Err(_) => break,
            }
            self.pool.spawn(move || self.answer());
        }
    }

    /// Hurries threads that were called a while ago and have not come, though there are cores for them. Whether there is nobody
    /// left to wait for.
    pub(super) fn hurry_the_late(&self) -> bool {
        if self.calls.load(Ordering::Relaxed) == 0 {
            return true;
        }
        let is_late = now().saturating_sub(self.called.load(Ordering::Relaxed)) > LATE_NS;
        if let Some(places) = self.pool.places().filter(|_| is_late && self.has_cores) {
            places.keep_off();
        }
        is_late
    }

    /// A thread that was called helps whoever wants help, and does what waits to be done.
    fn answer(&'static self) {
        self.calls.fetch_sub(1, Ordering::Relaxed);
        if let Some(places) = self.pool.places() {
            places.come();
        }
        loop {
            // A task has nobody else, a crew has its owner.
            if let Some(job) = self.next_job() {
                // A panic can only be that of a waker or of what waits for the result; its hook has told of it.
                drop(catch_unwind(AssertUnwindSafe(|| self.at_work(job))));
            } else if let Some(crew) = self.next() {
                self.at_work(|| crew.help());
            } else if !self.is_called_again() {
                return;
            }
        }
    }

    /// Stays awake for a moment. Whether there may be something to do again.
    fn is_called_again(&self) -> bool {
        let has_core = || self.has_cores && self.working.load(Ordering::Relaxed) < self.threads;
        if !has_core() {
            return false;
        }
        self.awake.0.arrive();
        let until = now() + AWAKE_NS;
        // Who was called otherwise waits for a thread of the pool: this one, perhaps.
        while self.calls.load(Ordering::Relaxed) == 0 && has_core() && now() < until {
            for _ in 0..8 {
                if self.awake.0.take() {
                    return true;
                }
                core::hint::spin_loop();
            }
        }
        self.awake.0.leave()
    }

    fn next_job(&self) -> Option<Job> {
        self.jobs().pop_front()
    }

    fn jobs(&self) -> MutexGuard<'_, VecDeque<Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
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
