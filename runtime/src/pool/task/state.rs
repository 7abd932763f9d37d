//! How far a task has come.

use core::cell::RefCell;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::TaskError;
use crate::pool::team::{AWAKE_NS, available};
use crate::pool::time::now;
use crate::record::tree::Standing;

type Call<'a, T> = Box<dyn FnOnce() -> T + Send + 'a>;
type Then<T> = Box<dyn FnOnce(Result<T, TaskError>) + Send>;

/// Of a task whose call may borrow for `'a`; once it is over, nothing of that is left.
pub(super) struct State<'a, T> {
    stage: Mutex<Stage<'a, T>>,
    done: Condvar,
    /// How many threads wait for `done`; changes under the lock of the stage only.
    asleep: AtomicUsize,
    /// Whether it has come to its end, for those who do not want the lock.
    is_done: AtomicBool,
    is_cancelled: Arc<AtomicBool>,
    /// Where the call was handed over, under which its calls hang.
    standing: Standing,
}

enum Stage<'a, T> {
    Waiting(Call<'a, T>, Option<Listener<T>>),
    Running(Option<Listener<T>>),
    Done(Result<T, TaskError>),
    /// Somebody has the result.
    Over,
}

/// Who is told.
enum Listener<T> {
    Waker(Waker),
    Then(Then<T>),
}

/// What [`checkpoint`] unwinds with.
struct Cancelled;

std::thread_local! {
    /// Whether the task that runs on this thread was cancelled; the innermost one, if it runs others.
    static CURRENT: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// Ends the task that it is called in, if that was cancelled. Does nothing outside of tasks.
pub fn checkpoint() {
    let is_cancelled = |current: &RefCell<Option<Arc<AtomicBool>>>| {
        current.borrow().as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed))
    };
    if CURRENT.try_with(is_cancelled).unwrap_or(false) {
        resume_unwind(Box::new(Cancelled));
    }
}

/// The task runs on this thread until it is dropped.
struct Running(Option<Arc<AtomicBool>>);

impl Running {
    fn new(flag: &Arc<AtomicBool>) -> Running {
        Running(CURRENT.try_with(|current| current.replace(Some(Arc::clone(flag)))).ok().flatten())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = CURRENT.try_with(|current| current.replace(self.0.take()));
    }
}

