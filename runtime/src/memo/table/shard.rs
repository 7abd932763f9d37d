// unsafe: follows pointers to entries under the shard's lock.
//! What the lock of a shard guards.

use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::counts::Counts;
use super::garbage::{Garbage, Waiting};
use super::tally::Tally;
use super::{EntryAt, EntryOf, Known, Same};
use crate::memo::flight::graph::FlightId;
use crate::memo::flight::signal::Signal;
use crate::memo::flight::task::Crew;
use crate::memo::kind::{Kind, Order, Out, Setup};
use crate::memo::store::{Entry, Slab, Words, can_point_to};

/// What was taken out of a shard waits for more of it until it is so large, or until the order says so.
const GARBAGE_BYTES: usize = 64 * 1024;

/// A part of a table, on cache lines of its own.
#[repr(align(128))]
pub(super) struct Shard<K, V, P: Kind>(Mutex<State<K, V, P>>);

pub(super) struct State<K, V, P: Kind> {
    /// What readers see.
    pub(super) words: Words<EntryOf<K, V, P>>,
    pub(super) len: usize,
    /// Words that are neither empty nor an entry's.
    gone: usize,
    pub(super) slab: Slab<EntryOf<K, V, P>>,
    pub(super) order: P::Order,
    /// Empty but while an entry comes in.
    out: Out<P::Stamp>,
    /// The flights' hashes, and the flights.
    hashes: Vec<u64>,
    flights: Vec<Flight<K, V, P>>,
    pub(super) garbage: Vec<Garbage<EntryOf<K, V, P>>>,
    garbage_bytes: usize,
    garbage_weight: u64,
    pub(super) waiting: Vec<Waiting<EntryOf<K, V, P>>>,
    pub(super) counts: Counts,
    /// Where they are added up with those of other tables, and what was added already.
    tally: Option<&'static Tally>,
    tallied: Counts,
}

/// A body that runs for a key.
pub(super) struct Flight<K, V, P: Kind> {
    id: FlightId,
    entry: EntryAt<K, V, P>,
    crew: Crew,
    /// Callers join it, and its value is kept. Not after the key was invalidated.
    attached: bool,
    /// Somebody may be comparing its key.
    seen: bool,
    signal: Option<Arc<Signal<V>>>,
}

/// What is left of a flight.
pub(super) struct Landed<V> {
    pub(super) attached: bool,
    pub(super) seen: bool,
    pub(super) signal: Option<Arc<Signal<V>>>,
}

impl<K, V, P: Kind> Shard<K, V, P> {
    pub(super) fn new(setup: &Setup, tally: Option<&'static Tally>, shard: usize, shards: usize) -> Shard<K, V, P> {
        Shard(Mutex::new(State {
            words: Words::nothing(),
            len: 0,
            gone: 0,
            slab: Slab::new(),
            order: P::Order::new(setup, shard, shards),
            out: Out::none(),
            hashes: Vec::new(),
            flights: Vec::new(),
            garbage: Vec::new(),
            garbage_bytes: 0,
            garbage_weight: 0,
            waiting: Vec::new(),
            counts: Counts::default(),
            tally,
            tallied: Counts::default(),
        }))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State<K, V, P>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get_mut(&mut self) -> &mut State<K, V, P> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, V, P: Kind> fmt::Debug for Shard<K, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shard").finish_non_exhaustive()
    }
}

impl<K, V, P: Kind> Known<K, V, P> {
    fn knows(&self, entry: EntryAt<K, V, P>) -> bool {
        self.mine == Some(entry) || self.compared.iter().any(|(known, _)| *known == entry)
    }

    fn are_same(&self, entry: EntryAt<K, V, P>) -> bool {
        self.compared.contains(&(entry, true))
    }
}

