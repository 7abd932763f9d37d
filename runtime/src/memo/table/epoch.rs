//! What begins anew although nobody comes by: the counts of a table, and what it keeps, if it lives where `clear` cannot go.

use core::any::TypeId;
use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Table;
use super::counts::Counts;
use super::info::MemoInfo;
use crate::memo::kind::Kind;

/// What was counted when counting began anew.
#[derive(Debug)]
pub(super) struct Base {
    hits: AtomicU64,
    events: [AtomicU64; Counts::EVENTS],
}

impl Base {
    pub(super) const fn new() -> Base {
        Base { hits: AtomicU64::new(0), events: [const { AtomicU64::new(0) }; Counts::EVENTS] }
    }

    /// Counting begins anew, after so much.
    pub(super) fn begin(&self, hits: u64, counts: &Counts) {
        self.hits.store(hits, Ordering::Relaxed);
        for (base, count) in self.events.iter().zip(counts.fields()) {
            base.store(count, Ordering::Relaxed);
        }
    }

    /// What was counted since.
    pub(super) fn since(&self, hits: u64, counts: &Counts) -> MemoInfo {
        let mut fields = counts.fields();
        for (base, count) in self.events.iter().zip(&mut fields) {
            *count = count.saturating_sub(base.load(Ordering::Relaxed));
        }
        MemoInfo::of(hits.saturating_sub(self.hits.load(Ordering::Relaxed)), &Counts::of_fields(fields))
    }
}

/// How often a function was told to forget. Its tables in objects and threads compare that with what they have seen.
#[derive(Debug)]
pub(in crate::memo) struct Clears {
    count: AtomicU64,
    last: Mutex<Last>,
}

/// The last times.
#[derive(Debug)]
struct Last {
    of_all: u64,
    of_instances: Vec<(TypeId, u64)>,
}

impl Clears {
    pub(in crate::memo) const fn new() -> Clears {
        Clears { count: AtomicU64::new(0), last: Mutex::new(Last { of_all: 0, of_instances: Vec::new() }) }
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All tables forget, or those of one instance of the function: each before its next call.
    pub(in crate::memo) fn demand(&self, instance: Option<TypeId>) {
        let mut last = self.last();
        let now = self.count.load(Ordering::Relaxed) + 1;
        match instance {
            None => last.of_all = now,
            Some(instance) => {
                last.of_instances.retain(|(other, _)| *other != instance);
                last.of_instances.push((instance, now));
            }
        }
        self.count.store(now, Ordering::Release);
    }

    pub(in crate::memo) fn count(&self) -> u64 {
        self.count.load(Ordering::Acquire)
    }
}

impl Last {
    /// Whether an instance was told to forget after that many times.
    fn is_after(&self, seen: u64, instance: TypeId) -> bool {
        self.of_all > seen || self.of_instances.iter().any(|(other, at)| *other == instance && *at > seen)
    }
}

impl<K, V, P: Kind> Table<K, V, P> {
    /// Forgets what was kept before the function was told to forget.
    #[inline(always)]
    pub(in crate::memo) fn catch_up(&self, clears: &Clears, instance: TypeId) {
        if self.seen.load(Ordering::Acquire) != clears.count() {
            self.forget(clears, instance);
        }
    }

    #[cold]
    #[inline(never)]
    fn forget(&self, clears: &Clears, instance: TypeId) {
        // Who comes second must not forget what the first one has computed since.
        let last = clears.last();
        let (seen, now) = (self.seen.load(Ordering::Relaxed), clears.count());
        let forgets = last.is_after(seen, instance);
        if forgets {
            self.take_all_out();
        }
        self.seen.store(now, Ordering::Release);
        drop(last);
        if forgets {
            self.free_all();
        }
    }
}
