// unsafe: helpers run a closure that lives on the owner's stack, while the owner waits for them.
//! One run of a region by several threads.

mod claims;
mod gate;

use core::any::Any;
use core::ops::ControlFlow;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, Thread};

use claims::Claims;
pub(super) use claims::Sizes;
use gate::Gate;

use super::lowest::Lowest;
use super::sync;
use super::team::{AWAKE_NS, Team};
use super::time::now;
use crate::record::tree::Standing;

/// What is done with a chunk, given by its start and length. `Break` stops the region.
pub(super) type Work<'a> = dyn Fn(usize, usize) -> ControlFlow<()> + Sync + 'a;

/// What the threads of one run share. Helpers may hold it after the owner has gone; they do not touch `work` then.
pub(super) struct Crew {
    claims: Aligned<Claims>,
    gate: Aligned<Gate>,
    work: *const Work<'static>,
    owner: Thread,
    /// Where the owner stands, under which the helpers' calls hang.
    standing: Standing,
    panicked: Lowest<Box<dyn Any + Send>>,
    /// How many helpers came, and what all threads together spent at work, in nanoseconds.
    came: AtomicUsize,
    busy: AtomicU64,
    /// When it began, and how long after that the first helper did, in nanoseconds.
    began: u64,
    first: AtomicU64,
    /// How long after it began threads had nothing left to do, in sum and at most, in nanoseconds.
    ended_sum: AtomicU64,
    ended_last: AtomicU64,
}

/// On cache lines of its own.
#[repr(align(128))]
struct Aligned<T>(T);

// SAFETY: `work` points to something `Sync`, and is followed only between `Gate::enter` and `Gate::leave`, while the
// owner keeps it alive; all else is `Send` and `Sync`.
unsafe impl Send for Crew {}
// SAFETY: as above.
unsafe impl Sync for Crew {}

/// How a run went.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcome {
    /// How many threads helped the owner.
    pub(super) helpers: usize,
    /// What all threads together spent at work, in nanoseconds.
    pub(super) busy_ns: u64,
    /// What threads that came spent waiting for the last one, in nanoseconds.
    pub(super) idle_ns: u64,
    /// After how many nanoseconds helpers had been called, and after how many the first one began.
    pub(super) called_ns: u64,
    pub(super) first_ns: u64,
}

impl Crew {
    /// Does the work from `start` to `end`, with up to so many helpers of the team, if they come in time. A panic of any thread
    /// comes out here; if several panic, that of the lowest chunk.
    pub(super) fn run(
        start: usize,
        end: usize,
        sizes: Sizes,
        work: &Work<'_>,
        team: &'static Team,
        helpers: usize,
    ) -> Outcome {
        // SAFETY: only the lifetime changes; `Closing` makes sure that nobody is inside when this function is left.
        let work = unsafe { core::mem::transmute::<*const Work<'_>, *const Work<'static>>(work) };
        let crew = Arc::new(Crew {
            claims: Aligned(Claims::of(AtomicUsize::new(start), end, sizes)),
            gate: Aligned(Gate::of(AtomicUsize::new(0))),
            work,
            owner: thread::current(),
            standing: Standing::here(),
            panicked: Lowest::new(),
            came: AtomicUsize::new(0),
            busy: AtomicU64::new(0),
            began: now(),
            first: AtomicU64::new(0),
            ended_sum: AtomicU64::new(0),
            ended_last: AtomicU64::new(0),
        });
        let closing = Closing { crew: &crew, stays_awake: team.stays_awake() };
        let called = team.call(&crew, helpers);
        let all_called = now();
        crew.take_part(all_called, (helpers > 0).then_some(team));
        drop(called);
        drop(closing);
        if let Some(payload) = crew.panicked.take() {
            std::panic::resume_unwind(payload);
        }
        crew.outcome(all_called.saturating_sub(crew.began))
    }

    fn outcome(&self, called_ns: u64) -> Outcome {
        let helpers = self.came.load(Ordering::Relaxed);
        let all_until_the_last = (helpers as u64 + 1) * self.ended_last.load(Ordering::Relaxed);
        Outcome {
            helpers,
            busy_ns: self.busy.load(Ordering::Relaxed),
            idle_ns: all_until_the_last.saturating_sub(self.ended_sum.load(Ordering::Relaxed)),
            called_ns,
            first_ns: self.first.load(Ordering::Relaxed),
        }
    }

    /// A helper's part. Whether there was something to do.
    pub(super) fn help(&self) -> bool {
        if !self.gate.0.enter() {
            return false;
        }
        let left = self.claims.0.are_left();
        if left {
            let _adopted = self.standing.adopt();
            let began = now();
            if self.came.fetch_add(1, Ordering::Relaxed) == 0 {
                self.first.store(began.saturating_sub(self.began), Ordering::Relaxed);
            }
            self.take_part(began, None);
        }
        // From here on the owner may be gone: only what the crew itself owns is touched.
        if self.gate.0.leave() {
            self.owner.unpark();
        }
        left
    }

    /// Whether a helper would find something to do.
    pub(super) fn is_open(&self) -> bool {
        self.gate.0.is_open() && self.claims.0.are_left()
    }

    /// Works chunk by chunk until nothing is left. Hurries those that were called and do not come.
    fn take_part(&self, began: u64, mut called: Option<&Team>) {
        while let Some((start, length)) = self.claims.0.take() {
            // SAFETY: this thread is the owner, or has entered by the gate and not left: the owner keeps it alive.
            let work = unsafe { &*self.work };
            match catch_unwind(AssertUnwindSafe(|| work(start, length))) {
                Ok(ControlFlow::Continue(())) => {
                    let waits = |team: &&Team| self.came.load(Ordering::Relaxed) == 0 && !team.hurry_the_late();
                    called = called.filter(waits);
                    continue;
                }
                Ok(ControlFlow::Break(())) => {}
                Err(payload) => self.panicked.keep(start, payload),
            }
            self.claims.0.stop();
        }
        let ended = now();
        self.busy.fetch_add(ended.saturating_sub(began), Ordering::Relaxed);
        self.ended_sum.fetch_add(ended.saturating_sub(self.began), Ordering::Relaxed);
        self.ended_last.fetch_max(ended.saturating_sub(self.began), Ordering::Relaxed);
    }
}

/// Lets nobody in any more and waits for who is inside, when the owner leaves, by whatever way.
struct Closing<'a> {
    crew: &'a Crew,
    stays_awake: bool,
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        let gate = &self.crew.gate.0;
        if gate.close() {
            return;
        }
        // A helper at its last chunk mostly needs some microseconds only; longer waits leave the core to it.
        let until = if self.stays_awake { now() + AWAKE_NS } else { 0 };
        loop {
            for _ in 0..100 {
                if gate.is_empty() {
                    return;
                }
                core::hint::spin_loop();
            }
            if now() >= until {
                break;
            }
        }
        while !gate.is_empty() {
            thread::park();
        }
    }
}

#[cfg(test)]
mod tests;
