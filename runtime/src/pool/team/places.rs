// unsafe: asks the system where threads may run, and tells it.
//! Helpers that the system keeps waiting behind the very thread that called them.
//!
//! Linux may put a thread that is woken on the processor of the one that wakes it, and where there are only a few it does not
//! look for one that is idle: the helper then waits until the next tick, for some milliseconds, while a processor idles. Who
//! has waited for a while so has them kept off its own processor; each helper lifts that when it comes.

#[cfg(all(target_os = "linux", any(target_env = "gnu", target_env = "musl")))]
pub(super) use linux::Places;
#[cfg(not(all(target_os = "linux", any(target_env = "gnu", target_env = "musl"))))]
pub(super) use other::Places;

#[cfg(all(target_os = "linux", any(target_env = "gnu", target_env = "musl")))]
mod linux {
    use core::mem::{MaybeUninit, size_of};
    use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::process;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use std::os::unix::thread::JoinHandleExt;
    use std::thread::JoinHandle;

    use libc::{cpu_set_t, pthread_t};

    /// The helpers of a team.
    #[derive(Default)]
    pub(in super::super) struct Places {
        helpers: Mutex<Vec<Helper>>,
        /// How many of them are kept off a processor.
        kept_off: AtomicUsize,
    }

    struct Helper {
        /// A child of fork has none of the threads.
        process: u32,
        /// It lives as long as the process.
        thread: pthread_t,
        /// Where it may run in truth, while it is kept off a processor.
        allowed: Option<cpu_set_t>,
    }

    impl Places {
        /// A thread that never ends is a helper.
        pub(in super::super) fn enlist(&self, thread: &JoinHandle<()>) {
            self.helpers().push(Helper { process: process::id(), thread: thread.as_pthread_t(), allowed: None });
        }

        /// Keeps the helpers off the processor that this thread runs on.
        #[cold]
        pub(in super::super) fn keep_off(&self) {
            // SAFETY: the call has no preconditions.
            let Ok(mine) = usize::try_from(unsafe { libc::sched_getcpu() }) else { return };
            let process = process::id();
            for helper in self.helpers().iter_mut().filter(|helper| helper.process == process) {
                if helper.allowed.is_none() && helper.keep_off(mine) {
                    self.kept_off.fetch_add(1, Relaxed);
                }
            }
        }

        /// This helper has come, and may run anywhere again.
        pub(in super::super) fn come(&self) {
            if self.kept_off.load(Relaxed) == 0 {
                return;
            }
            let thread = this_thread();
            let mut helpers = self.helpers();
            let mine = helpers.iter_mut().find(|helper| helper.thread == thread);
            if let Some(allowed) = mine.and_then(|helper| helper.allowed.take()) {
                allow(thread, &allowed);
                self.kept_off.fetch_sub(1, Relaxed);
            }
        }

        fn helpers(&self) -> MutexGuard<'_, Vec<Helper>> {
            self.helpers.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    impl Helper {
        /// Whether there is another processor for it.
        fn keep_off(&mut self, processor: usize) -> bool {
            let Some(allowed) = allowed(self.thread) else { return false };
            let mut others = allowed;
            if processor >= 8 * size_of::<cpu_set_t>() {
                return false;
            }
            // SAFETY: the processor's number lies within the set, as was just seen.
            let is_apart = unsafe {
                libc::CPU_CLR(processor, &mut others);
                libc::CPU_COUNT(&others) > 0 && libc::CPU_COUNT(&others) < libc::CPU_COUNT(&allowed)
            };
            if !is_apart || !allow(self.thread, &others) {
                return false;
            }
            self.allowed = Some(allowed);
            true
        }
    }

    fn this_thread() -> pthread_t {
        // SAFETY: the call has no preconditions.
        unsafe { libc::pthread_self() }
    }

    /// Where a thread may run; nothing on machines with more processors than a set holds.
    fn allowed(thread: pthread_t) -> Option<cpu_set_t> {
        let mut set = MaybeUninit::<cpu_set_t>::zeroed();
        // SAFETY: the thread lives, and the set is as large as is said; zeroes are one.
        unsafe {
            let ended = libc::pthread_getaffinity_np(thread, size_of::<cpu_set_t>(), set.as_mut_ptr());
            (ended == 0).then(|| set.assume_init())
        }
    }

    fn allow(thread: pthread_t, set: &cpu_set_t) -> bool {
        // SAFETY: the thread lives, and the set is as large as is said.
        unsafe { libc::pthread_setaffinity_np(thread, size_of::<cpu_set_t>(), set) == 0 }
    }

    #[cfg(all(test, not(miri)))] // Miri knows no processors.
    mod tests {
        use super::*;
        use std::sync::{Arc, mpsc};

        /// On how many processors it may run.
        fn count(thread: pthread_t) -> libc::c_int {
            // SAFETY: the set is one.
            unsafe { libc::CPU_COUNT(&allowed(thread).unwrap()) }
        }

        #[test]
        fn helpers_are_kept_off_until_they_come() {
            let places = Arc::new(Places::default());
            let (go, told) = mpsc::channel();
            let helper = std::thread::spawn({
                let places = Arc::clone(&places);
                move || {
                    told.recv().unwrap();
                    places.come();
                    let after = count(this_thread());
                    told.recv().unwrap();
                    assert_eq!(after, told.recv().unwrap());
                }
            });
            places.enlist(&helper);
            let thread = helper.as_pthread_t();
            let before = count(thread);
            places.keep_off();
            places.keep_off();
            assert_eq!(places.kept_off.load(Relaxed), usize::from(before > 1));
            assert_eq!(count(thread) < before, before > 1);
            (0..2).for_each(|_| go.send(0).unwrap());
            go.send(before).unwrap();
            helper.join().unwrap();
            assert_eq!(places.kept_off.load(Relaxed), 0);
        }
    }
}

#[cfg(not(all(target_os = "linux", any(target_env = "gnu", target_env = "musl"))))]
mod other {
    /// Elsewhere the system finds a place by itself.
    #[derive(Default)]
    pub(in super::super) struct Places;

    impl Places {
        pub(in super::super) fn enlist(&self, _: &std::thread::JoinHandle<()>) {}
        pub(in super::super) fn keep_off(&self) {}
        pub(in super::super) fn come(&self) {}
    }
}
