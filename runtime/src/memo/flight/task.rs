//! Who runs a flight, and in which flights the code is that runs now.

use core::cell::{Cell, RefCell};
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::Arc;

use super::graph::{FlightId, Runner, ThreadId, Waiter};
use crate::start::thread_mark;

/// The body of an async flight.
#[derive(Debug)]
pub(in crate::memo) struct Task {
    pub(in crate::memo) id: FlightId,
    /// The thread that polls it, or polled it last.
    thread: AtomicUsize,
    /// The async flight in whose body this one began.
    outer: Option<Arc<Task>>,
}

/// What runs a flight.
#[derive(Clone, Debug)]
pub(in crate::memo) enum Crew {
    Thread(ThreadId),
    Task(Arc<Task>),
}

impl Crew {
    /// The number of a flight that was given one when it began.
    pub(in crate::memo) fn flight(&self) -> Option<FlightId> {
        match self {
            Crew::Thread(_) => None,
            Crew::Task(task) => Some(task.id),
        }
    }
}

impl Runner for Crew {
    fn thread(&self) -> ThreadId {
        match self {
            Crew::Thread(thread) => *thread,
            Crew::Task(task) => task.thread.load(Ordering::Relaxed),
        }
    }

    fn is_bound(&self) -> bool {
        matches!(self, Crew::Thread(_))
    }
}

thread_local! {
    /// Synchronous bodies that run on this thread.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// The async flight that is being polled.
    static CURRENT: RefCell<Option<Arc<Task>>> = const { RefCell::new(None) };
}

/// A number that no flight has had.
#[inline]
pub(in crate::memo) fn next_id() -> FlightId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    /// Numbers are drawn in lots, so that threads seldom meet at the counter.
    const LOT: u64 = 1 << 16;
    thread_local! {
        static MINE: Cell<u64> = const { Cell::new(0) };
    }
    let mut id = MINE.get();
    if id.is_multiple_of(LOT) {
        id = NEXT.fetch_add(1, Ordering::Relaxed) * LOT;
    }
    MINE.set(id + 1);
    id
}

/// A synchronous body begins on this thread, or ends.
#[inline]
pub(in crate::memo) fn deepen() {
    DEPTH.set(DEPTH.get() + 1);
}

/// See [`deepen`].
#[inline]
pub(in crate::memo) fn surface() {
    DEPTH.set(DEPTH.get().saturating_sub(1));
}

/// The flight that is being polled on this thread.
fn current() -> Option<Arc<Task>> {
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

impl Task {
    /// A body that begins here.
    pub(in crate::memo) fn new(id: FlightId) -> Arc<Task> {
        Arc::new(Task { id, thread: AtomicUsize::new(thread_mark()), outer: current() })
    }

    /// Polls a part of the body to its end.
    pub(in crate::memo) async fn run<F: Future>(self: &Arc<Self>, body: F) -> F::Output {
        let mut body = pin!(body);
        poll_fn(|context| {
            let _polled = Polled::begin(self);
            body.as_mut().poll(context)
        })
        .await
    }
}

/// While it lives, this thread polls a flight.
struct Polled {
    before: Option<Arc<Task>>,
}

impl Polled {
    fn begin(task: &Arc<Task>) -> Polled {
        task.thread.store(thread_mark(), Ordering::Relaxed);
        let swap = |current: &RefCell<Option<Arc<Task>>>| current.replace(Some(Arc::clone(task)));
        Polled { before: CURRENT.try_with(swap).ok().flatten() }
    }
}

impl Drop for Polled {
    fn drop(&mut self) {
        let before = self.before.take();
        let _ = CURRENT.try_with(|current| current.replace(before));
    }
}

/// Calls `use_it` with the waiter that a future is which waits here.
pub(in crate::memo) fn with_future_waiter<R>(use_it: impl FnOnce(&Waiter<'_>) -> R) -> R {
    let mut flights = Vec::new();
    let mut task = current();
    while let Some(inner) = task {
        flights.push(inner.id);
        task = inner.outer.clone();
    }
    let bound_to = (DEPTH.get() > 0).then(thread_mark);
    use_it(&Waiter::Future { flights: &flights, bound_to })
}