impl<'a, T: Send> State<'a, T> {
    pub(super) fn new(call: impl FnOnce() -> T + Send + 'a) -> State<'a, T> {
        State {
            stage: Mutex::new(Stage::Waiting(Box::new(call), None)),
            done: Condvar::new(),
            asleep: AtomicUsize::new(0),
            is_done: AtomicBool::new(false),
            is_cancelled: Arc::new(AtomicBool::new(false)),
            standing: Standing::here(),
        }
    }

    /// Makes the call, if nobody has begun to. Whether it did.
    pub(super) fn run(&self) -> bool {
        let mut stage = self.lock();
        let (call, listener) = match core::mem::replace(&mut *stage, Stage::Over) {
            Stage::Waiting(call, listener) => (call, listener),
            other => {
                *stage = other;
                return false;
            }
        };
        *stage = Stage::Running(listener);
        drop(stage);
        let running = Running::new(&self.is_cancelled);
        let adopted = self.standing.adopt();
        let result = catch_unwind(AssertUnwindSafe(call));
        drop((adopted, running));
        self.end(result.map_err(|payload| match payload.downcast::<Cancelled>() {
            Ok(_) => TaskError::Cancelled,
            Err(payload) => TaskError::Panicked(payload),
        }));
        true
    }

    /// The result; `None` when the time is over.
    pub(super) fn wait(&self, time: Option<Duration>) -> Option<Result<T, TaskError>> {
        let until = time.and_then(|time| Instant::now().checked_add(time));
        if time.is_none() {
            self.wait_awake();
        }
        let mut stage = self.lock();
        loop {
            if let Some(result) = take(&mut stage) {
                return Some(result);
            }
            stage = self.sleep(stage, until);
            if until.is_some_and(|until| until <= Instant::now()) {
                return take(&mut stage);
            }
        }
    }

    /// Another thread runs it: that mostly takes less than sleeping and waking does.
    fn wait_awake(&self) {
        if self.is_done() || available() == 1 {
            return;
        }
        let until = now() + AWAKE_NS;
        while !self.is_done() && now() < until {
            (0..16).for_each(|_| core::hint::spin_loop());
        }
    }

    /// The result when the call has ended, if nobody has it.
    pub(super) fn settle(&self) -> Option<Result<T, TaskError>> {
        let mut stage = self.lock();
        while matches!(*stage, Stage::Waiting(..) | Stage::Running(_)) {
            stage = self.sleep(stage, None);
        }
        take(&mut stage)
    }

    /// The result, or `context` is woken when there is one.
    pub(super) fn poll(&self, context: &Context<'_>) -> Poll<Result<T, TaskError>> {
        let mut stage = self.lock();
        if let Some(result) = take(&mut stage) {
            return Poll::Ready(result);
        }
        let before = set(&mut stage, Listener::Waker(context.waker().clone()));
        drop(stage);
        drop(before);
        Poll::Pending
    }

    pub(super) fn then(&self, then: Then<T>) {
        let mut stage = self.lock();
        match take(&mut stage) {
            Some(result) => {
                drop(stage);
                then(result);
            }
            None => {
                let before = set(&mut stage, Listener::Then(then));
                drop(stage);
                drop(before);
            }
        }
    }
}

impl<'a, T> State<'a, T> {
    fn lock(&self) -> MutexGuard<'_, Stage<'a, T>> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits to be told, and is counted meanwhile: nobody else is told.
    fn sleep<'s>(&self, stage: MutexGuard<'s, Stage<'a, T>>, until: Option<Instant>) -> MutexGuard<'s, Stage<'a, T>> {
        self.asleep.fetch_add(1, Ordering::Relaxed);
        let stage = match until.map(|until| until.saturating_duration_since(Instant::now())) {
            None => self.done.wait(stage).unwrap_or_else(PoisonError::into_inner),
            Some(left) => self.done.wait_timeout(stage, left).unwrap_or_else(PoisonError::into_inner).0,
        };
        self.asleep.fetch_sub(1, Ordering::Relaxed);
        stage
    }

    pub(super) fn is_done(&self) -> bool {
        self.is_done.load(Ordering::Acquire)
    }

    /// Whether somebody has the result.
    pub(super) fn is_over(&self) -> bool {
        matches!(*self.lock(), Stage::Over)
    }

    pub(super) fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
        let mut stage = self.lock();
        match core::mem::replace(&mut *stage, Stage::Over) {
            Stage::Waiting(call, listener) => {
                *stage = Stage::Running(listener);
                drop(stage);
                // What the call holds is the user's to drop, and whoever waits is told all the same.
                let dropped = catch_unwind(AssertUnwindSafe(|| drop(call)));
                self.end(Err(TaskError::Cancelled));
                if let Err(payload) = dropped {
                    resume_unwind(payload);
                }
            }
            other => *stage = other,
        }
    }

    /// There is a result: whoever waits is told.
    fn end(&self, result: Result<T, TaskError>) {
        let mut stage = self.lock();
        let listener = match &mut *stage {
            Stage::Running(listener) => listener.take(),
            _ => None,
        };
        if let Some(Listener::Then(then)) = listener {
            *stage = Stage::Over;
            self.is_done.store(true, Ordering::Release);
            drop(stage);
            then(result);
            return;
        }
        *stage = Stage::Done(result);
        self.is_done.store(true, Ordering::Release);
        let is_awaited = self.asleep.load(Ordering::Relaxed) > 0;
        drop(stage);
        if is_awaited {
            // A system call.
            self.done.notify_all();
        }
        if let Some(Listener::Waker(waker)) = listener {
            waker.wake();
        }
    }
}

fn take<T>(stage: &mut Stage<'_, T>) -> Option<Result<T, TaskError>> {
    match core::mem::replace(stage, Stage::Over) {
        Stage::Done(result) => Some(result),
        other => {
            *stage = other;
            None
        }
    }
}

/// Puts a listener in the place of the one before.
fn set<T>(stage: &mut Stage<'_, T>, new: Listener<T>) -> Option<Listener<T>> {
    match stage {
        Stage::Waiting(_, listener) | Stage::Running(listener) => listener.replace(new),
        Stage::Done(_) | Stage::Over => Some(new),
    }
}
