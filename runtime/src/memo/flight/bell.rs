//! What waiters of a flight hear when it has ended: threads and tasks alike, each exactly once.

use core::task::Waker;

use super::sync::{Condvar, Deadline, Mutex, lock, wait, wait_until};

#[derive(Debug, Default)]
pub(crate) struct Bell {
    state: Mutex<State>,
    rung: Condvar,
}

#[derive(Debug, Default)]
struct State {
    rung: bool,
    /// Tasks that wait, each by a number of its own.
    wakers: Vec<(u64, Waker)>,
}

impl Bell {
    /// Wakes all who wait, and whoever comes later does not wait.
    pub(crate) fn ring(&self) {
        let wakers = {
            let mut state = lock(&self.state);
            state.rung = true;
            core::mem::take(&mut state.wakers)
        };
        self.rung.notify_all();
        // Foreign code, and no lock is held.
        wakers.into_iter().for_each(|(_, waker)| waker.wake());
    }

    /// Blocks until the bell has rung.
    pub(crate) fn wait(&self) {
        let mut state = lock(&self.state);
        while !state.rung {
            state = wait(&self.rung, state);
        }
    }

    /// Has `waker` woken by the bell; false if it has rung already. Replaces the waker of that number.
    pub(crate) fn register(&self, number: u64, waker: &Waker) -> bool {
        let waker = waker.clone();
        let mut state = lock(&self.state);
        if state.rung {
            drop(state);
            return false;
        }
        let old = match state.wakers.iter_mut().find(|(other, _)| *other == number) {
            Some((_, old)) => Some(core::mem::replace(old, waker)),
            None => {
                state.wakers.push((number, waker));
                None
            }
        };
        drop(state);
        drop(old);
        true
    }

    /// Forgets the waker of that number.
    pub(crate) fn forget(&self, number: u64) {
        let mut state = lock(&self.state);
        let at = state.wakers.iter().position(|(other, _)| *other == number);
        let old = at.map(|at| state.wakers.swap_remove(at));
        drop(state);
        drop(old);
    }

    /// Blocks until the bell has rung, at most until the deadline. Whether it has rung.
    pub(crate) fn wait_until(&self, deadline: Deadline) -> bool {
        let mut state = lock(&self.state);
        while !state.rung && !deadline.is_over() {
            state = wait_until(&self.rung, state, deadline);
        }
        state.rung
    }
}
