//! `#[memoize]` when several want the same at once: on threads, in async tasks, and in circles.

use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Barrier, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use bedeck::memoize;

use crate::rows::pause;

/// Fails in place of hanging.
pub(crate) fn watched<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(run()));
    receiver.recv_timeout(Duration::from_secs(60)).expect("it ends")
}

static SLOW: AtomicU64 = AtomicU64::new(0);

#[memoize]
fn slow(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(30));
    n + SLOW.fetch_add(1, Relaxed) * 100
}

#[test]
fn one_thread_runs_the_body_and_the_others_wait() {
    for threads in [2, 8, 64] {
        let results = watched(move || {
            let barrier = Barrier::new(threads);
            let call = |n| {
                barrier.wait();
                slow(n)
            };
            thread::scope(|scope| {
                let handles: Vec<_> = (0..threads).map(|_| scope.spawn(|| call(threads as u64))).collect();
                handles.into_iter().map(|handle| handle.join().unwrap()).collect::<Vec<_>>()
            })
        });
        assert!(results.iter().all(|result| *result == results[0]), "{results:?}");
    }
    let info = slow_memo().info();
    assert_eq!((SLOW.load(Relaxed), info.misses), (3, 3));
    assert!(info.waits > 0);
}

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

#[memoize]
fn itself(n: u64) -> u64 {
    let depth = DEPTH.get();
    DEPTH.set(depth + 1);
    if depth < 2 { itself(n) + 1 } else { n }
}

#[memoize]
fn even(n: u64) -> bool {
    n == 0 || odd(n - 1)
}

#[memoize]
fn odd(n: u64) -> bool {
    n != 0 && even(n - 1)
}

#[memoize]
fn crosswise(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(5));
    let depth = DEPTH.get();
    DEPTH.set(depth + 1);
    if depth < 1 { crosswise(1 - n) + 1 } else { 10 }
}

#[test]
fn circles_end() {
    assert_eq!(watched(|| itself(1)), 3);
    assert!(watched(|| even(200)) && !watched(|| odd(100)));
    for _ in 0..20 {
        crosswise_memo().clear();
        let results = watched(|| {
            let barrier = Barrier::new(2);
            let call = |n| {
                DEPTH.set(0);
                barrier.wait();
                crosswise(n)
            };
            thread::scope(|scope| {
                let other = scope.spawn(|| call(1));
                [call(0), other.join().unwrap()]
            })
        });
        assert!(results.iter().all(|result| [10, 11, 12].contains(result)), "{results:?}");
    }
}

static PAGES: AtomicU64 = AtomicU64::new(0);

#[memoize]
async fn page(path: &str) -> Result<String, u64> {
    let number = PAGES.fetch_add(1, Relaxed);
    pause().await;
    if path.is_empty() {
        return Err(number);
    }
    Ok(path.to_owned())
}

#[test]
fn async_callers_wait_and_take_over() {
    let mut context = Context::from_waker(Waker::noop());
    let (mut first, mut second) = (Box::pin(page("a")), pin!(page("a")));
    assert!(first.as_mut().poll(&mut context).is_pending());
    assert!(second.as_mut().poll(&mut context).is_pending());
    assert_eq!(PAGES.load(Relaxed), 1, "one runs the body");
    drop(first);
    assert!(second.as_mut().poll(&mut context).is_pending(), "the other one takes over");
    assert_eq!(PAGES.load(Relaxed), 2);
    assert_eq!(second.as_mut().poll(&mut context), Poll::Ready(Ok("a".to_owned())));
    // An error is for the caller that ran the body; who waits tries again.
    let (mut first, mut second) = (pin!(page("")), pin!(page("")));
    assert!(first.as_mut().poll(&mut context).is_pending() && second.as_mut().poll(&mut context).is_pending());
    assert_eq!(first.as_mut().poll(&mut context), Poll::Ready(Err(2)));
    assert!(second.as_mut().poll(&mut context).is_pending());
    assert_eq!(second.as_mut().poll(&mut context), Poll::Ready(Err(3)));
    assert_eq!(page_memo().info().entries, 1);
}

#[memoize(wait = "10ms")]
fn impatient(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(100));
    n
}

#[test]
fn a_wait_may_have_an_end() {
    watched(|| thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(|| impatient(1))))));
    assert_eq!((impatient_memo().info().misses, impatient(1)), (2, 1));
}
