//! Flights of async functions.

use core::future::Future;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::task::Wake;

use super::*;

/// What an async expansion does.
async fn call_async<K, V>(table: &Plain<K, V>, key: K, body: impl Future<Output = V>) -> V
where
    K: core::hash::Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync,
{
    match table.find(&key!(key)) {
        Ok(value) => value,
        Err(miss) => match table.begin_async(miss, key!(key)).await {
            Start::Found(value) => value,
            Start::Run(mut run) => {
                let value = run.poll(body).await;
                run.finish(value, true)
            }
        },
    }
}

/// Wakes a thread.
struct Unpark(thread::Thread, AtomicBool);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.1.store(true, Ordering::SeqCst);
        self.0.unpark();
    }
}

/// Polls futures in turn on this thread, each only when it was woken, until all are ready.
fn run_all<'a>(futures: Vec<Pin<Box<dyn Future<Output = ()> + 'a>>>) {
    let unparks: Vec<_> = futures.iter().map(|_| Arc::new(Unpark(thread::current(), AtomicBool::new(true)))).collect();
    let mut futures: Vec<_> = futures.into_iter().map(Some).collect();
    while futures.iter().any(Option::is_some) {
        let mut idle = true;
        for (slot, unpark) in futures.iter_mut().zip(&unparks) {
            let Some(future) = slot else { continue };
            if unpark.1.swap(false, Ordering::SeqCst) {
                idle = false;
                let waker = Waker::from(Arc::clone(unpark));
                if future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
                    *slot = None;
                }
            }
        }
        if idle {
            thread::park();
        }
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let result = Mutex::new(None);
    run_all(vec![Box::pin(async { *result.lock().unwrap() = Some(future.await) })]);
    result.into_inner().unwrap().unwrap()
}

/// Pending so many times.
fn yields(times: usize) -> impl Future<Output = ()> + Send {
    let mut left = times;
    core::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    })
}

#[test]
fn tasks_of_one_thread_share_a_run() {
    within_a_minute(|| {
        let (table, runs) = (Plain::new(Setup::DEFAULT), AtomicUsize::new(0));
        let one = || -> Pin<Box<dyn Future<Output = ()> + '_>> {
            Box::pin(async {
                let body = async {
                    runs.fetch_add(1, Ordering::Relaxed);
                    yields(3).await;
                    7
                };
                assert_eq!(call_async(&table, 1, body).await, 7);
            })
        };
        run_all((0..20).map(|_| one()).collect());
        assert_eq!(runs.load(Ordering::Relaxed), 1);
        assert_eq!(table.info().waits, 19);
    });
}

#[test]
fn tasks_of_many_threads_share_a_run() {
    within_a_minute(|| {
        let (table, runs) = (Plain::new(Setup::DEFAULT), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..if cfg!(miri) { 3 } else { 16 } {
                scope.spawn(|| {
                    block_on(async {
                        let body = async {
                            runs.fetch_add(1, Ordering::Relaxed);
                            yields(100).await;
                            7
                        };
                        assert_eq!(call_async(&table, 1, body).await, 7);
                    });
                });
            }
        });
        assert_eq!(runs.into_inner(), 1);
    });
}

#[test]
fn a_cancelled_leader_hands_over_at_once() {
    within_a_minute(|| {
        let table = Plain::new(Setup::DEFAULT);
        let waker = Waker::noop();
        let mut context = Context::from_waker(waker);
        let mut leader = Box::pin(call_async(&table, 1, core::future::pending::<i32>()));
        assert!(leader.as_mut().poll(&mut context).is_pending());
        let woken = Arc::new(Unpark(thread::current(), AtomicBool::new(false)));
        let waiters_waker = Waker::from(Arc::clone(&woken));
        let mut waiter = pin!(call_async(&table, 1, async { 7 }));
        let mut waiters_context = Context::from_waker(&waiters_waker);
        assert!(waiter.as_mut().poll(&mut waiters_context).is_pending());
        drop(leader);
        assert!(woken.1.load(Ordering::SeqCst), "the waiter is woken");
        assert_eq!(waiter.as_mut().poll(&mut waiters_context), Poll::Ready(7));
    });
}

