// unsafe: tasks that borrow are handed to threads as if they did not, and end before what they borrow does.
//! Tasks that borrow from their caller, who therefore waits for all of them.

use core::any::Any;
use core::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::state::State;
use super::{TaskError, Wanted, spawn};

type Payload = Box<dyn Any + Send>;

/// Where tasks that borrow belong to: see [`scope`].
pub struct Scope<'scope, 'env: 'scope> {
    tasks: Mutex<Tasks>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// The tasks of a scope in the order of their beginning; those whose result somebody has are let go now and then.
struct Tasks {
    all: Vec<Arc<dyn Pending>>,
    /// When to look for those next.
    full: usize,
}

/// What the end of a scope knows of its tasks.
trait Pending: Send + Sync {
    /// Makes the call, if nobody has begun to.
    fn run(&self);
    /// Waits for the end of the call and drops its result, or gives the payload of a panic that reached nobody.
    fn settle(&self) -> Option<Payload>;
    /// Whether nothing of the call and its result is left.
    fn is_over(&self) -> bool;
}

impl<T: Send> Pending for State<'_, T> {
    fn run(&self) {
        State::run(self);
    }

    fn settle(&self) -> Option<Payload> {
        match State::settle(self) {
            Some(Err(TaskError::Panicked(payload))) => Some(payload),
            // The destructor is the user's, and the other tasks have to end all the same.
            other => catch_unwind(AssertUnwindSafe(|| drop(other))).err(),
        }
    }

    fn is_over(&self) -> bool {
        State::is_over(self)
    }
}

/// Calls `work` with a scope, whose tasks may borrow what lives longer than the scope, and waits for all of them.
///
/// ```
/// use bedeck::scope;
///
/// fn longest<'a>(text: &'a str) -> &'a str {
///     text.split_whitespace().max_by_key(|word| word.len()).unwrap_or("")
/// }
///
/// let text = String::from("one two three\nfour five");
/// let (first, second) = text.split_once('\n').unwrap();
/// let words = scope(|s| {
///     let task = s.spawn(|| longest(first));
///     [longest(second), task.join()]
/// });
/// assert_eq!(words, ["five", "three"]);
/// ```
///
/// A thread of the pool takes a task, or whoever waits for one that no thread has taken yet: its [`join`](ScopedTask::join), or the
/// end of the scope. So scopes in tasks in scopes never wait for each other, however few threads there are. Under `BEDECK=serial`
/// a task runs where it is spawned.
///
/// # Panics
///
/// As `work` did, or as the first of its tasks did that nobody joined, after all of them have ended.
pub fn scope<'env, F, T>(work: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let scope = Scope { tasks: Mutex::new(Tasks { all: Vec::new(), full: 64 }), scope: PhantomData, env: PhantomData };
    let result = catch_unwind(AssertUnwindSafe(|| work(&scope)));
    let panicked = scope.end();
    match (result, panicked) {
        (Err(payload), _) | (Ok(_), Some(payload)) => resume_unwind(payload),
        (Ok(result), None) => result,
    }
}

impl<'scope> Scope<'scope, '_> {
    /// A task of this scope: a call that a thread of the pool may take.
    pub fn spawn<T: Send + 'scope>(&'scope self, call: impl FnOnce() -> T + Send + 'scope) -> ScopedTask<'scope, T> {
        let state = Arc::new(State::new(call));
        let (pending, job): (Arc<dyn Pending + 'scope>, _) = (Arc::clone(&state) as _, Arc::clone(&state));
        let job: Box<dyn FnOnce() + Send + 'scope> = Box::new(move || {
            job.run();
        });
        // SAFETY: only lifetimes change. Before `'scope` ends, `Scope::end` has every task of the list over: what borrowed
        // is gone from its state then, which is all that a job that comes later looks at.
        let (pending, job) = unsafe {
            (
                core::mem::transmute::<Arc<dyn Pending + 'scope>, Arc<dyn Pending>>(pending),
                core::mem::transmute::<Box<dyn FnOnce() + Send + 'scope>, Box<dyn FnOnce() + Send>>(job),
            )
        };
        // Before anybody can begin it.
        self.tasks().add(pending);
        spawn(Wanted::DEFAULT, job);
        ScopedTask { state, scope: PhantomData }
    }
}

impl Scope<'_, '_> {
    fn tasks(&self) -> MutexGuard<'_, Tasks> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for all tasks, and for those that they began. The panic of the first comes back that nobody has seen.
    fn end(&self) -> Option<Payload> {
        let mut panicked: Option<Payload> = None;
        loop {
            let tasks = core::mem::take(&mut self.tasks().all);
            if tasks.is_empty() {
                return panicked;
            }
            tasks.iter().for_each(|task| task.run());
            for payload in tasks.iter().filter_map(|task| task.settle()) {
                if panicked.is_none() {
                    panicked = Some(payload);
                } else {
                    // What its destructor does is not worth telling beside the first.
                    let _ = catch_unwind(AssertUnwindSafe(|| drop(payload)));
                }
            }
        }
    }
}

impl core::fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl Tasks {
    fn add(&mut self, task: Arc<dyn Pending>) {
        if self.all.len() >= self.full {
            self.all.retain(|task| !task.is_over());
            self.full = 2 * self.all.len().max(32);
        }
        self.all.push(task);
    }
}

/// A call on another thread that may borrow from its [`scope`], which ends after it.
pub struct ScopedTask<'scope, T> {
    state: Arc<State<'scope, T>>,
    scope: PhantomData<&'scope ()>,
}

impl<T> core::fmt::Debug for ScopedTask<'_, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ScopedTask").field("is_done", &self.is_done()).finish_non_exhaustive()
    }
}

impl<T: Send> ScopedTask<'_, T> {
    /// The result, once it is there. If no thread has taken the task yet, it is run here.
    ///
    /// # Panics
    ///
    /// As the task did, and if it was cancelled.
    pub fn join(self) -> T {
        self.try_join().unwrap_or_else(|error| error.unwind())
    }

    /// The result, once it is there. If no thread has taken the task yet, it is run here.
    ///
    /// # Errors
    ///
    /// If the task panicked or was cancelled.
    pub fn try_join(self) -> Result<T, TaskError> {
        self.state.run();
        self.state.wait(None).expect("it waits until there is a result")
    }
}

impl<T> ScopedTask<'_, T> {
    /// Whether there is a result, or the task was cancelled.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.state.is_done()
    }

    /// Asks it to end: at once if it has not begun, else when it next comes to a [`checkpoint`](super::checkpoint).
    pub fn cancel(&self) {
        self.state.cancel();
    }
}

#[cfg(test)]
mod tests;
