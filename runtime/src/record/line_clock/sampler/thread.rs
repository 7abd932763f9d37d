//! The thread that looks. It sleeps while no call is open.

use core::ffi::c_void;
use core::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{LOOKED, charge, look};
use crate::background::{Semaphore, name_thread, spawn};
use crate::clock;
use crate::state::STATE;

static RUNNING: AtomicBool = AtomicBool::new(false);
/// It has found no open call for a while, and wants to be woken by the next one.
static ASLEEP: AtomicBool = AtomicBool::new(false);
static WAKING: Semaphore = Semaphore::new();

const STACK: usize = 64 * 1024;
/// The mean time between two looks, in nanoseconds.
const PERIOD_NS: u64 = 1_000_000;
/// So many looks without an open call send it to sleep.
const PATIENCE: u32 = 100;
/// How long it sleeps at most: a call that began at the very moment it fell asleep does not wake it.
const NAP: Duration = Duration::from_millis(100);

/// A sampled function runs for the first time in a thread.
pub(in super::super) fn start() {
    if !RUNNING.load(Ordering::Relaxed) && !RUNNING.swap(true, Ordering::AcqRel) {
        WAKING.make();
        if !spawn(STACK, run) {
            RUNNING.store(false, Ordering::Release);
        }
    }
}

/// A forked child has no such thread: it is started again when a function runs. Async-signal-safe.
pub(crate) fn forget() {
    ASLEEP.store(false, Ordering::Relaxed);
    LOOKED.store(0, Ordering::Relaxed);
    RUNNING.store(false, Ordering::Release);
}

/// A call begins in a thread that had none open.
#[inline(always)]
pub(in super::super) fn wake() {
    if ASLEEP.load(Ordering::Relaxed) && ASLEEP.swap(false, Ordering::AcqRel) {
        WAKING.post();
    }
}

extern "C" fn run(_: *mut c_void) -> *mut c_void {
    name_thread(c"bedeck-lines");
    LOOKED.store(clock::ticks(), Ordering::Relaxed);
    let mut random = clock::ticks() | 1;
    let mut idle = 0;
    loop {
        // Of changing length: a program that does the same thing every millisecond is not always met at the same line.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        std::thread::sleep(Duration::from_nanos(PERIOD_NS / 2 + random % PERIOD_NS));
        idle = if look() { 0 } else { idle + 1 };
        if idle >= PATIENCE {
            sleep();
            idle = 0;
        }
    }
}

/// Until a call begins. What has passed then is nobody's.
fn sleep() {
    ASLEEP.store(true, Ordering::SeqCst);
    LOOKED.store(0, Ordering::Relaxed);
    while !charge(STATE.load(Ordering::Relaxed), 0) && ASLEEP.load(Ordering::Relaxed) {
        WAKING.wait(Some(NAP));
    }
    ASLEEP.store(false, Ordering::Relaxed);
    LOOKED.store(clock::ticks(), Ordering::Relaxed);
}
