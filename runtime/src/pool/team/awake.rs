//! Threads that have just had something to do and stay awake for a moment: whoever calls one needs no system call.

use super::sync::{AtomicUsize, Ordering};

/// One word: how many threads wait awake, and how many calls they have not yet taken; never more calls than threads.
#[derive(Debug)]
pub(super) struct Awake {
    state: AtomicUsize,
}

const CALL: usize = 1;
const THREAD: usize = 1 << (usize::BITS / 2);

impl Awake {
    /// Of a word that is zero: nobody waits.
    pub(super) const fn of(state: AtomicUsize) -> Awake {
        Awake { state }
    }

    /// Whether a thread could be called.
    pub(super) fn is_anybody(&self) -> bool {
        free(self.state.load(Ordering::Relaxed)) > 0
    }

    /// Calls so many threads, if they are there; how many were. What the caller wrote before is visible to them.
    pub(super) fn call(&self, wanted: usize) -> usize {
        let called = |state: usize| wanted.min(free(state));
        let more = |state: usize| (called(state) > 0).then(|| state + called(state) * CALL);
        self.state.fetch_update(Ordering::Release, Ordering::Relaxed, more).map_or(0, called)
    }

    /// A thread begins to wait.
    pub(super) fn arrive(&self) {
        self.state.fetch_add(THREAD, Ordering::Relaxed);
    }

    /// A thread that waits takes a call, if there is one, and waits no longer.
    pub(super) fn take(&self) -> bool {
        let taken = |state: usize| (calls(state) > 0).then(|| state - THREAD - CALL);
        self.state.fetch_update(Ordering::Acquire, Ordering::Relaxed, taken).is_ok()
    }

    /// A thread waits no longer. Whether it was called all the same, and has taken the call.
    pub(super) fn leave(&self) -> bool {
        let left = |state: usize| Some(state - THREAD - calls(state).min(1) * CALL);
        let before = self.state.fetch_update(Ordering::Acquire, Ordering::Relaxed, left);
        before.is_ok_and(|before| calls(before) > 0)
    }
}

/// How many calls were not yet taken.
fn calls(state: usize) -> usize {
    state % THREAD
}

/// How many threads wait that were not called.
fn free(state: usize) -> usize {
    state / THREAD - calls(state)
}
