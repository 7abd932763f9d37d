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
use core::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};

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

/// The arguments that a function was called with.
#[derive(Debug)]
pub struct Distinct {
    registers: [AtomicU8; REGISTERS],
    /// The first hashes, each at its place or behind; 0 is an empty place.
    few: [AtomicU64; 2 * FEW],
    few_len: AtomicU32,
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
            few_len: AtomicU32::new(0),
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
            self.add(mixed(fold.finish()));
        }
    }

    /// The epoch, for which the registers are empty or hold its calls.
    #[inline]
    fn epoch(&self) -> Option<u64> {
        let epoch = STATE.load(Ordering::Acquire);
        if self.epoch.load(Ordering::Acquire) == epoch { Some(epoch) } else { self.renewed() }
    }

    /// The first call of an epoch empties the registers. A call that another thread makes at that moment may be lost, which an
    /// estimate does not show.
    #[cold]
    fn renewed(&self) -> Option<u64> {
        draw_secrets();
        let epoch = ready()?;
        if self.epoch.swap(epoch, Ordering::AcqRel) != epoch {
            self.registers.iter().for_each(|register| register.store(0, Ordering::Relaxed));
            self.few.iter().for_each(|place| place.store(0, Ordering::Relaxed));
            self.few_len.store(0, Ordering::Relaxed);
        }
        Some(epoch)
    }

    #[inline]
    fn add(&self, hash: u64) {
        if self.few_len.load(Ordering::Relaxed) <= FEW as u32 && !self.is_new(hash) {
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
    fn is_new(&self, hash: u64) -> bool {
        let hash = hash.max(1);
        let first = hash as usize % (2 * FEW);
        for place in self.few[first..].iter().chain(&self.few[..first]) {
            let mut there = place.load(Ordering::Relaxed);
            if there == 0 {
                match place.compare_exchange(0, hash, Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_) => {
                        self.few_len.fetch_add(1, Ordering::Relaxed);
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

    /// About how many different arguments there were in this epoch; `None` if no call was noted.
    pub(crate) fn estimate(&self, epoch: u64) -> Option<u64> {
        if self.epoch.load(Ordering::Acquire) != epoch {
            return None;
        }
        let few = self.few_len.load(Ordering::Relaxed);
        if few <= FEW as u32 {
            return Some(few.into()).filter(|distinct| *distinct > 0);
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
