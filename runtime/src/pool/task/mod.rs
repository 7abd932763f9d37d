//! Tasks: one call each, on another thread or on the one that wants its result.

mod counted;
mod future;
mod scope;
mod state;
mod stream;

use core::any::Any;
use core::time::Duration;
use std::panic::resume_unwind;
use std::sync::Arc;

use super::team::{Wanted, spawn};
use state::State;

pub use counted::Tasks;
pub(crate) use counted::{forget_tasks, tasks};
pub use scope::{Scope, ScopedTask, scope};
pub use state::checkpoint;
pub use stream::{Stream, stream};

/// A call that runs on another thread: what a function with `#[parallel(spawn)]` returns.
///
/// Whoever waits for it by [`join`](Task::join) before a thread has taken it runs it there and then. Dropping it lets it
/// run to its end.
pub struct Task<T> {
    state: Arc<State<'static, T>>,
    /// Those of the function that it is a call of.
    counts: Option<&'static Tasks>,
}

impl<T> core::fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Task").field("is_done", &self.is_done()).finish_non_exhaustive()
    }
}

/// Why a task has no result.
pub enum TaskError {
    /// It was cancelled.
    Cancelled,
    /// It panicked, with this payload.
    Panicked(Box<dyn Any + Send>),
}

impl core::fmt::Debug for TaskError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            TaskError::Cancelled => "Cancelled",
            TaskError::Panicked(_) => "Panicked(..)",
        })
    }
}

impl core::fmt::Display for TaskError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let TaskError::Panicked(payload) = self else {
            return f.write_str("the task was cancelled");
        };
        let text = payload.downcast_ref::<&str>().copied();
        match text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)) {
            Some(text) => write!(f, "the task panicked: {text}"),
            None => f.write_str("the task panicked"),
        }
    }
}

impl core::error::Error for TaskError {}

impl TaskError {
    /// Goes on as the task did.
    fn unwind(self) -> ! {
        match self {
            TaskError::Cancelled => panic!("the task was cancelled"),
            TaskError::Panicked(payload) => resume_unwind(payload),
        }
    }
}

impl<T: Send + 'static> Task<T> {
    /// A call that the threads of a pool may take: those of this name, or whoever helps here.
    pub fn spawn(pool: Option<&'static str>, threads: usize, call: impl FnOnce() -> T + Send + 'static) -> Task<T> {
        let task = Task { state: Arc::new(State::new(call)), counts: None };
        let state = Arc::clone(&task.state);
        spawn(Wanted { name: pool, threads }, move || {
            state.run();
        });
        task
    }

    /// The result, once it is there.
    ///
    /// # Panics
    ///
    /// As the task did, and if it was cancelled.
    pub fn join(self) -> T {
        self.try_join().unwrap_or_else(|error| error.unwind())
    }

    /// The result, once it is there.
    ///
    /// # Errors
    ///
    /// If the task panicked or was cancelled.
    pub fn try_join(self) -> Result<T, TaskError> {
        if self.state.run()
            && let Some(counts) = self.counts
        {
            counts.was_joined_early();
        }
        self.state.wait(None).expect("it waits until there is a result")
    }

    /// The result, if it is there within this time; else the task again. It is not run here.
    ///
    /// # Errors
    ///
    /// The task, when the time is over.
    ///
    /// # Panics
    ///
    /// As the task did, and if it was cancelled.
    pub fn wait(self, time: Duration) -> Result<T, Task<T>> {
        match self.state.wait(Some(time)) {
            Some(result) => Ok(result.unwrap_or_else(|error| error.unwind())),
            None => Err(self),
        }
    }

    /// Calls `then` with the result, on the thread that made it; here and now if it is there.
    pub fn on_done(self, then: impl FnOnce(Result<T, TaskError>) + Send + 'static) {
        self.state.then(Box::new(then));
    }
}

impl<T> Task<T> {
    /// Whether there is a result, or the task was cancelled.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.state.is_done()
    }

    /// Asks it to end: at once if it has not begun, else when it next comes to a [`checkpoint`].
    pub fn cancel(&self) {
        self.state.cancel();
    }
}
