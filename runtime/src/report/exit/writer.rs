// unsafe: a thread and a semaphore of POSIX, since std's allocate and lock.
//! The thread that writes reports while the program's threads go on: when a signal ends the process, and every so often.

use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::mem::MaybeUninit;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::{once, signals};

/// Nanoseconds between two reports of a running program; 0: none.
static PERIOD: AtomicU64 = AtomicU64::new(0);
/// A thread was started, and has done what had to be done first.
static STARTED: AtomicBool = AtomicBool::new(false);
static PREPARED: AtomicBool = AtomicBool::new(false);

/// How much stack painting a report may take.
const STACK: usize = 2 * 1024 * 1024;
/// How long the first call of all waits for the panic hook to be in place.
const PATIENCE: Duration = Duration::from_millis(50);

/// Reports once in `period` from now on.
pub(super) fn set_period(period: Duration) {
    PERIOD.store(u64::try_from(period.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    if STARTED.load(Ordering::Acquire) {
        wake();
    }
}

/// Starts the thread if there is something for it to do.
pub(super) fn start() {
    let needed = signals::wanted() || PERIOD.load(Ordering::Relaxed) > 0 || cfg!(panic = "abort");
    if !needed || STARTED.swap(true, Ordering::AcqRel) {
        return;
    }
    semaphore::make();
    if !create() {
        STARTED.store(false, Ordering::Release);
        return;
    }
    if signals::wanted() {
        signals::install();
    }
    if cfg!(panic = "abort") {
        await_preparation();
    }
}

/// A forked child has no such thread. Async-signal-safe.
pub(super) fn forget() {
    STARTED.store(false, Ordering::Relaxed);
    PERIOD.store(0, Ordering::Relaxed);
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
    let mut written = Instant::now();
    loop {
        let period = Duration::from_nanos(PERIOD.load(Ordering::Relaxed));
        match (period.is_zero(), signals::wanted()) {
            (true, false) => break,
            (true, true) => semaphore::wait(None),
            (false, _) => semaphore::wait(Some(period.saturating_sub(written.elapsed()))),
        }
        signals::answer();
        if !period.is_zero() && written.elapsed() >= period {
            once::write_one_of_many();
            written = Instant::now();
        }
    }
    STARTED.store(false, Ordering::Release);
    null_mut()
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

/// Writes to stderr by its descriptor: no lock of std's, which a thread may hold that is no more.
pub(super) fn print(text: &str) {
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        // SAFETY: the pointer and the length are those of a live slice.
        let written = unsafe { libc::write(libc::STDERR_FILENO, rest.as_ptr().cast(), rest.len()) };
        match usize::try_from(written) {
            Ok(0) => return,
            Ok(written) => rest = &rest[written..],
            Err(_) if std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
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
            at.tv_sec += (limit.as_secs() + nanoseconds / 1_000_000_000) as libc::time_t;
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