#[test]
fn a_cancelled_waiter_leaves_no_trace() {
    within_a_minute(|| {
        let table = Plain::new(Setup::DEFAULT);
        let mut context = Context::from_waker(Waker::noop());
        let mut leader = Box::pin(call_async(&table, 1, yields(1).then_value(7)));
        assert!(leader.as_mut().poll(&mut context).is_pending());
        let mut waiter = Box::pin(call_async(&table, 1, async { 8 }));
        assert!(waiter.as_mut().poll(&mut context).is_pending());
        drop(waiter);
        assert_eq!(leader.as_mut().poll(&mut context), Poll::Ready(7));
        assert_eq!(table.peek(&key!(1)), Some(7));
    });
}

trait ThenValue: Future<Output = ()> + Sized {
    fn then_value<V>(self, value: V) -> impl Future<Output = V> {
        async move {
            self.await;
            value
        }
    }
}

impl<F: Future<Output = ()>> ThenValue for F {}

/// Two tasks of one thread, each of whose bodies needs the other's key.
#[test]
fn tasks_that_wait_for_each_other_do_not_hang() {
    within_a_minute(|| {
        let table = Plain::new(Setup::DEFAULT);
        let task = |mine: u32, other: u32| -> Pin<Box<dyn Future<Output = ()> + '_>> {
            let table = &table;
            Box::pin(async move {
                let body = async {
                    yields(2).await;
                    mine + 10 * call_async(table, other, async { other }).await
                };
                assert_eq!(call_async(table, mine, body).await % 10, mine);
            })
        };
        run_all(vec![task(1, 2), task(2, 1)]);
    });
}

#[test]
fn a_body_that_awaits_its_own_key_computes_it() {
    within_a_minute(|| {
        let table = Plain::new(Setup::DEFAULT);
        let value = block_on(call_async(&table, 1, async {
            yields(1).await;
            call_async(&table, 2, async { call_async(&table, 1, async { 7 }).await + 1 }).await + 1
        }));
        assert_eq!(value, 9);
    });
}

/// A body that blocks on a future, while another thread blocks on that body.
#[test]
fn threads_and_tasks_that_wait_crosswise_do_not_hang() {
    within_a_minute(|| {
        for _ in 0..if cfg!(miri) { 2 } else { 50 } {
            let (sync, asyn) = (Plain::new(Setup::DEFAULT), Plain::new(Setup::DEFAULT));
            let both = Barrier::new(2);
            thread::scope(|scope| {
                scope.spawn(|| {
                    let value = call(&sync, 1, || {
                        both.wait();
                        1 + 10 * block_on(call_async(&asyn, 2, async { 2 }))
                    });
                    assert_eq!(value % 10, 1);
                });
                scope.spawn(|| {
                    let value = block_on(call_async(&asyn, 2, async {
                        both.wait();
                        yields(1).await;
                        2 + 10 * call(&sync, 1, || 1)
                    }));
                    assert_eq!(value % 10, 2);
                });
            });
        }
    });
}

#[test]
fn a_task_that_has_waited_too_long_computes() {
    within_a_minute(|| {
        let table = Plain::new(Setup { wait: Some(Duration::from_millis(10)), ..Setup::DEFAULT });
        let mut leader = Box::pin(call_async(&table, 1, core::future::pending::<i32>()));
        assert!(leader.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(block_on(call_async(&table, 1, async { 7 })), 7);
    });
}

#[test]
fn the_future_of_a_call_can_be_sent() {
    fn sendable<F: Send>(future: F) -> F {
        future
    }
    let table = Plain::new(Setup::DEFAULT);
    let key = String::from("key");
    assert_eq!(block_on(sendable(call_async(&table, key, async { String::from("value") }))), "value");
}
