//! `#[parallel(spawn)]`: a call runs elsewhere, and its result is waited for.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use bedeck::parallel;

/// Adds up.
#[allow(clippy::needless_pass_by_value)]
#[parallel(spawn)]
fn sum(numbers: Vec<u64>, (a, b): (u64, u64)) -> u64 {
    numbers.iter().sum::<u64>() + a + b
}

#[allow(clippy::needless_pass_by_value)]
#[parallel(spawn, pool = "spawned", threads = 2)]
fn longest<T: AsRef<str> + Send + Sync + 'static>(words: Arc<[T]>) -> Option<String> {
    let mut words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    words.sort_by_key(|word| word.len());
    Some((*words.last()?).to_owned())
}

#[parallel(spawn)]
fn sleeping(time: Duration) {
    thread::sleep(time);
}

struct Job(u64);

impl Job {
    #[parallel(spawn)]
    fn run(mut self) -> u64 {
        self.0 += 1;
        self.0
    }

    #[parallel(spawn)]
    fn checked(n: u64) -> Result<Job, String> {
        assert!(n < 100, "too large");
        n.checked_sub(1).map(Job).ok_or_else(|| "zero".to_owned())
    }
}

#[test]
fn results_are_waited_for() {
    assert_eq!(sum(vec![1, 2, 3], (4, 5)).join(), 15);
    assert_eq!(sum_inline(vec![1], (0, 0)), 1);
    let words: Arc<[&str]> = ["a", "longest", "bc"].into();
    assert_eq!(longest(words).join().as_deref(), Some("longest"));
    let tasks: Vec<_> = (0..100).map(|n| Job(n).run()).collect();
    assert!(tasks.into_iter().map(bedeck::Task::join).eq(1..=100));
    assert_eq!(Job::checked(0).join().err().as_deref(), Some("zero"));
}

#[test]
fn a_panic_travels() {
    let error = Job::checked(100).try_join().err().expect("it panics");
    assert_eq!(error.to_string(), "the task panicked: too large");
    let late = sleeping(Duration::from_millis(300)).wait(Duration::from_millis(1)).expect_err("it sleeps");
    late.join();
}

/// Unparks a thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[test]
fn a_task_is_a_future() {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut task = pin!(async { sum(vec![1; 1000], (0, 0)).await + Job(1).run().await });
    let result = loop {
        match task.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(result) => break result,
            Poll::Pending => thread::park(),
        }
    };
    assert_eq!(result, 1002);
}