impl<K, V, P: Kind> State<K, V, P> {
    /// Adds the entries and flights of this hash that the key was not compared with.
    #[inline(always)]
    pub(super) fn look_for_unknown(&mut self, hash: u64, known: &mut Known<K, V, P>) {
        let note = |entry| {
            // SAFETY: an entry in the words is alive.
            if unsafe { Entry::hash(entry) } == hash && !known.knows(entry) {
                known.unknown.push(entry);
            }
            false
        };
        // SAFETY: the words are this shard's own, and stay while it is locked.
        unsafe { self.words.find(hash, note) };
        for (at, _) in self.hashes.iter().enumerate().filter(|(_, other)| **other == hash) {
            let flight = &mut self.flights[at];
            if flight.attached && !known.knows(flight.entry) {
                flight.seen = true;
                known.unknown.push(flight.entry);
            }
        }
    }

    /// Of all that is there, what the key was found to be the same as.
    #[inline(always)]
    pub(super) fn same(&self, hash: u64, known: &Known<K, V, P>) -> Same<K, V, P> {
        if known.compared.is_empty() {
            return Same { entry: None, flight: None, of: PhantomData };
        }
        // SAFETY: as in `look_for_unknown`.
        let entry = unsafe { self.words.find(hash, |entry| known.are_same(entry)) };
        let flight = self.flights.iter().find(|flight| flight.attached && known.are_same(flight.entry));
        Same { entry, flight: flight.map(|flight| flight.id), of: PhantomData }
    }

    /// Counts a call that runs the body. True if it shall be timed: the first ones are, then one in sixteen.
    #[inline(always)]
    pub(super) fn count_miss(&mut self) -> bool {
        self.counts.misses += 1;
        self.counts.misses <= 16 || self.counts.misses.is_multiple_of(16)
    }

    /// A flight begins.
    #[inline(always)]
    pub(super) fn depart(&mut self, id: FlightId, hash: u64, entry: EntryAt<K, V, P>, crew: Crew) {
        self.hashes.push(hash);
        self.flights.push(Flight { id, entry, crew, attached: true, seen: false, signal: None });
    }

    /// A flight ends.
    #[inline(always)]
    pub(super) fn land(&mut self, id: FlightId) -> Option<Landed<V>> {
        let at = self.flights.iter().rposition(|flight| flight.id == id)?;
        let flight = &mut self.flights[at];
        let landed = Landed { attached: flight.attached, seen: flight.seen, signal: flight.signal.take() };
        self.hashes.swap_remove(at);
        self.flights.swap_remove(at);
        Some(landed)
    }

    /// What one needs to wait for a flight.
    pub(super) fn join(&mut self, id: FlightId) -> Option<(Arc<Signal<V>>, Crew)> {
        let flight = self.flights.iter_mut().find(|flight| flight.id == id)?;
        self.counts.waits += 1;
        Some((Arc::clone(flight.signal.get_or_insert_with(|| Arc::new(Signal::new()))), flight.crew.clone()))
    }

    /// Whether the value of the flight will be kept.
    #[cfg(feature = "disk")]
    pub(super) fn is_attached(&self, id: FlightId) -> bool {
        self.flights.iter().any(|flight| flight.id == id && flight.attached)
    }

    /// Nobody joins the flight any longer, and its value is not kept.
    pub(super) fn detach(&mut self, id: FlightId) {
        self.flights.iter_mut().filter(|flight| flight.id == id).for_each(|flight| flight.attached = false);
    }

    /// Publishes an entry, in place of the old one of its key.
    pub(super) fn put(&mut self, entry: EntryAt<K, V, P>, old: Option<EntryAt<K, V, P>>, published: &AtomicPtr<u8>) {
        if !can_point_to(entry) {
            self.discard(Garbage::Entry(entry));
            return;
        }
        // SAFETY: the entry is complete, and the words are this shard's own.
        unsafe {
            let hash = Entry::hash(entry);
            if let Some(old) = old {
                self.words.replace(hash, old, entry);
            } else {
                self.reserve(published);
                self.gone -= usize::from(!self.words.place(hash, entry));
                self.len += 1;
            }
        }
        self.order.admit(entry.cast(), old.map(NonNull::cast), &mut self.out);
        if let Some(old) = old {
            self.discard(Garbage::Entry(old));
        }
        while let Some(entry) = self.out.evicted.pop() {
            self.counts.evictions += 1;
            self.withdraw(entry.cast());
        }
        while let Some(entry) = self.out.expired.pop() {
            self.counts.expired += 1;
            self.withdraw(entry.cast());
        }
    }

