//! Tasks, streams and maps.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use bedeck_runtime::pool::{Task, TaskError};

use super::*;

fn spawn<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> Task<T> {
    Task::spawn(None, 0, call)
}

/// Runs a future, asleep between its polls.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[test]
fn results_come_by_every_way() {
    for n in 0..200_u64 {
        assert_eq!(spawn(move || n * 2).join(), n * 2);
        assert_eq!(block_on(spawn(move || n + 1)), n + 1);
        let (tell, told) = mpsc::channel();
        spawn(move || n).on_done(move |result| tell.send(result.unwrap()).unwrap());
        assert_eq!(told.recv(), Ok(n));
    }
    let mut task = spawn(|| std::thread::sleep(Duration::from_millis(30)));
    let mut waits = 0;
    while let Err(again) = task.wait(Duration::from_millis(1)) {
        (task, waits) = (again, waits + 1);
    }
    assert!(waits > 3);
}

#[test]
fn a_panic_of_a_task_comes_out_where_it_is_joined() {
    let panic = catch_unwind(|| spawn(|| std::panic::panic_any(7)).join()).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&7));
    let panic = catch_unwind(|| block_on(spawn(|| std::panic::panic_any(8)))).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&8));
    assert!(matches!(spawn(|| panic!("no")).try_join(), Err(error) if error.to_string() == "the task panicked: no"));
    assert_eq!(spawn(|| 1).join(), 1, "the threads live on");
}

#[test]
fn a_cancelled_task_ends_at_its_next_checkpoint() {
    let begun = Arc::new(AtomicBool::new(false));
    let task = spawn({
        let begun = Arc::clone(&begun);
        move || {
            begun.store(true, Ordering::Relaxed);
            loop {
                pool::checkpoint();
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    });
    while !begun.load(Ordering::Relaxed) {
        std::thread::yield_now();
    }
    task.cancel();
    let result: Result<(), TaskError> = task.try_join();
    assert!(matches!(result, Err(TaskError::Cancelled)));
    pool::checkpoint();
}

#[test]
fn a_dropped_task_goes_on() {
    let (tell, told) = mpsc::channel();
    drop(spawn(move || tell.send(5).unwrap()));
    assert_eq!(told.recv(), Ok(5));
}

#[test]
fn tasks_that_join_tasks_hang_nobody() {
    fn fib(n: u64) -> u64 {
        if n < 2 {
            return n;
        }
        let left = spawn(move || fib(n - 1));
        fib(n - 2) + left.join()
    }
    assert_eq!(fib(16), 987);
}

#[test]
fn a_stream_keeps_the_order_and_its_bound() {
    let under_way = Arc::new(AtomicUsize::new(0));
    let taken = Arc::clone(&under_way);
    let items = (0..500_u64).inspect(move |_| assert!(taken.fetch_add(1, Ordering::Relaxed) < 4));
    for (expected, result) in (0..).zip(pool::stream(items, |n| n * n, None, 0, 4, true)) {
        assert_eq!(result, expected * expected);
        under_way.fetch_sub(1, Ordering::Relaxed);
    }
    let mut free: Vec<u64> = pool::stream(0..500, |n| n, None, 0, 0, false).collect();
    free.sort_unstable();
    assert!(free.into_iter().eq(0..500));
    let panics = |n: u64| if n == 9 { std::panic::panic_any(n) } else { n };
    let panic = catch_unwind(AssertUnwindSafe(|| pool::stream(0..500, panics, None, 0, 0, true).count())).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&9_u64));
}

#[test]
fn a_map_gives_results_in_order_and_states_are_made_for_threads() {
    region!(region, turn, chunk(5));
    let items: Vec<String> = (0..3000).map(|n| n.to_string()).collect();
    let states = AtomicUsize::new(0);
    for _ in 0..20 {
        let made = || states.fetch_add(1, Ordering::Relaxed);
        let lengths = pool::map_with(region, turn, &items, made, |_, item| item.len());
        assert!(lengths.iter().zip(&items).all(|(length, item)| *length == item.len()) && lengths.len() == 3000);
    }
    let most = 20 * std::thread::available_parallelism().unwrap().get();
    assert!(states.into_inner() <= most);
}
