// unsafe: completes entries that are not published yet.
//! The caller that computes a value, and what becomes of it.

#[cfg(feature = "disk")]
mod disk;

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use std::sync::Arc;

use super::flights::Begun;
use super::garbage::Garbage;
use super::shard::Shard;
use super::{EntryAt, Sought, Table, key_in};
use crate::clock::ticks;
use crate::memo::flight::signal::Signal;
use crate::memo::flight::task::{Task, deepen, surface};
use crate::memo::kind::{Kind, Order, Visit};
use crate::memo::store::{Entry, Place};

/// A run of the body. Dropped before its time, because the body panicked or the future was cancelled, it leaves nothing, and
/// one of those who wait for it takes over.
pub(super) struct Flying<'t, K, V, P: Kind> {
    table: &'t Table<K, V, P>,
    sought: Sought<K>,
    /// It has the key. None where nothing is kept, and when the run is over.
    entry: Option<EntryAt<K, V, P>>,
    /// Where the entry is announced, so that others join.
    place: Option<Place>,
    /// When the body began, if it is timed.
    began: Option<u64>,
}

// SAFETY: the pointer is to an entry of the table that only this run writes; key and value may be sent.
unsafe impl<K: Send + Sync, V: Send + Sync, P: Kind> Send for Flying<'_, K, V, P> {}

impl<'t, K, V, P: Kind> Flying<'t, K, V, P> {
    /// A run whose entry has its key, and is announced if others may join.
    #[inline(always)]
    pub(super) fn new(table: &'t Table<K, V, P>, sought: Sought<K>, begun: Begun<K, V, P>) -> Self {
        let Begun { entry, place, timed } = begun;
        Flying { table, sought, entry: Some(entry), place, began: timed.then(ticks) }
    }

    /// A run of a caller that must not wait for another run of the same key.
    pub(super) fn unjoined(table: &'t Table<K, V, P>, sought: Sought<K>, key: K) -> Self {
        let (entry, timed) = {
            let mut state = table.shard(sought.hash).0.lock();
            (state.slab.take(), state.count_miss())
        };
        // SAFETY: a fresh place.
        unsafe { Entry::begin(entry, sought.hash, key) };
        Flying::new(table, sought, Begun { entry, place: None, timed })
    }

    /// A run whose value is not kept.
    pub(super) fn of_nothing(table: &'t Table<K, V, P>, sought: Sought<K>) -> Self {
        let timed = table.shard(sought.hash).0.lock().count_miss();
        Flying { table, sought, entry: None, place: None, began: timed.then(ticks) }
    }

