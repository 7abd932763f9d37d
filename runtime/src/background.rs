// unsafe: a thread and a semaphore of POSIX, since std's allocate and lock.
//! Threads of the runtime's own. They never keep the process from ending.

#[cfg(not(target_vendor = "apple"))]
use core::cell::UnsafeCell;
use core::ffi::{CStr, c_void};
use core::mem::MaybeUninit;
use core::ptr::null_mut;
use std::time::Duration;

/// Starts a detached thread in which all signals are blocked, so that none of the program's arrives there. Takes no memory of
/// the program's allocator and no lock of its.
pub(crate) fn spawn(stack: usize, run: extern "C" fn(*mut c_void) -> *mut c_void) -> bool {
    let mut attributes = MaybeUninit::<libc::pthread_attr_t>::uninit();
    let mut all = MaybeUninit::<libc::sigset_t>::uninit();
    let mut before = MaybeUninit::<libc::sigset_t>::uninit();
    let mut thread = MaybeUninit::<libc::pthread_t>::uninit();
    // SAFETY: each value is initialised by the call before its first use; the mask is put back as it was.
    unsafe {
        if libc::pthread_attr_init(attributes.as_mut_ptr()) != 0 {
            return false;
        }
        libc::pthread_attr_setstacksize(attributes.as_mut_ptr(), stack);
        libc::pthread_attr_setdetachstate(attributes.as_mut_ptr(), libc::PTHREAD_CREATE_DETACHED);
        libc::sigfillset(all.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), before.as_mut_ptr());
        let failure = libc::pthread_create(thread.as_mut_ptr(), attributes.as_ptr(), run, null_mut());
        libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), null_mut());
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        failure == 0
    }
}

/// Gives the calling thread the name that `top -H` and debuggers show. At most fifteen bytes.
pub(crate) fn name_thread(name: &CStr) {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    // SAFETY: the name ends in a zero byte and is one of ours, which have less than sixteen.
    unsafe {
        libc::pthread_setname_np(libc::pthread_self(), name.as_ptr())
    };
    #[cfg(target_vendor = "apple")]
    // SAFETY: the name ends in a zero byte.
    unsafe {
        libc::pthread_setname_np(name.as_ptr())
    };
    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    let _ = name;
}

/// An unnamed semaphore takes no descriptor, and a signal handler may raise it.
#[cfg(not(target_vendor = "apple"))]
pub(crate) struct Semaphore(UnsafeCell<MaybeUninit<libc::sem_t>>);

// SAFETY: made before anybody else knows of it; afterwards only the semaphore's own functions touch it.
#[cfg(not(target_vendor = "apple"))]
unsafe impl Sync for Semaphore {}

#[cfg(not(target_vendor = "apple"))]
impl Semaphore {
    pub(crate) const fn new() -> Semaphore {
        Semaphore(UnsafeCell::new(MaybeUninit::zeroed()))
    }

    fn pointer(&self) -> *mut libc::sem_t {
        self.0.get().cast()
    }

    /// Before the thread that waits, and whoever posts, exist.
    pub(crate) fn make(&self) {
        // SAFETY: nobody else uses it yet.
        unsafe { libc::sem_init(self.pointer(), 0, 0) };
    }

    pub(crate) fn post(&self) {
        // SAFETY: `make` ran before whatever calls this was started.
        unsafe { libc::sem_post(self.pointer()) };
    }

    /// Returns when posted, when the time is over, or for nothing.
    pub(crate) fn wait(&self, limit: Option<Duration>) {
        let Some(limit) = limit else {
            // SAFETY: as in `post`.
            unsafe { libc::sem_wait(self.pointer()) };
            return;
        };
        let mut at = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `at` is valid for the write; the rest as in `post`.
        unsafe {
            libc::clock_gettime(libc::CLOCK_REALTIME, &raw mut at);
            let nanoseconds = at.tv_nsec as u64 + u64::from(limit.subsec_nanos());
            at.tv_sec = (at.tv_sec as u64 + limit.as_secs() + nanoseconds / 1_000_000_000) as _;
            at.tv_nsec = (nanoseconds % 1_000_000_000) as _;
            libc::sem_timedwait(self.pointer(), &raw const at);
        }
    }
}

/// Apple's systems have no unnamed semaphores: the thread looks again by time.
#[cfg(target_vendor = "apple")]
pub(crate) struct Semaphore;

#[cfg(target_vendor = "apple")]
impl Semaphore {
    pub(crate) const fn new() -> Semaphore {
        Semaphore
    }

    pub(crate) fn make(&self) {}

    pub(crate) fn post(&self) {}

    pub(crate) fn wait(&self, limit: Option<Duration>) {
        std::thread::sleep(limit.unwrap_or(Duration::from_secs(1)));
    }
}
