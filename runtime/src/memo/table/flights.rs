// unsafe: writes keys and flights in their places.
//! The flights of a shard.

use core::sync::atomic::AtomicPtr;
use std::sync::Arc;

use super::EntryAt;
use super::shard::State;
use crate::memo::flight::graph::Target;
use crate::memo::flight::signal::Signal;
use crate::memo::flight::task::{Crew, next_id};
use crate::memo::kind::{Kind, Order};
use crate::memo::store::{Entry, Place, can_point_to};

/// A body that runs for a key.
pub(super) struct Flight<K, V, P: Kind> {
    /// It has the key; nobody else writes to it.
    pub(super) entry: EntryAt<K, V, P>,
    crew: Crew,
    /// Callers join it, its entry is in the words, and its value is kept. Not after the key was invalidated.
    pub(super) attached: bool,
    /// Somebody may be comparing its key.
    pub(super) seen: bool,
    /// Another entry of its key is in the words.
    has_older: bool,
    /// What those hear who wait, and the number by which the graph of waits knows the flight; made by the first of them.
    joined: Option<(u64, Arc<Signal<V>>)>,
}

/// A run that began.
pub(super) struct Begun<K, V, P: Kind> {
    /// It has its hash and its key.
    pub(super) entry: EntryAt<K, V, P>,
    /// Where it is announced, if others may join.
    pub(super) place: Option<Place>,
    pub(super) timed: bool,
}

/// What is left of a flight.
pub(super) struct Landed<V> {
    pub(super) attached: bool,
    pub(super) seen: bool,
    pub(super) signal: Option<Arc<Signal<V>>>,
}

impl<K, V, P: Kind> State<K, V, P> {
    /// Counts a call that runs the body. True if it shall be timed: the first ones are, then one in sixteen.
    #[inline(always)]
    pub(super) fn count_miss(&mut self) -> bool {
        self.counts.misses += 1;
        self.counts.misses <= 16 || self.counts.misses.is_multiple_of(16)
    }

    /// Counts how long a body took, if it was timed.
    #[inline(always)]
    pub(super) fn count_time(&mut self, took: Option<u64>) {
        if let Some(took) = took {
            self.counts.timed += 1;
            self.counts.ticks += took;
        }
    }

    /// A run begins for a key, to which callers with this key find at a place that was looked for since the lock was taken.
    #[inline(always)]
    pub(super) fn begin(
        &mut self,
        (hash, key): (u64, K),
        crew: Crew,
        mut place: Place,
        has_older: bool,
        published: &AtomicPtr<u8>,
    ) -> Begun<K, V, P> {
        let (entry, timed) = (self.slab.take(), self.count_miss());
        // SAFETY: a fresh place of the slab.
        unsafe { Entry::begin(entry, hash, key) };
        if !can_point_to(entry) {
            return Begun { entry, place: None, timed };
        }
        if place.is_empty && self.room == 0 {
            place = self.grow(hash, published);
        }
        // SAFETY: the words are this shard's own, and nothing was written since the place was found.
        unsafe { self.words.announce(place, hash, entry) };
        self.room -= usize::from(place.is_empty);
        self.live += 1;
        if self.flights.len() == self.flights.capacity() {
            self.flights.reserve(1);
        }
        // A `push` would make it elsewhere first, lest there be no memory.
        if let Some(next) = self.flights.spare_capacity_mut().first_mut() {
            next.write(Flight { entry, crew, attached: true, seen: false, has_older, joined: None });
            // SAFETY: the first that was spare is a flight now.
            unsafe { self.flights.set_len(self.flights.len() + 1) };
        }
        self.order.foresee(hash);
        Begun { entry, place: Some(place), timed }
    }

    /// A flight ends, unless something was done to its key meanwhile. What those hear who wait.
    #[inline(always)]
    pub(super) fn land_smoothly(&mut self, entry: EntryAt<K, V, P>) -> Option<Option<Arc<Signal<V>>>> {
        let is_it = |flight: &Flight<K, V, P>| flight.entry == entry;
        let is_smooth = |flight: &Flight<K, V, P>| flight.attached && !flight.has_older;
        let flight = match self.flights.last() {
            // Most often: bodies nest.
            Some(last) if is_it(last) && is_smooth(last) => self.flights.pop()?,
            _ => {
                let at = self.flights.iter().position(|flight| is_it(flight) && is_smooth(flight))?;
                self.flights.swap_remove(at)
            }
        };
        Some(flight.joined.map(|(_, signal)| signal))
    }

    /// A flight ends.
    pub(super) fn land(&mut self, entry: EntryAt<K, V, P>) -> Option<Landed<V>> {
        let at = self.flights.iter().rposition(|flight| flight.entry == entry)?;
        let Flight { attached, seen, joined, .. } = self.flights.swap_remove(at);
        Some(Landed { attached, seen, signal: joined.map(|(_, signal)| signal) })
    }

    /// What one needs to wait for a flight.
    pub(super) fn join(&mut self, entry: EntryAt<K, V, P>) -> Option<(Arc<Signal<V>>, Target<Crew>)> {
        let flight = self.flights.iter_mut().find(|flight| flight.entry == entry)?;
        self.counts.waits += 1;
        let draw = || (flight.crew.flight().unwrap_or_else(next_id), Arc::new(Signal::new()));
        let (id, signal) = flight.joined.get_or_insert_with(draw);
        Some((Arc::clone(signal), Target { id: *id, runner: flight.crew.clone() }))
    }

    /// Whether the value of the flight will be kept.
    #[cfg(feature = "disk")]
    pub(super) fn is_attached(&self, entry: EntryAt<K, V, P>) -> bool {
        self.flights.iter().any(|flight| flight.entry == entry && flight.attached)
    }

    /// Nobody joins the flight any longer, and its value is not kept.
    pub(super) fn detach(&mut self, entry: EntryAt<K, V, P>) {
        if let Some(flight) = self.flights.iter_mut().find(|flight| flight.entry == entry && flight.attached) {
            flight.attached = false;
            self.blot_out(entry);
        }
    }

    /// The flight will find another entry of its key.
    pub(super) fn note_older(&mut self, entry: EntryAt<K, V, P>) {
        self.flights.iter_mut().filter(|flight| flight.entry == entry).for_each(|flight| flight.has_older = true);
    }
}