    fn shard(&self) -> &'t Shard<K, V, P> {
        self.table.shard(self.sought.hash).0
    }

    #[inline(always)]
    fn took(&self) -> Option<u64> {
        self.began.map(|began| ticks().saturating_sub(began))
    }

    /// Keeps a value, which the body took so long to compute. Who waits for it gets what this returns.
    #[inline(always)]
    fn keep(&mut self, entry: EntryAt<K, V, P>, value: V, stamp: P::Stamp, took: Option<u64>) -> Ending<V> {
        // SAFETY: the entry has its key, and nobody reads more than that before it is published.
        unsafe { Entry::complete(entry, stamp, value) };
        let shard = self.shard();
        let mut state = shard.lock();
        state.count_time(took);
        let smooth = self.place.and_then(|place| Some((place, state.land_smoothly(entry)?)));
        let Some((place, signal)) = smooth else {
            drop(state);
            return self.keep_beside(entry);
        };
        self.entry = None;
        state.complete(self.sought.hash, entry, place);
        let garbage = state.due_garbage();
        drop(state);
        // First: what is freed is foreign, and may panic.
        let ending = Ending(signal);
        self.table.free(shard, garbage);
        ending
    }

    /// [`keep`](Flying::keep) where others may have put a value for the key, or have invalidated it.
    #[cold]
    fn keep_beside(&mut self, entry: EntryAt<K, V, P>) -> Ending<V> {
        let is_announced = self.place.is_some();
        let mut reading = None;
        let (signal, garbage) = self.table.resolve(
            self.sought,
            entry,
            key_in,
            Some(entry),
            &mut reading,
            |state, words, entry, same, _| {
                let landed = if is_announced { state.land(entry) } else { None };
                if landed.as_ref().is_some_and(|landed| !landed.attached) {
                    state.discard(Garbage::Entry(entry));
                } else {
                    landed.iter().for_each(|_| state.blot_out(entry));
                    same.flight.into_iter().for_each(|flight| state.note_older(flight));
                    state.put(entry, same.entry, words);
                }
                (landed.and_then(|landed| landed.signal), state.due_garbage())
            },
        );
        // Not before: should a comparison panic, the flight ends as if the body had.
        self.entry = None;
        let ending = Ending(signal);
        drop(reading);
        self.table.free(self.shard(), garbage);
        ending
    }

    /// The run leaves nothing; who waits looks again.
    fn abandon(&mut self, took: Option<u64>) {
        let (shard, entry) = (self.shard(), self.entry.take());
        if entry.is_none() && took.is_none() {
            return;
        }
        let mut state = shard.lock();
        state.count_time(took);
        let Some(entry) = entry else { return };
        let landed = self.place.and_then(|_| state.land(entry));
        landed.iter().filter(|landed| landed.attached).for_each(|_| state.blot_out(entry));
        let is_seen = landed.as_ref().is_some_and(|landed| landed.seen);
        let garbage = if is_seen {
            state.discard(Garbage::Key(entry));
            state.due_garbage()
        } else {
            Vec::new()
        };
        drop(state);
        drop(Ending(landed.and_then(|landed| landed.signal)));
        if !is_seen {
            // SAFETY: the flight is gone, nobody compared its key, and it never had a value.
            unsafe {
                Entry::drop_parts(entry, false);
                shard.lock().slab.give_back(entry);
            }
        }
        self.table.free(shard, garbage);
    }
}

impl<K, V: Clone, P: Kind> Flying<'_, K, V, P> {
    #[inline(always)]
    fn finish(&mut self, value: V, keep: bool, weigh: impl FnOnce(&V) -> u64) -> V {
        let took = self.took();
        let Some(entry) = self.entry.filter(|_| keep) else { return self.finish_without(value, took) };
        let stamp = P::Order::stamp(&self.table.setup, weigh(&value));
        let mut ending = self.keep(entry, value.clone(), stamp, took);
        if ending.0.is_some() {
            ending.tell(&value);
        }
        value
    }

    #[cold]
    fn finish_without(&mut self, value: V, took: Option<u64>) -> V {
        let value = self.old_value().unwrap_or(value);
        self.abandon(took);
        value
    }

    /// What may be served although it is not fresh, in place of a value that is not to be kept.
    fn old_value(&self) -> Option<V> {
        if !P::SERVES_OLD {
            return None;
        }
        let entry = self.entry?;
        let mut reading = None;
        let old =
            self.table.resolve(self.sought, entry, key_in, Some(entry), &mut reading, |_, _, _, same, _| same.entry)?;
        // SAFETY: found in the words, and compared, so that the read has begun and lasts.
        let (head, value) = unsafe { (Entry::head(old), Entry::value(old)) };
        (P::Order::visit(&head.stamp, &self.table.setup) != Visit::Expired).then(|| value.clone())
    }
}

impl<K, V, P: Kind> Drop for Flying<'_, K, V, P> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.entry.is_some() {
            self.abandon(None);
        }
    }
}

/// Who waits for a flight hears of its end, however this goes.
struct Ending<V>(Option<Arc<Signal<V>>>);

impl<V: Clone> Ending<V> {
    /// Hands a value to those who wait for it.
    #[cold]
    fn tell(&mut self, value: &V) {
        let value = value.clone();
        if let Some(signal) = self.0.take() {
            signal.end(Some(value));
        }
    }
}

impl<V> Drop for Ending<V> {
    #[inline(always)]
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
    #[inline(always)]
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
    #[inline(always)]
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