    /// Takes an entry out that is no longer in the order.
    fn withdraw(&mut self, entry: EntryAt<K, V, P>) {
        // SAFETY: the entry is in the words, which are this shard's own.
        let gone = unsafe { self.words.remove(Entry::hash(entry), entry) };
        self.gone = self.gone.saturating_add_signed(gone);
        self.len -= 1;
        self.discard(Garbage::Entry(entry));
    }

    /// Takes an entry out.
    pub(super) fn remove(&mut self, entry: EntryAt<K, V, P>) {
        self.order.remove(entry.cast());
        self.withdraw(entry);
    }

    /// Takes everything out.
    pub(super) fn clear(&mut self, published: &AtomicPtr<u8>) {
        self.flights.iter_mut().for_each(|flight| flight.attached = false);
        self.order.clear();
        let old = core::mem::replace(&mut self.words, Words::nothing());
        published.store(self.words.into_raw(), Ordering::Release);
        self.discard(Garbage::All(old));
        (self.len, self.gone) = (0, 0);
    }

    /// Makes room for one entry more: three words in four are used at most.
    fn reserve(&mut self, published: &AtomicPtr<u8>) {
        let used = self.len + self.gone + 1;
        if !self.words.is_nothing() && used * 4 <= self.words.len() * 3 {
            return;
        }
        let bits = match self.words.is_nothing() {
            true => 3,
            false if self.len * 2 >= self.words.len() => self.words.bits() + 1,
            false => self.words.bits(),
        };
        let words = Words::with_bits(bits);
        // SAFETY: both arrays are this shard's own, the new one is large enough, and its words may be placed in any order.
        unsafe {
            for entry in self.words.entries() {
                words.place(Entry::hash(entry), entry);
            }
        }
        published.store(words.into_raw(), Ordering::Release);
        let old = core::mem::replace(&mut self.words, words);
        self.gone = 0;
        if !old.is_nothing() {
            self.discard(Garbage::Words(old));
        }
    }

    #[inline(always)]
    pub(super) fn discard(&mut self, garbage: Garbage<EntryOf<K, V, P>>) {
        self.garbage_bytes += garbage.bytes();
        if let Garbage::Entry(entry) = &garbage {
            // SAFETY: the entry is complete, and not freed yet.
            self.garbage_weight += P::Order::weight_of(unsafe { &Entry::head(*entry).stamp });
        }
        self.garbage.push(garbage);
    }

    /// Brings the counts up to date, and the tally.
    pub(super) fn size_up(&mut self) {
        self.counts.entries = self.len as u64;
        self.counts.bytes = (self.slab.bytes() + self.words.bytes()) as u64 + self.order.weight();
        if let Some(tally) = self.tally {
            tally.change(&self.tallied, &self.counts);
            self.tallied = self.counts;
        }
    }

    /// The shard is no more.
    pub(super) fn leave_tally(&mut self) {
        self.size_up();
        let gone = Counts { entries: 0, bytes: 0, ..self.counts };
        self.tally.into_iter().for_each(|tally| tally.change(&self.counts, &gone));
        self.tally = None;
    }

    /// What was taken out, once it is enough to be worth a barrier.
    #[inline(always)]
    pub(super) fn due_garbage(&mut self) -> Vec<Garbage<EntryOf<K, V, P>>> {
        if self.tally.is_some() {
            self.size_up();
        }
        let is_much = self.order.is_much(self.garbage.len(), self.garbage_weight);
        if is_much || self.garbage_bytes >= GARBAGE_BYTES { self.all_garbage() } else { Vec::new() }
    }

    pub(super) fn all_garbage(&mut self) -> Vec<Garbage<EntryOf<K, V, P>>> {
        (self.garbage_bytes, self.garbage_weight) = (0, 0);
        core::mem::take(&mut self.garbage)
    }
}
