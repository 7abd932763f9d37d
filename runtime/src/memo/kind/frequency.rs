// unsafe: reads and writes the ranks of entries that are in the order.
//! Who goes when there is no more room: the entry that was asked for least, among a few; and a new one must have been asked
//! for more than that.
//!
//! A new entry spends some time in a small window, first in, first out. When it leaves, it is compared with the least used
//! of eight entries of the main part: the one that was asked for less goes, in a tie the new one. So a scan, or a loop
//! that is larger than the table, takes only the window. Entries count their hits themselves, up to 15, and the sketch
//! counts those that are not kept; both are halved after some misses for each entry, so that what was often used long ago
//! goes in the end. (After W-TinyLFU of Einziger, Friedman and Manes, with the victim sampled.)

use core::ptr::NonNull;
use core::sync::atomic::{AtomicU8, AtomicU32, Ordering::Relaxed};
use std::collections::VecDeque;

use super::sketch::{MOST, Sketch};
use super::{GARBAGE, Out, Setup};
use crate::memo::store::{Head, fetch};

/// One entry in so many is in the window.
const WINDOW: u64 = 100;
/// Victims are the least of so many.
const SAMPLE: usize = 8;
/// Counts are halved after so many misses for each entry.
const PERIOD: u64 = 10;
/// For how many entries the sketch of a shard counts at most.
const SKETCH: u64 = 1 << 20;
/// For how many it counts where the weights say little of how many there will be.
const SKETCH_OF_WEIGHED: u64 = 1 << 12;
/// The place of an entry in the window.
const IN_WINDOW: u32 = u32::MAX;

/// What an entry knows of its worth.
#[derive(Debug)]
pub struct Rank {
    place: AtomicU32,
    weight: u32,
    /// How often it was asked for, up to [`MOST`].
    uses: AtomicU8,
}

impl Rank {
    pub(super) fn of(weight: u64) -> Rank {
        let weight = u32::try_from(weight).unwrap_or(u32::MAX);
        Rank { place: AtomicU32::new(IN_WINDOW), weight, uses: AtomicU8::new(0) }
    }

    /// Two threads that count at once may count one; a rank that has all its uses is only read.
    #[inline(always)]
    pub(super) fn count_use(&self) {
        let uses = self.uses.load(Relaxed);
        if uses < MOST {
            self.uses.store(uses + 1, Relaxed);
        }
    }

    pub(super) fn weight(&self) -> u64 {
        u64::from(self.weight)
    }
}

/// A stamp with a rank.
pub trait Ranked: 'static {
    /// The rank.
    fn rank(&self) -> &Rank;
}

type Entry<S> = NonNull<Head<S>>;

/// The order of one shard.
#[derive(Debug)]
pub struct Frequency<S> {
    window: VecDeque<Entry<S>>,
    main: Vec<Entry<S>>,
    /// Where the next victims are looked for.
    hand: usize,
    sketch: Option<Sketch>,
    misses: u64,
    weight: u64,
    window_weight: u64,
    limit: u64,
    is_weighed: bool,
}

// SAFETY: the entries belong to the shard whose lock guards the order.
unsafe impl<S: Send + Sync> Send for Frequency<S> {}

impl<S: Ranked> Frequency<S> {
    pub(super) fn new(setup: &Setup, shard: usize, shards: usize) -> Frequency<S> {
        let limit = setup.limit_of(shard, shards);
        Frequency {
            window: VecDeque::new(),
            main: Vec::new(),
            hand: 0,
            sketch: None,
            misses: 0,
            weight: 0,
            window_weight: 0,
            limit,
            is_weighed: setup.is_weighed,
        }
    }

    fn rank<'a>(entry: Entry<S>) -> &'a Rank {
        // SAFETY: an entry in the order, or one that comes or goes, is alive while the shard is locked; a reference to its
        // rank does not outlive the call that asks for it.
        unsafe { entry.as_ref() }.stamp.rank()
    }

    fn hash(entry: Entry<S>) -> u64 {
        // SAFETY: as above.
        unsafe { entry.as_ref() }.hash
    }

    fn uses(entry: Entry<S>) -> u8 {
        Self::rank(entry).uses.load(Relaxed)
    }

    /// Its sketch, made when the shard is full for the first time.
    fn sketch(&mut self) -> &mut Sketch {
        let most = if self.is_weighed { SKETCH_OF_WEIGHED } else { SKETCH };
        self.sketch.get_or_insert_with(|| Sketch::for_entries(self.limit.min(most) as usize))
    }

    /// An entry with this hash will come in when its value has been computed.
    #[inline(always)]
    pub(super) fn foresee(&self, hash: u64) {
        if let Some(sketch) = &self.sketch {
            sketch.fetch(hash);
            self.window.front().into_iter().for_each(|first| fetch(first.as_ptr()));
        }
    }

