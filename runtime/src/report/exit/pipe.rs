// unsafe: the signal mask of POSIX.
//! Writing to a pipe that nobody reads any more: a program that dies of SIGPIPE must not die of the report.

use core::mem::MaybeUninit;
use core::ptr::null_mut;

/// Runs `work`, which writes, so that a SIGPIPE of its making goes nowhere.
pub(super) fn shielded<R>(work: impl FnOnce() -> R) -> R {
    let mut pipe = MaybeUninit::<libc::sigset_t>::uninit();
    let mut before = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: the set is made empty before it is used; `before` is valid for the write.
    unsafe {
        libc::sigemptyset(pipe.as_mut_ptr());
        libc::sigaddset(pipe.as_mut_ptr(), libc::SIGPIPE);
        libc::pthread_sigmask(libc::SIG_BLOCK, pipe.as_ptr(), before.as_mut_ptr());
    }
    let waited = is_pending();
    let result = work();
    let mut taken = 0;
    // SAFETY: both sets were written above; the signal is pending, so taking it does not wait.
    unsafe {
        if is_pending() && !waited {
            libc::sigwait(pipe.as_ptr(), &raw mut taken);
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), null_mut());
    }
    result
}

fn is_pending() -> bool {
    let mut pending = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: a set that was written is asked for a valid signal; one that was not is not looked at.
    unsafe { libc::sigpending(pending.as_mut_ptr()) == 0 && libc::sigismember(pending.as_ptr(), libc::SIGPIPE) == 1 }
}
