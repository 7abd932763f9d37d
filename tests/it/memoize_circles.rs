//! `#[memoize]` never hangs: with 2 to 64 threads, foreign code that calls back, executors, and futures that are dropped.
#![allow(clippy::needless_pass_by_value, reason = "the signatures are what is tested")]

use std::collections::VecDeque;
use std::future::Future;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Barrier, Condvar, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use bedeck::memoize;

use crate::memoize_flights::watched;
use crate::rows::{assert_send, pause};

/// Runs the same on so many threads at once.
fn on_threads<T: Send>(threads: usize, run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(threads);
    thread::scope(|scope| {
        let start = |at| {
            barrier.wait();
            run(at)
        };
        let handles: Vec<_> = (0..threads).map(|at| scope.spawn(move || start(at))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    })
}

#[memoize]
fn paths(rows: u64, columns: u64) -> u64 {
    if rows == 0 || columns == 0 { 1 } else { paths(rows - 1, columns) + paths(rows, columns - 1) }
}

#[memoize]
fn up(n: u64) -> u64 {
    if n == 0 { 0 } else { 1 + down(n - 1).max(up(n - 1)) }
}

#[memoize]
fn down(n: u64) -> u64 {
    if n == 0 { 0 } else { 1 + up(n - 1).max(down(n - 1)) }
}

#[test]
fn recursion_by_many_threads() {
    for threads in [2, 5, 16, 64] {
        paths_memo().clear();
        let results = watched(move || on_threads(threads, |at| (paths(12, 12), up(60), down(60 + at as u64))));
        assert!(results.iter().all(|(paths, up, down)| (*paths, *up) == (2_704_156, 60) && *down >= 60), "{results:?}");
    }
}

thread_local! {
    static DEPTH: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

#[memoize]
fn round(at: u64) -> u64 {
    let depth = DEPTH.replace(DEPTH.get() + 1);
    thread::yield_now();
    if depth > 16 { at } else { round((at + 1) % 8) }
}

#[test]
fn rings_of_many_threads() {
    for threads in [2, 8, 64] {
        for _ in 0..20 {
            round_memo().clear();
            let results = watched(move || {
                on_threads(threads, |at| {
                    DEPTH.set(0);
                    round(at as u64 % 8)
                })
            });
            assert!(results.iter().all(|result| *result < 8));
        }
    }
}

/// A key and value whose every trait calls memoized functions again.
struct Calling(u64);

fn call_back(n: u64) {
    let depth = DEPTH.replace(DEPTH.get() + 1);
    if depth < 2 {
        let _ = bounded(Calling(n % 4));
        let _ = bounded(Calling(n % 7));
    }
    DEPTH.set(depth);
}

impl Hash for Calling {
    fn hash<H: Hasher>(&self, state: &mut H) {
        call_back(self.0 + 1);
        (self.0 % 3).hash(state);
    }
}

impl PartialEq for Calling {
    fn eq(&self, other: &Calling) -> bool {
        call_back(self.0 + 2);
        self.0 == other.0
    }
}

impl Eq for Calling {}

impl Clone for Calling {
    fn clone(&self) -> Calling {
        call_back(self.0 + 3);
        Calling(self.0)
    }
}

impl Drop for Calling {
    fn drop(&mut self) {
        call_back(self.0 + 4);
    }
}

#[memoize(max_weight = 6, weight = |value| { call_back(value.0); 1_u64 })]
#[allow(clippy::needless_pass_by_value, reason = "a key that is owned")]
fn bounded(key: Calling) -> Calling {
    call_back(key.0 + 5);
    Calling(key.0)
}

#[test]
fn foreign_code_that_calls_back() {
    for threads in [2, 8] {
        watched(move || {
            on_threads(threads, |at| {
                for n in 0..6 {
                    assert_eq!(bounded(Calling(n + at as u64)).0, n + at as u64);
                }
                bounded_memo().clear();
            })
        });
    }
}

static FRAGILE: AtomicU64 = AtomicU64::new(0);

#[memoize]
fn fragile(n: u64) -> u64 {
    thread::yield_now();
    assert!(FRAGILE.fetch_add(1, Relaxed) % 3 == 2, "two of three");
    n
}

#[test]
fn panics_among_many_threads() {
    for threads in [2, 16, 64] {
        fragile_memo().clear();
        let results =
            watched(move || on_threads(threads, |_| catch_unwind(AssertUnwindSafe(|| fragile(threads as u64))).ok()));
        let failed = results.iter().filter(|result| result.is_none()).count();
        assert!(failed <= 2 && results.iter().flatten().all(|result| *result == threads as u64), "{results:?}");
    }
}

/// An executor: tasks that are ready, and threads that poll them.
#[derive(Default)]
struct Executor {
    queue: Mutex<VecDeque<Arc<Task>>>,
    changed: Condvar,
    left: AtomicU64,
}

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Task {
    job: Mutex<Option<Job>>,
    executor: Arc<Executor>,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        let executor = Arc::clone(&self.executor);
        executor.queue.lock().unwrap().push_back(self);
        executor.changed.notify_one();
    }
}

impl Executor {
    fn spawn(self: &Arc<Self>, job: impl Future<Output = ()> + Send + 'static) {
        self.left.fetch_add(1, Relaxed);
        Arc::new(Task { job: Mutex::new(Some(Box::pin(job))), executor: Arc::clone(self) }).wake();
    }

    /// Polls tasks until none is left.
    fn work(&self) {
        loop {
            let mut queue = self.queue.lock().unwrap();
            let task = loop {
                if self.left.load(Relaxed) == 0 {
                    return;
                }
                match queue.pop_front() {
                    Some(task) => break task,
                    None => queue = self.changed.wait_timeout(queue, std::time::Duration::from_millis(20)).unwrap().0,
                }
            };
            drop(queue);
            let waker = Waker::from(Arc::clone(&task));
            let mut job = task.job.lock().unwrap();
            let Some(running) = job.as_mut() else { continue };
            if running.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
                *job = None;
                self.left.fetch_sub(1, Relaxed);
                self.changed.notify_all();
            }
        }
    }
}