    pub(super) fn admit(&mut self, entry: Entry<S>, old: Option<Entry<S>>, out: &mut Out<S>) {
        let uses = match old {
            Some(old) => Self::uses(old),
            None => self.count_miss(Self::hash(entry)),
        };
        Self::rank(entry).uses.store(uses, Relaxed);
        old.into_iter().for_each(|old| self.remove(old));
        if Self::rank(entry).weight() > self.limit {
            out.evicted.push(entry);
            return;
        }
        self.weight += Self::rank(entry).weight();
        self.window_weight += Self::rank(entry).weight();
        self.window.push_back(entry);
        let window = if self.limit == u64::MAX { 0 } else { self.limit / WINDOW };
        while self.weight > self.limit || self.window.len() > 1 && self.window_weight > window {
            let Some(candidate) = self.window.pop_front() else { break };
            self.window_weight -= Self::rank(candidate).weight();
            self.promote(candidate, out);
        }
    }

    /// Notes that a key is asked for which is not kept; how often it was before.
    fn count_miss(&mut self, hash: u64) -> u8 {
        if self.sketch.is_none() && self.weight < self.limit {
            return 0;
        }
        self.misses += 1;
        if self.misses >= PERIOD * (self.len() as u64).max(1) {
            self.age();
        }
        self.sketch().increment(hash)
    }

    fn age(&mut self) {
        self.misses = 0;
        self.sketch().halve();
        for entry in self.main.iter().chain(&self.window) {
            let uses = &Self::rank(*entry).uses;
            uses.store(uses.load(Relaxed) / 2, Relaxed);
        }
    }

    /// An entry leaves the window: for the main part, or for good.
    fn promote(&mut self, candidate: Entry<S>, out: &mut Out<S>) {
        while self.weight > self.limit {
            // Nobody has fewer than none.
            let uses = Self::uses(candidate);
            let victim = if uses == 0 { None } else { self.victim().filter(|victim| Self::uses(*victim) < uses) };
            let Some(victim) = victim else {
                self.evict(candidate, out);
                return;
            };
            self.take_from_main(victim);
            self.evict(victim, out);
        }
        Self::rank(candidate).place.store(self.main.len() as u32, Relaxed);
        self.main.push(candidate);
    }

    /// An entry, in no part any longer, goes; the sketch remembers what it was worth.
    fn evict(&mut self, entry: Entry<S>, out: &mut Out<S>) {
        self.weight -= Self::rank(entry).weight();
        let (hash, uses) = (Self::hash(entry), Self::uses(entry));
        self.sketch().raise(hash, uses);
        out.evicted.push(entry);
    }

    /// The least used of the next entries; one that was not used at all is taken at once.
    fn victim(&mut self) -> Option<Entry<S>> {
        let mut least: Option<(Entry<S>, u8)> = None;
        for _ in 0..SAMPLE.min(self.main.len()) {
            self.hand = if self.hand + 1 < self.main.len() { self.hand + 1 } else { 0 };
            let entry = self.main[self.hand];
            let uses = Self::uses(entry);
            if least.is_none_or(|(_, fewest)| uses < fewest) {
                least = Some((entry, uses));
            }
            if uses == 0 {
                break;
            }
        }
        least.map(|(entry, _)| entry)
    }

    fn take_from_main(&mut self, entry: Entry<S>) {
        let place = Self::rank(entry).place.load(Relaxed) as usize;
        self.main.swap_remove(place);
        if let Some(moved) = self.main.get(place) {
            Self::rank(*moved).place.store(place as u32, Relaxed);
        }
    }

    pub(super) fn remove(&mut self, entry: Entry<S>) {
        let rank = Self::rank(entry);
        self.weight -= rank.weight();
        if rank.place.load(Relaxed) == IN_WINDOW {
            self.window_weight -= rank.weight();
            self.window.retain(|other| *other != entry);
        } else {
            self.take_from_main(entry);
        }
    }

    pub(super) fn clear(&mut self) {
        (self.window, self.main) = (VecDeque::new(), Vec::new());
        (self.hand, self.misses, self.weight, self.window_weight) = (0, 0, 0, 0);
        self.sketch.iter_mut().for_each(Sketch::clear);
    }

    pub(super) fn len(&self) -> usize {
        self.main.len() + self.window.len()
    }

    pub(super) fn weight(&self) -> u64 {
        if self.is_weighed { self.weight } else { 0 }
    }

    /// What is out and not freed is a small part of what is kept.
    #[inline]
    pub(super) fn is_much(&self, entries: usize, weight: u64) -> bool {
        entries >= (self.len() / 4).clamp(8, GARBAGE) || self.is_weighed && weight > self.limit / 16
    }

    /// The entry at the hand of a sweep through the main part, and where the hand is then.
    pub(super) fn sweep(&self, hand: &mut usize) -> Option<Entry<S>> {
        *hand = if *hand + 1 < self.main.len() { *hand + 1 } else { 0 };
        self.main.get(*hand).copied()
    }
}
