// unsafe: the system call that has all threads of the process pass a barrier.
//! One barrier for all threads.
//!
//! The system wants to be told first. That takes microseconds while there is one thread, but some ten milliseconds when there
//! are more. So it is told at the first read only if there is one thread; else by a thread of its own, once readers have
//! passed enough barriers of theirs to show that it is worth it.

/// How many reads with barriers of their own a thread makes before [`ask_aside`].
pub(super) const ENOUGH: u32 = 1024;

/// Whether [`everywhere`] makes other threads pass a barrier, so that readers need none of their own: those that pass one
/// after they were told so, see [`super::reader`]. Once true, always true.
#[inline]
pub(super) fn reaches_all() -> bool {
    system::reaches_all()
}

/// A thread is about to read for the first time.
pub(in crate::memo) fn ask() {
    system::ask();
}

/// Many reads needed barriers of their own.
pub(super) fn ask_aside() {
    system::ask_aside();
}

/// After it, every other thread sees what this one wrote before, and this one sees what they wrote before they passed it.
/// Where [`reaches_all`] is false it is a fence of this thread alone. False when the system failed to do it.
#[must_use]
pub(super) fn everywhere() -> bool {
    system::everywhere()
}

#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
mod system {
    use core::sync::atomic::{AtomicU8, Ordering, fence};
    use std::os::unix::fs::MetadataExt;

    const PRIVATE_EXPEDITED: libc::c_int = 1 << 3;
    const REGISTER_PRIVATE_EXPEDITED: libc::c_int = 1 << 4;

    /// Nobody has asked.
    const UNKNOWN: u8 = 0;
    /// There are many threads, so that asking takes long.
    const LATER: u8 = 1;
    /// Somebody is asking.
    const ASKED: u8 = 2;
    const YES: u8 = 3;
    const NO: u8 = 4;

    static ANSWER: AtomicU8 = AtomicU8::new(UNKNOWN);

    fn membarrier(command: libc::c_int) -> bool {
        // SAFETY: membarrier takes three integers and touches no memory of ours.
        unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) == 0 }
    }

    #[inline]
    pub(super) fn reaches_all() -> bool {
        ANSWER.load(Ordering::Acquire) == YES
    }

    /// From one answer to another, if it was that.
    fn turn(from: u8, to: u8) -> bool {
        ANSWER.compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    fn answer() {
        let works = membarrier(REGISTER_PRIVATE_EXPEDITED) && membarrier(PRIVATE_EXPEDITED);
        ANSWER.store(if works { YES } else { NO }, Ordering::Release);
    }

    pub(super) fn ask() {
        if ANSWER.load(Ordering::Relaxed) != UNKNOWN {
            return;
        }
        // A folder has a link from above, one to itself, and one from each folder in it.
        let is_alone = std::fs::metadata("/proc/self/task").is_ok_and(|tasks| tasks.nlink() == 3);
        if turn(UNKNOWN, if is_alone { ASKED } else { LATER }) && is_alone {
            answer();
        }
    }

    pub(super) fn ask_aside() {
        if turn(LATER, ASKED) {
            // Without the thread readers keep their own barriers.
            let _ = std::thread::Builder::new().name("bedeck-memo".into()).spawn(answer);
        }
    }

    pub(super) fn everywhere() -> bool {
        // The answer is asked for after the fence: see `reader.rs`.
        fence(Ordering::SeqCst);
        let done = !reaches_all()
            || membarrier(PRIVATE_EXPEDITED)
            || membarrier(REGISTER_PRIVATE_EXPEDITED) && membarrier(PRIVATE_EXPEDITED);
        fence(Ordering::SeqCst);
        done
    }
}

#[cfg(not(all(any(target_os = "linux", target_os = "android"), not(miri))))]
mod system {
    use core::sync::atomic::{Ordering, fence};

    #[inline]
    pub(super) fn reaches_all() -> bool {
        false
    }

    pub(super) fn ask() {}

    pub(super) fn ask_aside() {}

    pub(super) fn everywhere() -> bool {
        fence(Ordering::SeqCst);
        true
    }
}
