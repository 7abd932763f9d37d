//! How the first call of all starts the runtime, and how it is reset.

use core::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use crate::clock;
use crate::record::sites::sites;
use crate::report::exit;
use crate::state::{ASLEEP, FIRST, OFF, STATE, epoch};

/// The epoch, after the first call has started the runtime; `None` when it is off, or only just being started.
pub(crate) fn ready() -> Option<u64> {
    if STATE.load(Ordering::Acquire) == ASLEEP {
        wake();
    }
    #[cfg(unix)]
    exit::look_after_child();
    epoch()
}

/// The first call of all decides whether to record, and arranges the report.
///
/// It may be made inside the allocator, in a signal handler, in any destructor: see `report/exit`.
#[cold]
fn wake() {
    /// The thread that starts the runtime.
    static STARTER: AtomicUsize = AtomicUsize::new(0);
    let me = thread_mark();
    match STARTER.compare_exchange(0, me, Ordering::AcqRel, Ordering::Relaxed) {
        Err(starter) if starter != me => await_start(),
        // A decorated function that the start itself calls, or a signal handler: counted without a time.
        Err(_) => {}
        Ok(_) => {
            if exit::wishes().off {
                STATE.store(OFF, Ordering::Release);
                return;
            }
            clock::start();
            STATE.store(FIRST, Ordering::SeqCst);
            exit::follow(exit::wishes());
        }
    }
}

/// Another thread starts the runtime, which takes some microseconds, or longer where it does not get a processor. Not for
/// ever: it may wait for the very code that waits here, or be left behind by a fork. So all waits together have an end.
fn await_start() {
    const YIELDS: u32 = 1000;
    static NAPS: AtomicU32 = AtomicU32::new(2000);
    let is_asleep = || STATE.load(Ordering::Acquire) == ASLEEP;
    for _ in (0..YIELDS).take_while(|_| is_asleep()) {
        std::thread::yield_now();
    }
    let nap_left = || NAPS.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
    while is_asleep() && nap_left() {
        std::thread::sleep(Duration::from_micros(50));
    }
}

/// A number that no other living thread has: the address of a thread-local.
#[inline]
pub(crate) fn thread_mark() -> usize {
    thread_local! {
        static HERE: u64 = const { 0 };
    }
    HERE.with(|here| core::ptr::from_ref(here).addr())
}

/// When the epoch began, in nanoseconds after the clock did.
static BEGAN_NS: AtomicU64 = AtomicU64::new(0);
/// The same in ticks.
static BEGAN: AtomicU64 = AtomicU64::new(0);

/// How long the epoch has lasted.
pub(crate) fn epoch_age() -> Duration {
    clock::wall().saturating_sub(Duration::from_nanos(BEGAN_NS.load(Ordering::Relaxed)))
}

/// When the epoch began, in ticks; 0 for the first.
pub(crate) fn epoch_ticks() -> u64 {
    BEGAN.load(Ordering::Relaxed)
}

/// Forgets everything recorded so far: reports start from zero.
///
/// ```
/// # fn warm_up() {}
/// warm_up();
/// bedeck::reset();
/// assert!(bedeck::report().functions.is_empty());
/// ```
///
/// Takes a microsecond, and some for each memoized function: each thread empties its own record at its next call of a function.
/// Calls that are open now will not count, in neither epoch. Memoized functions keep their results, and count from zero what
/// happens to them.
pub fn reset() {
    crate::memo::reset();
    let next = |state| (state >= FIRST).then_some(state + 1);
    if STATE.fetch_update(Ordering::AcqRel, Ordering::Acquire, next).is_err() {
        return;
    }
    BEGAN_NS.store(clock::wall().as_nanos() as u64, Ordering::Relaxed);
    BEGAN.store(clock::ticks(), Ordering::Relaxed);
    crate::pool::forget();
    for site in sites() {
        site.passed.store(0, Ordering::Relaxed);
    }
}