/// Wakes itself, and lets others run.
async fn yield_now() {
    let mut yielded = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

static FETCHED: AtomicU64 = AtomicU64::new(0);

#[memoize]
async fn fetch(n: u64) -> u64 {
    FETCHED.fetch_add(1, Relaxed);
    yield_now().await;
    if n == 0 { 0 } else { 1 + Box::pin(fetch(n - 1)).await }
}

/// A caller that gives up while it runs or waits.
async fn give_up(n: u64) {
    let mut call = pin!(fetch(n));
    std::future::poll_fn(|context| {
        let _ = call.as_mut().poll(context);
        Poll::Ready(())
    })
    .await;
}

#[test]
fn tasks_of_an_executor_with_many_threads() {
    for threads in [2, 8] {
        fetch_memo().clear();
        let before = FETCHED.load(Relaxed);
        let sum = Arc::new(AtomicU64::new(0));
        let total = Arc::clone(&sum);
        watched(move || {
            let executor = Arc::new(Executor::default());
            for at in 0..200_u64 {
                let total = Arc::clone(&total);
                executor.spawn(assert_send(async move {
                    if at % 3 == 0 {
                        give_up(at % 40).await;
                    }
                    total.fetch_add(fetch(at % 40).await, Relaxed);
                }));
            }
            on_threads(threads, |_| executor.work());
        });
        assert_eq!(sum.load(Relaxed), 5 * (0..40).sum::<u64>());
        let runs = FETCHED.load(Relaxed) - before;
        assert!((40..40 + 67 * 40).contains(&runs), "{runs}");
        assert_eq!(fetch_memo().info().entries, 40);
    }
}

#[memoize]
fn blocking(n: u64) -> u64 {
    crate::rows::block_on(waiting(n))
}

#[memoize]
async fn waiting(n: u64) -> u64 {
    pause().await;
    if n == 0 { 0 } else { 1 + blocking(n - 1) }
}

#[test]
fn futures_that_block_and_bodies_that_wait_for_futures() {
    for threads in [2, 8, 32] {
        blocking_memo().clear();
        waiting_memo().clear();
        let results = watched(move || {
            on_threads(threads, |at| if at % 2 == 0 { blocking(30) } else { crate::rows::block_on(waiting(30)) })
        });
        assert!(results.iter().all(|result| *result == 30), "{results:?}");
    }
}
