// unsafe: handlers that run around fork, and a page that parent and child share.
//! `fork`: the child counts from zero and says nothing at its end, since its parent reports. Only a child whose parent
//! is gone without a report, as a daemon's is by `_exit`, reports in its stead.

use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU64, Ordering};

use super::{once, signals, writer};

/// This process, as far as the handlers know, and the one that it was forked from (0: none that recorded).
static SELF: AtomicI32 = AtomicI32::new(0);
static PARENT: AtomicI32 = AtomicI32::new(0);
/// 1 once a process of this family began its last report; shared by all of them. Null without memory.
static REPORTED: AtomicPtr<AtomicU64> = AtomicPtr::new(null_mut());
/// This process reports in its parent's stead.
static HEIR: AtomicBool = AtomicBool::new(false);
/// This is a child that may have to handle signals itself, if its parent leaves.
static CHILD: AtomicBool = AtomicBool::new(false);

/// Has the child of every later fork begin anew.
pub(super) fn watch() {
    static WATCHING: AtomicBool = AtomicBool::new(false);
    if WATCHING.swap(true, Ordering::AcqRel) {
        return;
    }
    SELF.store(own_id(), Ordering::Relaxed);
    REPORTED.store(shared_word(), Ordering::Release);
    // SAFETY: the handler calls async-signal-safe functions only.
    unsafe { libc::pthread_atfork(None, None, Some(begin_anew)) };
}

/// In the child, which has this one thread, and in which any lock may be taken for ever.
extern "C" fn begin_anew() {
    PARENT.store(SELF.swap(own_id(), Ordering::Relaxed), Ordering::Relaxed);
    HEIR.store(false, Ordering::Relaxed);
    signals::forget();
    writer::forget();
    #[cfg(feature = "serve")]
    crate::serve::forget();
    crate::record::line_clock::forget();
    once::reopen();
    crate::start::reset();
    CHILD.store(true, Ordering::Relaxed);
}

/// At the rare entries of a recording: a child whose parent has left without a report handles signals from now on.
pub(crate) fn look_after_child() {
    if CHILD.load(Ordering::Relaxed) && is_orphan() && CHILD.swap(false, Ordering::Relaxed) && !is_reported() {
        super::follow(super::wishes());
    }
}

/// Whether this process is the one to report. With its last report it leaves nothing to its children.
pub(super) fn may_report(last: bool) -> bool {
    if SELF.load(Ordering::Relaxed) != own_id() {
        // Cloned past the handlers.
        return false;
    }
    if PARENT.load(Ordering::Relaxed) == 0 || HEIR.load(Ordering::Relaxed) {
        if let Some(reported) = reported().filter(|_| last) {
            reported.store(1, Ordering::Release);
        }
        return true;
    }
    // One heir is enough: the first that asks.
    let heir = is_orphan() && reported().is_none_or(|reported| reported.swap(1, Ordering::AcqRel) == 0);
    HEIR.store(heir, Ordering::Relaxed);
    heir
}

/// Whether the parent is gone. One outside of this process's namespace cannot be seen, and is 0.
fn is_orphan() -> bool {
    // SAFETY: has no preconditions.
    let parent = unsafe { libc::getppid() };
    parent != 0 && parent != PARENT.load(Ordering::Relaxed)
}

fn is_reported() -> bool {
    reported().is_some_and(|reported| reported.load(Ordering::Acquire) == 1)
}

fn reported() -> Option<&'static AtomicU64> {
    // SAFETY: null or a mapping of the right size that is never undone.
    unsafe { REPORTED.load(Ordering::Acquire).as_ref() }
}

fn own_id() -> libc::pid_t {
    // SAFETY: has no preconditions.
    unsafe { libc::getpid() }
}

/// A zero that stays shared with all children.
fn shared_word() -> *mut AtomicU64 {
    let (read_write, shared) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_ANON);
    // SAFETY: a fresh mapping at an address of the kernel's choice touches no memory of anybody's.
    let page = unsafe { libc::mmap(null_mut(), size_of::<AtomicU64>(), read_write, shared, -1, 0) };
    if page == libc::MAP_FAILED { null_mut() } else { page.cast() }
}
