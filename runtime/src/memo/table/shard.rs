// unsafe: follows pointers to entries under the shard's lock.
//! What the lock of a shard guards.

use core::fmt;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::counts::Counts;
use super::flights::Flight;
use super::garbage::{Garbage, Waiting};
use super::tally::Tally;
use super::{EntryAt, EntryOf, Known, Same};
use crate::memo::kind::{Kind, Order, Out, Setup};
use crate::memo::store::{Entry, Place, Slab, Words, can_point_to};

/// What was taken out of a shard waits for more of it until it is so large, or until the order says so.
const GARBAGE_BYTES: usize = 64 * 1024;

/// A part of a table, on cache lines of its own.
#[repr(align(128))]
pub(super) struct Shard<K, V, P: Kind>(Mutex<State<K, V, P>>);

pub(super) struct State<K, V, P: Kind> {
    /// What readers see.
    pub(super) words: Words<EntryOf<K, V, P>>,
    /// Entries in the words, pending and complete; and the complete ones alone.
    pub(super) live: usize,
    len: usize,
    /// How many empty words may still be written before the array must grow.
    pub(super) room: usize,
    pub(super) slab: Slab<EntryOf<K, V, P>>,
    pub(super) order: P::Order,
    /// Empty but while an entry comes in.
    out: Out<P::Stamp>,
    pub(super) flights: Vec<Flight<K, V, P>>,
    pub(super) garbage: Vec<Garbage<EntryOf<K, V, P>>>,
    garbage_bytes: usize,
    garbage_weight: u64,
    pub(super) waiting: Vec<Waiting<EntryOf<K, V, P>>>,
    pub(super) counts: Counts,
    /// Where they are added up with those of other tables, and what was added already.
    tally: Option<&'static Tally>,
    tallied: Counts,
}

impl<K, V, P: Kind> Shard<K, V, P> {
    pub(super) fn new(setup: &Setup, tally: Option<&'static Tally>, shard: usize, shards: usize) -> Shard<K, V, P> {
        Shard(Mutex::new(State {
            words: Words::nothing(),
            live: 0,
            len: 0,
            room: 0,
            slab: Slab::new(),
            order: P::Order::new(setup, shard, shards),
            out: Out::none(),
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

/// How many words of so many are used at most: three in four, where words are many; half of few, so that ways are short.
fn most_used(words: usize) -> usize {
    const FEW: usize = 4096;
    if words <= FEW { words / 2 } else { words / 4 * 3 }
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
    /// Adds the entries and flights of this hash that the key was not compared with. The first free place on the hash's way.
    #[inline(always)]
    pub(super) fn look_for_unknown(&mut self, hash: u64, known: &mut Known<K, V, P>) -> Place {
        let flights = &mut self.flights;
        let note = |entry| {
            // SAFETY: an entry in the words is alive, and has its hash even before it has its value.
            if unsafe { Entry::hash(entry) } == hash && !known.knows(entry) {
                flights.iter_mut().filter(|flight| flight.entry == entry).for_each(|flight| flight.seen = true);
                known.unknown.push(entry);
            }
        };
        // SAFETY: the words are this shard's own, and stay while it is locked.
        unsafe { self.words.survey(hash, note) }
    }

    /// Where an entry with this hash goes, if there is no other.
    #[inline(always)]
    pub(super) fn place_of_unknown(&self, hash: u64) -> Option<Place> {
        let mut is_unknown = true;
        // SAFETY: as in `look_for_unknown`.
        let place = unsafe { self.words.survey(hash, |entry| is_unknown &= Entry::hash(entry) != hash) };
        is_unknown.then_some(place)
    }

    /// Of all that is there, what the key was found to be the same as.
    pub(super) fn same(&self, hash: u64, known: &Known<K, V, P>) -> Same<K, V, P> {
        let mut same = Same::nothing();
        let note = |entry| {
            if known.are_same(entry) {
                let is_flight = self.flights.iter().any(|flight| flight.entry == entry);
                *(if is_flight { &mut same.flight } else { &mut same.entry }) = Some(entry);
            }
        };
        // SAFETY: as in `look_for_unknown`.
        unsafe { self.words.survey(hash, note) };
        same
    }

    /// Takes an entry out of the words.
    pub(super) fn blot_out(&mut self, entry: EntryAt<K, V, P>) {
        // SAFETY: the entry is in the words, which are this shard's own.
        self.room += unsafe { self.words.remove(Entry::hash(entry), entry) };
        self.live -= 1;
    }

    /// Publishes an entry that was announced.
    #[inline(always)]
    pub(super) fn complete(&mut self, hash: u64, entry: EntryAt<K, V, P>, place: Place) {
        // SAFETY: the entry is complete and was announced, and the words are this shard's own.
        unsafe { self.words.complete(place, hash, entry) };
        self.len += 1;
        self.admit(entry, None);
    }

    /// Publishes an entry that is not in the words, in place of the old one of its key.
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
                if self.room == 0 {
                    self.grow(hash, published);
                }
                self.room -= usize::from(self.words.place(hash, entry));
                self.live += 1;
                self.len += 1;
            }
        }
        self.admit(entry, old);
        if let Some(old) = old {
            self.discard(Garbage::Entry(old));
        }
    }

    /// An entry came in; others must go for it.
    #[inline(always)]
    fn admit(&mut self, entry: EntryAt<K, V, P>, old: Option<EntryAt<K, V, P>>) {
        self.order.admit(entry.cast(), old.map(NonNull::cast), &mut self.out);
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
        self.blot_out(entry);
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
        (self.live, self.len, self.room) = (0, 0, 0);
    }

    /// Makes room for entries. Where an entry of this hash goes then.
    #[cold]
    pub(super) fn grow(&mut self, hash: u64, published: &AtomicPtr<u8>) -> Place {
        let bits = match self.words.is_nothing() {
            true => 3,
            false if self.live * 3 >= most_used(self.words.len()) * 2 => self.words.bits() + 1,
            // Many are of entries that are gone.
            false => self.words.bits(),
        };
        let words = Words::with_bits(bits);
        // SAFETY: both arrays are this shard's own, and the new one is large enough.
        unsafe { words.take_over(self.words, |entry| Entry::hash(entry)) };
        published.store(words.into_raw(), Ordering::Release);
        let old = core::mem::replace(&mut self.words, words);
        self.room = most_used(words.len()) - self.live;
        if !old.is_nothing() {
            self.discard(Garbage::Words(old));
        }
        // SAFETY: as above.
        unsafe { self.words.survey(hash, |_| ()) }
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
        // As much will come again, if it is much.
        let room = if self.garbage.len() < 8 { 0 } else { self.garbage.len() };
        core::mem::replace(&mut self.garbage, Vec::with_capacity(room))
    }
}
