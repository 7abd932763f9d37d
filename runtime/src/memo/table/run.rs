// unsafe: completes entries that are not published yet.
//! The caller that computes a value, and what becomes of it.

#[cfg(feature = "disk")]
mod disk;

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use std::sync::Arc;

use super::garbage::Garbage;
use super::{EntryAt, Sought, Table, key_in};
use crate::clock::ticks;
use crate::memo::flight::graph::FlightId;
use crate::memo::flight::signal::Signal;
use crate::memo::flight::task::{Task, deepen, surface};
use crate::memo::grace::enroll;
use crate::memo::kind::{Kind, Order, Visit};
use crate::memo::store::Entry;

/// A flight and its entry.
type Joined<K, V, P> = (FlightId, EntryAt<K, V, P>);

/// A run of the body. Dropped before its time, because the body panicked or the future was cancelled, it leaves nothing, and
/// one of those who wait for it takes over.
pub(super) struct Flying<'t, K, V, P: Kind> {
    table: &'t Table<K, V, P>,
    sought: Sought<K>,
    /// The flight that others may join, and its entry, which has the key.
    flight: Option<Joined<K, V, P>>,
    /// The key of a run that nobody joins.
    key: Option<K>,
    /// When the body began, if it is timed.
    began: Option<u64>,
}

// SAFETY: the pointer is to an entry of the table that only this run writes; key and value may be sent.
unsafe impl<K: Send + Sync, V: Send + Sync, P: Kind> Send for Flying<'_, K, V, P> {}

impl<'t, K, V, P: Kind> Flying<'t, K, V, P> {
    /// A run that others join.
    pub(super) fn joined(
        table: &'t Table<K, V, P>,
        sought: Sought<K>,
        id: FlightId,
        entry: EntryAt<K, V, P>,
        timed: bool,
    ) -> Self {
        Flying { table, sought, flight: Some((id, entry)), key: None, began: timed.then(ticks) }
    }

    /// A run of a caller that must not wait for another run of the same key.
    pub(super) fn unjoined(table: &'t Table<K, V, P>, sought: Sought<K>, key: K) -> Self {
        let timed = table.shard(sought.hash).0.lock().count_miss();
        Flying { table, sought, flight: None, key: Some(key), began: timed.then(ticks) }
    }

    fn count_time(&self) {
        if let Some(began) = self.began {
            let took = ticks().saturating_sub(began);
            let mut state = self.table.shard(self.sought.hash).0.lock();
            state.counts.timed += 1;
            state.counts.ticks += took;
        }
    }

    /// The entry in which the value goes.
    fn entry(&mut self) -> Option<EntryAt<K, V, P>> {
        if let Some((_, entry)) = self.flight {
            return Some(entry);
        }
        let key = self.key.take()?;
        let entry = self.table.shard(self.sought.hash).0.lock().slab.take();
        // SAFETY: a fresh place.
        unsafe { Entry::begin(entry, self.sought.hash, key) };
        Some(entry)
    }

    /// Keeps a value. Who waits for it gets what this returns.
    fn keep(&mut self, value: V, stamp: P::Stamp) -> Ending<V> {
        let Some(entry) = self.entry() else { return Ending(None) };
        let id = self.flight.map(|(id, _)| id);
        let table = self.table;
        // SAFETY: the entry has its key, and nobody reads more than that before it is published.
        unsafe { Entry::complete(entry, stamp, value) };
        let enrolled = enroll();
        let section = enrolled.enter();
        let (signal, garbage) =
            table.resolve(self.sought, entry, key_in, Some(entry), &section, |state, words, entry, same| {
                let flight = id.and_then(|id| state.land(id));
                if flight.as_ref().is_none_or(|flight| flight.attached) {
                    state.put(entry, same.entry, words);
                } else {
                    state.discard(Garbage::Entry(entry));
                }
                (flight.and_then(|flight| flight.signal), state.due_garbage())
            });
        // Not before: should a comparison panic, the flight ends as if the body had.
        self.flight = None;
        drop(section);
        table.free(table.shard(self.sought.hash).0, garbage);
        Ending(signal)
    }
}

impl<K, V: Clone, P: Kind> Flying<'_, K, V, P> {
    fn finish(&mut self, value: V, keep: bool, weigh: impl FnOnce(&V) -> u64) -> V {
        self.count_time();
        if !keep || self.table.setup.is_off {
            let value = self.old_value().unwrap_or(value);
            self.abandon();
            return value;
        }
        let weight = weigh(&value);
        let mut ending = self.keep(value.clone(), P::Order::stamp(&self.table.setup, weight));
        ending.with(&value);
        value
    }

    /// What may be served although it is not fresh, in place of a value that is not to be kept.
    fn old_value(&self) -> Option<V> {
        if !P::SERVES_OLD {
            return None;
        }
        let key = self.key()?;
        let enrolled = enroll();
        let section = enrolled.enter();
        let old = self.table.resolve(self.sought, key, |key| key, None, &section, |_, _, _, same| same.entry)?;
        // SAFETY: found in the words, and the section lasts.
        let (head, value) = unsafe { (Entry::head(old), Entry::value(old)) };
        (P::Order::visit(&head.stamp, &self.table.setup) != Visit::Expired).then(|| value.clone())
    }
}

