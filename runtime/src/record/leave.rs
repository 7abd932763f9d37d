// unsafe: thread-specific keys of POSIX.
//! How the runtime learns that a thread ends: after its thread-locals were destroyed, where the system can tell.

/// Has [`release`](super::thread::release) run at the end of this thread.
///
/// A POSIX key's destructor runs after the destructors of `thread_local!`, so calls made in those still find the
/// thread's record. Calls made later, in other keys' destructors, arrange for another round; the last
/// round's record stays claimed, complete and unused.
#[cfg(unix)]
pub(super) fn arrange() {
    use core::ffi::c_void;
    use core::sync::atomic::{AtomicU64, Ordering};

    /// The key plus one; 0 while there is none.
    static KEY: AtomicU64 = AtomicU64::new(0);

    unsafe extern "C" fn ended(_: *mut c_void) {
        super::thread::release();
        super::memory::release();
    }

    let mut key = KEY.load(Ordering::Acquire);
    if key == 0 {
        let mut made: libc::pthread_key_t = 0;
        // SAFETY: `made` is valid for the write, and `ended` never unwinds.
        if unsafe { libc::pthread_key_create(&raw mut made, Some(ended)) } != 0 {
            return;
        }
        key = made as u64 + 1;
        if let Err(earlier) = KEY.compare_exchange(0, key, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: the key was made above and nobody else knows it.
            unsafe { libc::pthread_key_delete(made) };
            key = earlier;
        }
    }
    let anything = core::ptr::dangling::<u8>().cast::<c_void>();
    // SAFETY: the key exists and is never deleted; the value is never followed.
    unsafe { libc::pthread_setspecific((key - 1) as libc::pthread_key_t, anything) };
}

/// Elsewhere a thread-local with a destructor tells; calls made in destructors that run later claim a record anew.
#[cfg(not(unix))]
pub(super) fn arrange() {
    struct Leave;
    impl Drop for Leave {
        fn drop(&mut self) {
            super::thread::release();
            super::memory::release();
        }
    }
    std::thread_local! {
        static LEAVE: Leave = const { Leave };
    }
    let _ = LEAVE.try_with(|_| ());
}
