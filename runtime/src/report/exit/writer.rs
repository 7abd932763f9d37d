// unsafe: a thread and a semaphore of POSIX, since std's allocate and lock.
//! The thread that writes reports while the program's threads go on: when a signal ends the process, and every so often.

#[cfg(not(target_vendor = "apple"))]
use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::mem::MaybeUninit;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::{Wishes, once, signals};

/// Nanoseconds between two reports of a running program; 0: none.
static PERIOD: AtomicU64 = AtomicU64::new(0);
/// A thread was started, and has done what had to be done first.
static STARTED: AtomicBool = AtomicBool::new(false);
static PREPARED: AtomicBool = AtomicBool::new(false);

/// How much stack painting a report may take.
const STACK: usize = 2 * 1024 * 1024;
/// How long the first call of all waits for the panic hook to be in place.
const PATIENCE: Duration = Duration::from_millis(50);

/// Takes up the settings: starts the thread if there is something for it to do, and handles signals or does not.
pub(super) fn follow(wishes: Wishes) {
    let period = wishes.every.filter(|_| !wishes.silent).unwrap_or_default();
    PERIOD.store(u64::try_from(period.as_nanos()).unwrap_or(u64::MAX), Ordering::Release);
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
    signals::wanted() || PERIOD.load(Ordering::Acquire) > 0
}

/// Whether the thread runs now. One that runs already looks at its duties again.
fn start() -> bool {
    if STARTED.swap(true, Ordering::AcqRel) {
        wake();
        return true;
    }
    semaphore::make();
    let created = create();
    STARTED.store(created, Ordering::Release);
    created
}

/// A forked child has no such thread. Async-signal-safe.
pub(super) fn forget() {
    STARTED.store(false, Ordering::Relaxed);
}

/// Wakes the thread. Async-signal-safe.
pub(super) fn wake() {
    semaphore::post();
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
    name_thread();
    #[cfg(panic = "abort")]
    super::panic::chain();
    PREPARED.store(true, Ordering::Release);
    loop {
        serve();
        STARTED.store(false, Ordering::SeqCst);
        // Settings that came since saw a thread that runs.
        if !has_duties() || STARTED.swap(true, Ordering::SeqCst) {
            return null_mut();
        }
    }
}

/// Waits for signals and for the time of the next report, as long as there is anything to wait for.
fn serve() {
    let mut written = Instant::now();
    while has_duties() {
        let period = Some(Duration::from_nanos(PERIOD.load(Ordering::Acquire))).filter(|period| !period.is_zero());
        semaphore::wait(period.map(|period| period.saturating_sub(written.elapsed())));
        signals::answer();
        if period.is_some_and(|period| written.elapsed() >= period) {
            once::write_one_of_many();
            written = Instant::now();
        }
    }
}

/// A detached thread in which all signals are blocked, so that none of the program's arrives there.
fn create() -> bool {
    let mut attributes = MaybeUninit::<libc::pthread_attr_t>::uninit();
    let mut all = MaybeUninit::<libc::sigset_t>::uninit();
    let mut before = MaybeUninit::<libc::sigset_t>::uninit();
    let mut thread = MaybeUninit::<libc::pthread_t>::uninit();
    // SAFETY: each value is initialised by the call before its first use; the mask is put back as it was.
    unsafe {
        if libc::pthread_attr_init(attributes.as_mut_ptr()) != 0 {
            return false;
        }
        libc::pthread_attr_setstacksize(attributes.as_mut_ptr(), STACK);
        libc::pthread_attr_setdetachstate(attributes.as_mut_ptr(), libc::PTHREAD_CREATE_DETACHED);
        libc::sigfillset(all.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), before.as_mut_ptr());
        let failure = libc::pthread_create(thread.as_mut_ptr(), attributes.as_ptr(), run, null_mut());
        libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), null_mut());
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        failure == 0
    }
}

/// What `top -H` and debuggers show.
fn name_thread() {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    // SAFETY: the name ends in a zero byte and has less than sixteen.
    unsafe {
        libc::pthread_setname_np(libc::pthread_self(), c"bedeck".as_ptr())
    };
    #[cfg(target_vendor = "apple")]
    // SAFETY: the name ends in a zero byte.
    unsafe {
        libc::pthread_setname_np(c"bedeck".as_ptr())
    };
}

/// An unnamed semaphore takes no descriptor, and a signal handler may raise it.
#[cfg(not(target_vendor = "apple"))]
mod semaphore {
    use super::{Duration, MaybeUninit, UnsafeCell};

    struct Semaphore(UnsafeCell<MaybeUninit<libc::sem_t>>);
    // SAFETY: made before anybody else knows of it; afterwards only the semaphore's own functions touch it.
    unsafe impl Sync for Semaphore {}
    static SEMAPHORE: Semaphore = Semaphore(UnsafeCell::new(MaybeUninit::zeroed()));

    fn pointer() -> *mut libc::sem_t {
        SEMAPHORE.0.get().cast()
    }

    /// Before the thread that waits and the handler that posts exist.
    pub(super) fn make() {
        // SAFETY: nobody else uses it yet.
        unsafe { libc::sem_init(pointer(), 0, 0) };
    }

    pub(super) fn post() {
        // SAFETY: `make` ran before whatever calls this was started.
        unsafe { libc::sem_post(pointer()) };
    }

    /// Returns when posted, when the time is over, or for nothing.
    pub(super) fn wait(limit: Option<Duration>) {
        let Some(limit) = limit else {
            // SAFETY: as in `post`.
            unsafe { libc::sem_wait(pointer()) };
            return;
        };
        let mut at = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `at` is valid for the write; the rest as in `post`.
        unsafe {
            libc::clock_gettime(libc::CLOCK_REALTIME, &raw mut at);
            let nanoseconds = at.tv_nsec as u64 + u64::from(limit.subsec_nanos());
            at.tv_sec = (at.tv_sec as u64 + limit.as_secs() + nanoseconds / 1_000_000_000) as _;
            at.tv_nsec = (nanoseconds % 1_000_000_000) as _;
            libc::sem_timedwait(pointer(), &raw const at);
        }
    }
}

/// Apple's systems have no unnamed semaphores: the thread looks again by time.
#[cfg(target_vendor = "apple")]
mod semaphore {
    use super::Duration;

    pub(super) fn make() {}

    pub(super) fn post() {}

    pub(super) fn wait(limit: Option<Duration>) {
        std::thread::sleep(limit.unwrap_or(Duration::from_secs(1)));
    }
}
