//! The thread that writes reports while the program's threads go on: when a signal ends the process, and every so often.

use core::ffi::c_void;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::{Wishes, once, signals};
use crate::background::{Semaphore, name_thread, spawn};

/// Nanoseconds between two reports of a running program; 0: none.
static PERIOD: AtomicU64 = AtomicU64::new(0);
/// Whether there is a thread: [`ABSENT`], [`STARTING`] or [`RUNNING`].
static THREAD: AtomicU8 = AtomicU8::new(ABSENT);
const ABSENT: u8 = 0;
const STARTING: u8 = 1;
const RUNNING: u8 = 2;
/// What it waits for.
static SEMAPHORE: Semaphore = Semaphore::new();
/// The thread has done what had to be done first.
static PREPARED: AtomicBool = AtomicBool::new(false);

/// How much stack painting a report may take.
const STACK: usize = 2 * 1024 * 1024;
/// How long the first call of all waits for the panic hook to be in place.
const PATIENCE: Duration = Duration::from_millis(50);

/// Takes up the settings: starts the thread if there is something for it to do, and handles signals or does not.
pub(super) fn follow(wishes: Wishes) {
    let period = wishes.every.filter(|_| !wishes.silent).unwrap_or_default();
    PERIOD.store(u64::try_from(period.as_nanos()).unwrap_or(u64::MAX), Ordering::SeqCst);
    signals::want(wishes.signals && !wishes.silent);
    let hook = cfg!(panic = "abort") && !wishes.silent && !PREPARED.load(Ordering::Acquire);
    if (!has_duties() && !hook) || !start() {
        return;
    }
    if signals::wanted() {
        signals::install();
    }
    if hook {
        await_preparation();
    }
}

fn has_duties() -> bool {
    signals::wanted() || PERIOD.load(Ordering::SeqCst) > 0
}

/// Whether the thread runs now. One that runs already looks at its duties again; one that somebody else is starting
/// has not looked yet, and the other installs what it needs.
fn start() -> bool {
    match THREAD.compare_exchange(ABSENT, STARTING, Ordering::SeqCst, Ordering::SeqCst) {
        Ok(_) => {
            SEMAPHORE.make();
            let created = spawn(STACK, run);
            THREAD.store(if created { RUNNING } else { ABSENT }, Ordering::SeqCst);
            created
        }
        Err(STARTING) => false,
        Err(_) => {
            wake();
            true
        }
    }
}

/// A forked child has no such thread. Async-signal-safe.
pub(super) fn forget() {
    THREAD.store(ABSENT, Ordering::SeqCst);
}

/// Wakes the thread. Async-signal-safe.
pub(super) fn wake() {
    SEMAPHORE.post();
}

/// The hook is set by the thread, which holds no lock: the caller may be inside the allocator that a panicking thread,
/// which keeps hooks from being changed, waits for. So neither waits for the other for ever.
fn await_preparation() {
    let end = Instant::now() + PATIENCE;
    while !PREPARED.load(Ordering::Acquire) && Instant::now() < end {
        std::thread::sleep(Duration::from_micros(20));
    }
}

extern "C" fn run(_: *mut c_void) -> *mut c_void {
    name_thread(c"bedeck");
    #[cfg(panic = "abort")]
    super::panic::chain();
    PREPARED.store(true, Ordering::Release);
    loop {
        serve();
        // Whoever starts it comes back to it last.
        while THREAD.load(Ordering::SeqCst) == STARTING {
            std::thread::yield_now();
        }
        THREAD.store(ABSENT, Ordering::SeqCst);
        // Settings that came since saw a thread that runs.
        let again =
            has_duties() && THREAD.compare_exchange(ABSENT, RUNNING, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        if !again {
            return null_mut();
        }
    }
}

/// Waits for signals and for the time of the next report, as long as there is anything to wait for.
fn serve() {
    let mut written = Instant::now();
    while has_duties() {
        let period = Some(Duration::from_nanos(PERIOD.load(Ordering::SeqCst))).filter(|period| !period.is_zero());
        SEMAPHORE.wait(period.map(|period| period.saturating_sub(written.elapsed())));
        signals::answer();
        if period.is_some_and(|period| written.elapsed() >= period) {
            once::write_one_of_many();
            written = Instant::now();
        }
    }
}
