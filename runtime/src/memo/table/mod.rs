// unsafe: follows pointers to entries, which a read keeps alive.
//! One table: lock-free reads, and shards with a lock each for everything else.
//!
//! Under a shard's lock no foreign code runs: keys are compared, values cloned and dropped outside. What must be compared is
//! noted under the lock, compared without it, and then the lock is taken again to see that nothing new is there
//! (`Table::resolve`). What is compared stays alive since the thread reads (`grace`).

mod change;
mod counts;
mod epoch;
mod flights;
mod garbage;
mod info;
mod run;
mod shard;
mod start;
mod tally;
#[cfg(test)]
mod tests;

pub(super) use epoch::Clears;
pub use info::MemoInfo;
pub use run::{AsyncRun, Run};
pub use start::Start;
pub(super) use tally::Tally;

use super::grace::hits_of;

use core::ptr::NonNull;
use core::sync::atomic::{AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::MutexGuard;

use super::grace::{self, Reading};
use super::key::Key;
use super::kind::{Kind, Order, Setup, Visit, are_memos_off};
use super::store::{Entry, Place, Words};
use crate::hash::{Fold, draw_secrets};
use core::hash::Hasher;
use shard::{Shard, State};

/// Shards of a table at most.
pub(super) const MOST_SHARDS: usize = 32;
/// Where the bits of a hash begin that choose the shard: above the tag, below those that choose a place.
const SHARD_AT: u32 = 16;

type EntryOf<K, V, P> = Entry<K, V, <P as Kind>::Stamp>;

/// Says whether two kept keys are the same.
type Alike<K> = fn(&K, &K) -> bool;

/// A pointer to an entry.
type EntryAt<K, V, P> = NonNull<EntryOf<K, V, P>>;

/// What one needs to find a key among others, beside the key.
struct Sought<K> {
    hash: u64,
    alike: Alike<K>,
}

impl<K> Clone for Sought<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Sought<K> {}

/// What was looked for and not found.
#[derive(Clone, Copy, Debug)]
pub struct Miss {
    hash: u64,
}

/// The results of one function, for one set of types.
#[derive(Debug)]
#[repr(align(128))]
pub struct Table<K, V, P: Kind> {
    /// What readers follow, for each shard.
    words: [AtomicPtr<u8>; MOST_SHARDS],
    mask: usize,
    /// The number of the counter of hits.
    number: usize,
    setup: Setup,
    /// How often the function was told to forget, as far as this table knows.
    seen: AtomicU64,
    base: epoch::Base,
    /// Where it counts together with others.
    tally: Option<&'static Tally>,
    shards: Box<[Shard<K, V, P>]>,
}

// SAFETY: keys and values are reached from all threads by reference, and dropped by any of them; all else that a table
// holds is guarded by the shards' locks or is atomic.
unsafe impl<K: Send + Sync, V: Send + Sync, P: Kind> Sync for Table<K, V, P> {}
// SAFETY: as above.
unsafe impl<K: Send + Sync, V: Send + Sync, P: Kind> Send for Table<K, V, P> {}

impl<K, V, P: Kind> Table<K, V, P> {
    /// A table whose hits have a counter of their own.
    pub(super) fn new(setup: Setup) -> Table<K, V, P> {
        Table::counting(setup, None, next_number())
    }

    /// A table that counts together with others.
    pub(super) fn tallied(setup: Setup, tally: &'static Tally, clears: u64) -> Table<K, V, P> {
        let (number, hits) = tally.join();
        let table = Table::counting(setup, Some(tally), number);
        table.base.begin(hits, &counts::Counts::default());
        table.seen.store(clears, Ordering::Relaxed);
        table
    }

    fn counting(setup: Setup, tally: Option<&'static Tally>, number: usize) -> Table<K, V, P> {
        draw_secrets();
        crate::clock::start();
        let setup = Setup { is_off: setup.is_off || are_memos_off(), ..setup.with_clock() };
        let shards = P::Order::shards(&setup).clamp(1, MOST_SHARDS).next_power_of_two();
        Table {
            words: core::array::from_fn(|_| AtomicPtr::new(Words::<EntryOf<K, V, P>>::nothing().into_raw())),
            mask: shards - 1,
            number,
            setup,
            seen: AtomicU64::new(0),
            base: epoch::Base::new(),
            tally,
            shards: (0..shards).map(|shard| Shard::new(&setup, tally, shard, shards)).collect(),
        }
    }

    #[cfg(feature = "disk")]
    pub(super) fn setup(&self) -> &Setup {
        &self.setup
    }

    #[inline(always)]
    fn shard_at(&self, hash: u64) -> usize {
        (hash >> SHARD_AT) as usize & self.mask & (MOST_SHARDS - 1)
    }

    fn shard(&self, hash: u64) -> (&Shard<K, V, P>, &AtomicPtr<u8>) {
        let at = self.shard_at(hash);
        (&self.shards[at], &self.words[at])
    }

    /// The entry of a key, fresh or not, that stays while the section lasts.
    #[inline(always)]
    fn entry_of<Q: Key<Owned = K>>(&self, hash: u64, key: &Q, _: &Reading) -> Option<EntryAt<K, V, P>> {
        let words = Words::from_raw(self.words[self.shard_at(hash)].load(Ordering::Acquire));
        // SAFETY: what a table's words lead to is freed only after all reads that began before it was taken out.
        unsafe { words.find(hash, |entry| key.same(Entry::key(entry))) }
    }

    /// Reads the value of a key by reference.
    #[inline(always)]
    fn read<Q: Key<Owned = K>, R>(
        &self,
        hash: u64,
        key: &Q,
        reading: &Reading,
        read: impl FnOnce(&V) -> R,
    ) -> Option<R> {
        let entry = self.entry_of(hash, key, reading)?;
        // SAFETY: found in the words, and the read lasts.
        let (head, value) = unsafe { (Entry::head(entry), Entry::value(entry)) };
        if P::Order::visit(&head.stamp, &self.setup) != Visit::Fresh {
            return None;
        }
        Some(read(value))
    }

    /// A clone of the value that is kept for a key; a hit.
    ///
    /// # Errors
    ///
    /// There is none: pass what this returns to [`begin`](Table::begin).
    #[inline(always)]
    pub fn find<Q: Key<Owned = K>>(&self, key: &Q) -> Result<V, Miss>
    where
        V: Clone,
    {
        self.with(key, V::clone)
    }

    /// Reads the value that is kept for a key; a hit. The value stays until `read` returns, whatever others do, and what they
    /// take out of the table meanwhile waits for that.
    ///
    /// # Errors
    ///
    /// There is none.
    #[inline(always)]
    pub fn with<Q: Key<Owned = K>, R>(&self, key: &Q, read: impl FnOnce(&V) -> R) -> Result<R, Miss> {
        let hash = hash_of(key);
        // `read` is not for the cold way: its captures would have to be in memory for that.
        let reading = grace::read();
        let Some(result) = self.read(hash, key, &reading, read) else { return Err(Miss { hash }) };
        reading.hit(self.number);
        Ok(result)
    }

    /// What is kept for a key, without a hit or a miss being counted.
    pub fn peek<Q: Key<Owned = K>>(&self, key: &Q) -> Option<V>
    where
        V: Clone,
    {
        self.read(hash_of(key), key, &grace::read(), V::clone)
    }

    /// Compares all that has this hash with a key, then runs `act` under the shard's lock with those that are the key's, and
    /// with the place where an entry of the key would go.
    ///
    /// `held` is or leads to the key, which may lie in an entry of the caller's that nobody else can have compared: `mine`. No
    /// foreign code may run in `act`. What `act` is given stays while `reading` does.
    #[inline(always)]
    fn resolve<H, T>(
        &self,
        sought: Sought<K>,
        held: H,
        key_of: impl Fn(&H) -> &K,
        mine: Option<EntryAt<K, V, P>>,
        reading: &mut Option<Reading>,
        act: impl FnOnce(&mut State<K, V, P>, &AtomicPtr<u8>, H, Same<K, V, P>, Place) -> T,
    ) -> T {
        let (shard, words) = self.shard(sought.hash);
        let mut known = Known { mine, compared: Vec::new(), unknown: Vec::new() };
        let mut state = shard.lock();
        let mut place = state.look_for_unknown(sought.hash, &mut known);
        let mut same = Same::nothing();
        if !known.unknown.is_empty() {
            // Before the lock is released: what was seen under it can be taken out only after this.
            reading.get_or_insert_with(grace::read);
            (state, same, place) = self.compare(sought, key_of(&held), known, state);
        }
        act(&mut state, words, held, same, place)
    }

    /// The part of [`resolve`](Table::resolve) that compares keys, for which the lock is released.
    #[cold]
    fn compare<'s>(
        &'s self,
        Sought { hash, alike }: Sought<K>,
        key: &K,
        mut known: Known<K, V, P>,
        mut state: MutexGuard<'s, State<K, V, P>>,
    ) -> Compared<'s, K, V, P> {
        let (shard, _) = self.shard(hash);
        loop {
            drop(state);
            // SAFETY: seen under the lock by a thread that reads, so not freed before the read ends.
            let compare = |entry| (entry, alike(unsafe { Entry::key(entry) }, key));
            known.compared.extend(known.unknown.drain(..).map(compare));
            state = shard.lock();
            let place = state.look_for_unknown(hash, &mut known);
            if known.unknown.is_empty() {
                let same = state.same(hash, &known);
                return (state, same, place);
            }
        }
    }
}

