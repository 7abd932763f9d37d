//! Wakes tasks after a time: one thread, begun by the first that asks.

use core::cmp::Reverse;
use core::future::{Future, poll_fn};
use core::task::{Poll, Waker};
use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, Once, PoisonError};
use std::time::Instant;

use super::task::next_id;

/// Who sleeps until when, the first one last. The number tells those apart who sleep until the same moment.
type Sleepers = BTreeMap<Reverse<(Instant, u64)>, Waker>;

static SLEEPERS: Mutex<Sleepers> = Mutex::new(BTreeMap::new());
static CHANGED: Condvar = Condvar::new();

fn sleepers() -> MutexGuard<'static, Sleepers> {
    SLEEPERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A future that is ready after so long. Where no thread can be begun it never is.
pub(in crate::memo) fn sleep(duration: Duration) -> impl Future<Output = ()> + Send {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        // Without the thread nobody is woken in time; the flight's own end wakes them all the same.
        let _ = std::thread::Builder::new().name("bedeck-timer".into()).spawn(run);
    });
    let sleeper = Sleeper { until: Instant::now() + duration, number: next_id() };
    poll_fn(move |context| {
        if Instant::now() >= sleeper.until {
            return Poll::Ready(());
        }
        let waker = context.waker().clone();
        let old = sleepers().insert(sleeper.key(), waker);
        CHANGED.notify_one();
        drop(old);
        Poll::Pending
    })
}

struct Sleeper {
    until: Instant,
    number: u64,
}

impl Sleeper {
    fn key(&self) -> Reverse<(Instant, u64)> {
        Reverse((self.until, self.number))
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        let old = sleepers().remove(&self.key());
        drop(old);
    }
}

/// The thread.
fn run() {
    let mut sleeping = sleepers();
    loop {
        let next = sleeping.last_key_value().map(|(Reverse((until, _)), _)| *until);
        let now = Instant::now();
        match next {
            None => sleeping = CHANGED.wait(sleeping).unwrap_or_else(PoisonError::into_inner),
            Some(until) if until > now => {
                let waited = CHANGED.wait_timeout(sleeping, until - now);
                sleeping = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
            Some(_) => {
                let due = sleeping.pop_last();
                drop(sleeping);
                due.into_iter().for_each(|(_, waker)| waker.wake());
                sleeping = sleepers();
            }
        }
    }
}
