//! How many different arguments a function was called with: a HyperLogLog (Flajolet, Fusy, Gandouet and Meunier, 2007) for each
//! function with `#[profiled(distinct)]`.
//!
//! All threads share its registers. A register is written only where a call's hash has more leading zeros than any before it,
//! which soon happens seldom: threads that call a function all the time read memory that nobody writes. The first few hundred
//! hashes are kept as they are, and counted.

mod argument;
mod estimate;
#[cfg(test)]
mod tests;

pub use argument::{Argument, ByBits, ByHash, ByNothing};

use core::any::TypeId;
use core::hash::{Hash, Hasher};
use core::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use self::estimate::{estimate, mixed};
use crate::hash::{Fold, draw_secrets};
use crate::start::ready;
use crate::state::{OFF, STATE};

/// Bits of a hash that choose a register.
const PRECISION: u32 = 12;
const REGISTERS: usize = 1 << PRECISION;
/// The highest rank: that of a hash whose other bits are all zero.
const HIGHEST: usize = 64 - PRECISION as usize + 1;

/// Of the true number, the standard error of an estimate is so many per cent: 104 over the root of the registers.
pub(crate) const ERROR_PER_CENT: f64 = 1.625;

/// So many hashes are counted one by one, in an array of twice as many places.
const FEW: usize = 256;
/// The end of a place says of which epoch it is, so that no new epoch has to empty it.
const EPOCH_BITS: u32 = 16;
/// The number of places that are taken stands behind the end of its epoch.
const LEN_BITS: u32 = 32;

/// The arguments that a function was called with.
#[derive(Debug)]
pub struct Distinct {
    registers: [AtomicU8; REGISTERS],
    /// The first hashes of an epoch, each at its place or behind; 0, and what is of another epoch, is an empty place.
    few: [AtomicU64; 2 * FEW],
    few_len: AtomicU64,
    /// What the registers hold is of this epoch.
    epoch: AtomicU64,
    /// A bit for each argument that has no hash.
    without_hash: AtomicU64,
    names: &'static [&'static str],
}

impl Distinct {
    /// Of a function with these arguments.
    pub const fn new(names: &'static [&'static str]) -> Distinct {
        Distinct {
            registers: [const { AtomicU8::new(0) }; REGISTERS],
            few: [const { AtomicU64::new(0) }; 2 * FEW],
            few_len: AtomicU64::new(0),
            epoch: AtomicU64::new(0),
            without_hash: AtomicU64::new(0),
            names,
        }
    }

    /// A call begins. `feed` hashes its arguments, and says by a bit each which of them have no hash. The closure that captures
    /// nothing tells the instances of a generic function apart.
    #[inline]
    pub fn note<C: 'static>(&self, _: &C, feed: impl FnOnce(&mut Fold) -> u64) {
        if STATE.load(Ordering::Relaxed) == OFF {
            return;
        }
        let Some(epoch) = self.epoch() else { return };
        let mut fold = Fold::new();
        TypeId::of::<C>().hash(&mut fold);
        let without_hash = feed(&mut fold);
        if without_hash & !self.without_hash.load(Ordering::Relaxed) != 0 {
            self.without_hash.fetch_or(without_hash, Ordering::Relaxed);
        }
        if self.epoch.load(Ordering::Acquire) == epoch {
            self.add(epoch, mixed(fold.finish()));
        }
    }

    /// The epoch, for which the registers are empty or hold its calls.
    #[inline]
    fn epoch(&self) -> Option<u64> {
        let epoch = STATE.load(Ordering::Acquire);
        if self.epoch.load(Ordering::Acquire) == epoch { Some(epoch) } else { self.renewed() }
    }

    #[cold]
    fn renewed(&self) -> Option<u64> {
        draw_secrets();
        let epoch = ready()?;
        self.begin(epoch);
        Some(epoch)
    }

    /// The first call of an epoch empties the registers; of the first one they are empty. A call that another thread makes at that
    /// moment may be lost in them, which an estimate does not show; those that are counted one by one are not.
    fn begin(&self, epoch: u64) {
        let before = self.epoch.swap(epoch, Ordering::AcqRel);
        if before != epoch && before != 0 {
            self.registers.iter().for_each(|register| register.store(0, Ordering::Relaxed));
        }
    }

    #[inline]
    fn add(&self, epoch: u64, hash: u64) {
        if self.few_len(epoch) <= FEW as u64 && !self.is_new(epoch, hash) {
            return;
        }
        let register = &self.registers[(hash >> (64 - PRECISION)) as usize];
        // A bit behind the hash's own ends the zeros.
        let rank = ((hash << PRECISION) | 1 << (PRECISION - 1)).leading_zeros() as u8 + 1;
        if register.load(Ordering::Relaxed) < rank {
            register.fetch_max(rank, Ordering::Relaxed);
        }
    }

    /// Whether the hash is not among the first ones; it is from then on.
    fn is_new(&self, epoch: u64, hash: u64) -> bool {
        let end = |place: u64| place & ((1 << EPOCH_BITS) - 1);
        let is_free = |place: u64| place == 0 || end(place) != end(epoch);
        let first = hash as usize % (2 * FEW);
        let hash = (hash & !end(u64::MAX)).max(1 << EPOCH_BITS) | end(epoch);
        for place in self.few[first..].iter().chain(&self.few[..first]) {
            let mut there = place.load(Ordering::Relaxed);
            while is_free(there) {
                match place.compare_exchange(there, hash, Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_) => {
                        self.count(epoch);
                        return true;
                    }
                    Err(other) => there = other,
                }
            }
            if there == hash {
                return false;
            }
        }
        true
    }

    /// How many first hashes there are of this epoch.
    #[inline]
    fn few_len(&self, epoch: u64) -> u64 {
        let len = self.few_len.load(Ordering::Relaxed);
        if len >> LEN_BITS == u64::from(epoch as u32) { len & ((1 << LEN_BITS) - 1) } else { 0 }
    }

    /// One more; the first of an epoch begins anew.
    fn count(&self, epoch: u64) {
        let more = |len: u64| {
            let this = u64::from(epoch as u32);
            Some(if len >> LEN_BITS == this { len + 1 } else { this << LEN_BITS | 1 })
        };
        let _ = self.few_len.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }

    /// About how many different arguments there were in this epoch; `None` if no call was noted.
    pub(crate) fn estimate(&self, epoch: u64) -> Option<u64> {
        if self.epoch.load(Ordering::Acquire) != epoch {
            return None;
        }
        let few = self.few_len(epoch);
        if few <= FEW as u64 {
            return Some(few).filter(|distinct| *distinct > 0);
        }
        let mut ranks = [0_u32; HIGHEST + 1];
        for register in &self.registers {
            ranks[usize::from(register.load(Ordering::Relaxed)).min(HIGHEST)] += 1;
        }
        Some(estimate(&ranks).round() as u64).filter(|distinct| *distinct > 0)
    }

    /// The names of the arguments that have no hash, and so did not count.
    pub(crate) fn without_hash(&self) -> impl Iterator<Item = &'static str> {
        let bits = self.without_hash.load(Ordering::Relaxed);
        self.names.iter().enumerate().filter(move |(at, _)| bits >> at & 1 == 1).map(|(_, name)| *name)
    }
}