/// Entries and flights that have the hash of a key.
struct Known<K, V, P: Kind> {
    /// The caller's own, which need not be compared.
    mine: Option<EntryAt<K, V, P>>,
    /// Those that the key was compared with, and whether they are the key's.
    compared: Vec<(EntryAt<K, V, P>, bool)>,
    /// Those that it was not compared with.
    unknown: Vec<EntryAt<K, V, P>>,
}

/// The lock, what belongs to a key, and where an entry of it would go.
type Compared<'s, K, V, P> = (MutexGuard<'s, State<K, V, P>>, Same<K, V, P>, Place);

/// What belongs to a key.
struct Same<K, V, P: Kind> {
    entry: Option<EntryAt<K, V, P>>,
    /// That of the flight that callers join.
    flight: Option<EntryAt<K, V, P>>,
}

impl<K, V, P: Kind> Same<K, V, P> {
    #[inline(always)]
    fn nothing() -> Same<K, V, P> {
        Same { entry: None, flight: None }
    }
}

/// The key of an entry that its caller is about to publish.
fn key_in<K, V, S>(entry: &NonNull<Entry<K, V, S>>) -> &K {
    // SAFETY: the entry has its key. Until it is published it is the caller's, after that it is in sight of the caller's read.
    unsafe { Entry::key(*entry) }
}

#[inline(always)]
fn hash_of<Q: Key>(key: &Q) -> u64 {
    let mut fold = Fold::new();
    key.feed(&mut fold);
    fold.finish()
}

/// A number that no counter of hits has had.
fn next_number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
