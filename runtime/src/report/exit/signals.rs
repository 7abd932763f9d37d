// unsafe: signal handlers of POSIX.
//! SIGINT and SIGTERM: the handler wakes a thread, which writes the report and lets the process die of the signal.
//!
//! Only where the program left the default: an ignored signal stays ignored, and an own handler stays alone. One
//! that comes later wins, also one that calls ours as its predecessor.

use core::ffi::c_int;
use core::mem::MaybeUninit;
use core::ptr::{null, null_mut};
use core::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};

use super::{once, writer};

/// The signals that end a process in an orderly way. None on Apple's systems, which have no semaphore that a
/// handler could raise.
const SIGNALS: &[c_int] = if cfg!(target_vendor = "apple") { &[] } else { &[libc::SIGINT, libc::SIGTERM] };

static WANTED: AtomicBool = AtomicBool::new(true);
/// The signal that the process is about to die of; 0 as long as none came.
static ARRIVED: AtomicI32 = AtomicI32::new(0);
/// When it came, in milliseconds.
static ARRIVED_AT: AtomicU64 = AtomicU64::new(0);
/// A signal that comes so soon after the first is its twin: `timeout` and supervisors send one to the process and
/// one to its group. No hand is that fast.
const TWINS_MS: u64 = 100;

/// Whether to handle signals at all. Handlers that are already there go if they may not stay.
pub(super) fn want(signals: bool) {
    WANTED.store(signals, Ordering::Relaxed);
    if !signals {
        remove();
    }
}

/// Whether there is a signal that the thread has to wait for.
pub(super) fn wanted() -> bool {
    WANTED.load(Ordering::Relaxed) && !SIGNALS.is_empty()
}

/// Handles the signals that nobody handles or ignores.
pub(super) fn install() {
    SIGNALS.iter().filter(|signal| handler_of(**signal) == libc::SIG_DFL).for_each(|signal| handle(*signal, ours()));
}

/// Puts the default back where the handler is still ours. Async-signal-safe.
pub(super) fn remove() {
    SIGNALS.iter().filter(|signal| handler_of(**signal) == ours()).for_each(|signal| handle(*signal, libc::SIG_DFL));
}

/// A new process, which no signal has met yet: nobody is there to wake. Async-signal-safe.
pub(super) fn forget() {
    remove();
    ARRIVED.store(0, Ordering::Relaxed);
}

/// In the thread that the handler woke: writes the report and ends the process, if a signal came.
pub(super) fn answer() {
    let signal = ARRIVED.load(Ordering::Acquire);
    if signal == 0 {
        return;
    }
    if handler_of(signal) == ours() {
        once::write_before_death();
    }
    if handler_of(signal) == ours() {
        die(signal);
        // Still here: the first process of a container does not die of what it leaves to the default.
        handle(signal, ours());
    } else {
        // The program put its own handler there after the signal came, and has not seen it.
        // SAFETY: sends a signal that the process knows to itself.
        unsafe { libc::kill(libc::getpid(), signal) };
    }
    once::reopen();
    ARRIVED.store(0, Ordering::Release);
}

/// The handler. Calls nothing but async-signal-safe functions, none of which can fail here and change `errno`.
extern "C" fn arrived(signal: c_int) {
    if handler_of(signal) != ours() {
        // The program's own handler passes the signal on.
        return;
    }
    match ARRIVED.compare_exchange(0, signal, Ordering::AcqRel, Ordering::Relaxed) {
        Ok(_) => {
            ARRIVED_AT.store(now_ms(), Ordering::Relaxed);
            once::take_for_writer();
            writer::wake();
        }
        Err(_) if now_ms().saturating_sub(ARRIVED_AT.load(Ordering::Relaxed)) < TWINS_MS => {}
        Err(_) => die(signal),
    }
}

/// Ends the process by the signal; inside the handler, as soon as that returns.
fn die(signal: c_int) {
    handle(signal, libc::SIG_DFL);
    let mut set = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: the set is made empty before it is used, and the signal is a valid one.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        libc::sigaddset(set.as_mut_ptr(), signal);
        libc::raise(signal);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, set.as_ptr(), null_mut());
    }
}

fn ours() -> libc::sighandler_t {
    arrived as *const () as libc::sighandler_t
}

fn handler_of(signal: c_int) -> libc::sighandler_t {
    let mut action = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: asks only; all zero bytes are a valid `sigaction`, should the call write nothing.
    unsafe {
        libc::sigaction(signal, null(), action.as_mut_ptr());
        action.assume_init().sa_sigaction
    }
}

fn handle(signal: c_int, handler: libc::sighandler_t) {
    // SAFETY: all zero bytes are a valid `sigaction` with an empty mask, and the handler is the default or `arrived`.
    unsafe {
        let mut action = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
        action.sa_sigaction = handler;
        action.sa_flags = libc::SA_RESTART | libc::SA_ONSTACK;
        libc::sigaction(signal, &raw const action, null_mut());
    }
}

fn now_ms() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is valid for the write.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut now) };
    now.tv_sec as u64 * 1000 + now.tv_nsec as u64 / 1_000_000
}