impl<K, V, P: Kind> Drop for Flying<'_, K, V, P> {
    fn drop(&mut self) {
        self.abandon();
    }
}

impl<K, V, P: Kind> Flying<'_, K, V, P> {
    /// The key, before the run ends.
    fn key(&self) -> Option<&K> {
        match (&self.flight, &self.key) {
            // SAFETY: the entry has its key, and is this run's.
            (Some((_, entry)), _) => Some(unsafe { Entry::key(*entry) }),
            (None, key) => key.as_ref(),
        }
    }

    /// The run leaves nothing; who waits looks again.
    fn abandon(&mut self) {
        let Some((id, entry)) = self.flight.take() else { return };
        let shard = self.table.shard(self.sought.hash).0;
        let (flight, garbage) = {
            let mut state = shard.lock();
            let flight = state.land(id);
            if flight.as_ref().is_some_and(|flight| flight.seen) {
                state.discard(Garbage::Key(entry));
                (flight, state.due_garbage())
            } else {
                (flight, Vec::new())
            }
        };
        let is_unseen = flight.as_ref().is_some_and(|flight| !flight.seen);
        drop(Ending(flight.and_then(|flight| flight.signal)));
        if is_unseen {
            // SAFETY: the flight is gone, nobody compared its key, and it never had a value.
            unsafe {
                Entry::drop_parts(entry, false);
                shard.lock().slab.give_back(entry);
            }
        }
        self.table.free(shard, garbage);
    }
}

/// Who waits for a flight hears of its end, however this goes.
struct Ending<V>(Option<Arc<Signal<V>>>);

impl<V: Clone> Ending<V> {
    fn with(&mut self, value: &V) {
        if let Some(signal) = &self.0 {
            let value = value.clone();
            signal.end(Some(value));
            self.0 = None;
        }
    }
}

impl<V> Drop for Ending<V> {
    fn drop(&mut self) {
        if let Some(signal) = self.0.take() {
            signal.end(None);
        }
    }
}

/// The caller that computes, on its thread.
pub struct Run<'t, K, V, P: Kind> {
    flying: Flying<'t, K, V, P>,
    _deep: Deep,
}

impl<'t, K, V: Clone, P: Kind> Run<'t, K, V, P> {
    pub(super) fn of(flying: Flying<'t, K, V, P>) -> Self {
        deepen();
        Run { flying, _deep: Deep(PhantomData) }
    }

    /// Keeps the value, if `keep`, hands it to all who wait for it, and returns it. What is not kept is for the caller alone;
    /// a value that was kept before and may still be served goes before it. To be called once.
    pub fn finish(&mut self, value: V, keep: bool) -> V {
        self.flying.finish(value, keep, |_| 1)
    }

    /// [`finish`](Run::finish) for a table with `max_weight`.
    pub fn finish_weighing(&mut self, value: V, keep: bool, weigh: impl FnOnce(&V) -> u64) -> V {
        self.flying.finish(value, keep, weigh)
    }
}

/// A synchronous body that runs on this thread.
struct Deep(PhantomData<*const ()>);

impl Drop for Deep {
    fn drop(&mut self) {
        surface();
    }
}

/// The future that computes.
pub struct AsyncRun<'t, K, V, P: Kind> {
    flying: Flying<'t, K, V, P>,
    task: Arc<Task>,
}

impl<'t, K, V: Clone, P: Kind> AsyncRun<'t, K, V, P> {
    pub(super) fn of(flying: Flying<'t, K, V, P>, task: Arc<Task>) -> Self {
        AsyncRun { flying, task }
    }

    /// Polls the body to its end. What it waits for is known to hold this run up.
    pub fn poll<F: Future>(&self, body: F) -> impl Future<Output = F::Output> + use<K, V, P, F> {
        let task = Arc::clone(&self.task);
        async move { task.run(body).await }
    }

    /// See [`Run::finish`].
    pub fn finish(&mut self, value: V, keep: bool) -> V {
        self.flying.finish(value, keep, |_| 1)
    }

    /// See [`Run::finish_weighing`].
    pub fn finish_weighing(&mut self, value: V, keep: bool, weigh: impl FnOnce(&V) -> u64) -> V {
        self.flying.finish(value, keep, weigh)
    }
}

impl<K, V, P: Kind> fmt::Debug for Run<'_, K, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").finish_non_exhaustive()
    }
}

impl<K, V, P: Kind> fmt::Debug for AsyncRun<'_, K, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncRun").finish_non_exhaustive()
    }
}
