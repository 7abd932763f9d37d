// unsafe: calls are kept in raw memory that is never freed.
//! Single calls, as many as there is room for: the first ones of every thread's record.
//!
//! A call that was kept never changes, so a reader needs no lock: it reads as many as were kept when it began.

use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use super::arena::Arena;
use super::cell::{bump, load, publish, store};
use super::thread::{self, records};
use super::tree::Node;
use crate::site::Site;

/// Calls that a record keeps.
pub(crate) const KEPT: u64 = if cfg!(test) { 100 } else { 64 * 1024 };

/// One owner writes, anybody reads.
#[derive(Debug)]
pub(super) struct Timeline {
    /// `KEPT` places, of which the first `len` are taken; null before the first call.
    calls: AtomicPtr<Kept>,
    len: AtomicU64,
    /// Calls for which there was no room.
    missed: AtomicU64,
    epoch: AtomicU64,
}

/// One call, or one poll of an async function.
#[derive(Debug)]
struct Kept {
    site: AtomicPtr<Site>,
    /// Where the thread's tree begins: says its name.
    root: AtomicPtr<Node>,
    thread: AtomicU64,
    began: AtomicU64,
    ticks: AtomicU64,
}

/// One call as a reader sees it, in ticks.
#[derive(Clone, Debug)]
pub(crate) struct Single {
    pub(crate) site: &'static Site,
    pub(crate) thread: String,
    pub(crate) thread_id: u64,
    pub(crate) began: u64,
    pub(crate) ticks: u64,
}

impl Timeline {
    pub(super) const fn new() -> Timeline {
        Timeline {
            calls: AtomicPtr::new(null_mut()),
            len: AtomicU64::new(0),
            missed: AtomicU64::new(0),
            epoch: AtomicU64::new(0),
        }
    }

    /// Keeps a call, if there is room.
    pub(super) fn keep(
        &self,
        arena: &Arena,
        epoch: u64,
        site: &'static Site,
        root: *const Node,
        thread: u64,
        [began, ticks]: [u64; 2],
    ) {
        if load!(self.epoch) != epoch {
            store!(self.len, 0);
            store!(self.missed, 0);
            publish!(self.epoch, epoch);
        }
        let len = load!(self.len);
        let calls = self.room(arena);
        if len == KEPT || calls.is_null() {
            bump!(self.missed, 1);
            return;
        }
        // SAFETY: there are `KEPT` places, zeroed and never freed, and zeroed ones are valid.
        let kept = unsafe { &*calls.add(len as usize) };
        kept.site.store(core::ptr::from_ref(site).cast_mut(), Ordering::Relaxed);
        kept.root.store(root.cast_mut(), Ordering::Relaxed);
        store!(kept.thread, thread);
        store!(kept.began, began);
        store!(kept.ticks, ticks);
        publish!(self.len, len + 1);
    }

    /// The places, made at the first call.
    fn room(&self, arena: &Arena) -> *const Kept {
        let calls = self.calls.load(Ordering::Relaxed);
        if !calls.is_null() {
            return calls;
        }
        let made = arena.take_many::<Kept>(KEPT as usize).map_or(null_mut(), core::ptr::NonNull::as_ptr);
        self.calls.store(made, Ordering::Release);
        made
    }

    fn read(&self, epoch: u64, name_of: impl Fn(*const Node) -> String) -> Vec<Single> {
        if self.epoch.load(Ordering::Acquire) != epoch {
            return Vec::new();
        }
        let len = self.len.load(Ordering::Acquire);
        let calls = self.calls.load(Ordering::Acquire).cast_const();
        let single = |at: u64| {
            // SAFETY: there are `KEPT` places, never freed, of which so many were taken.
            let kept = unsafe { &*calls.add(at as usize) };
            // SAFETY: sites are statics.
            let site = unsafe { kept.site.load(Ordering::Relaxed).as_ref::<'static>() }?;
            let thread = name_of(kept.root.load(Ordering::Relaxed));
            let (thread_id, began, ticks) = (load!(kept.thread), load!(kept.began), load!(kept.ticks));
            Some(Single { site, thread, thread_id, began, ticks })
        };
        let singles = (0..len).filter_map(single).collect();
        // A reset meanwhile would have the owner write over them.
        if self.epoch.load(Ordering::Acquire) == epoch { singles } else { Vec::new() }
    }
}

/// Keeps a call of this thread.
pub(super) fn keep(site: &'static Site, epoch: u64, began: u64, ticks: u64) {
    thread::with_own(|record, root| {
        record.timeline.keep(&record.arena, epoch, site, root, record.identity.number(), [began, ticks]);
    });
}

/// The calls that all threads kept in this epoch, by their beginning, and how many found no room.
pub(crate) fn singles(epoch: u64) -> (Vec<Single>, u64) {
    let mut all = Vec::new();
    let mut missed = 0;
    for record in records() {
        let name_of = |root| record.roots.name_of(root).map_or_else(String::new, |name| name.to_string());
        all.extend(record.timeline.read(epoch, name_of));
        if load!(record.timeline.epoch) == epoch {
            missed += load!(record.timeline.missed);
        }
    }
    all.sort_by_key(|single| single.began);
    (all, missed)
}

#[cfg(test)]
mod tests {
    use super::*;

    enum Here {}
    static SITE: Site = Site::new::<Here>();

    #[test]
    fn the_first_calls_are_kept_and_the_rest_is_counted() {
        let (arena, timeline) = (Arena::new(), Timeline::new());
        let keep = |epoch, at| timeline.keep(&arena, epoch, &SITE, core::ptr::null(), 7, [at, 2 * at]);
        let read = |epoch| timeline.read(epoch, |_| "main".into());
        assert!(read(2).is_empty());
        (0..KEPT + 5).for_each(|at| keep(2, at));
        let kept: Vec<[u64; 2]> = read(2).iter().map(|single| [single.began, single.ticks]).collect();
        assert_eq!(kept, (0..KEPT).map(|at| [at, 2 * at]).collect::<Vec<_>>());
        assert_eq!((load!(timeline.missed), read(2)[0].thread_id), (5, 7));
        keep(3, 9);
        assert_eq!((read(2).len(), read(3).len(), load!(timeline.missed)), (0, 1, 0));
    }
}
