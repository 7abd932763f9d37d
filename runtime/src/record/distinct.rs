//! How many different arguments a function was called with: a HyperLogLog (Flajolet, Fusy, Gandouet and Meunier, 2007) for each
//! function with `#[profiled(distinct)]`.
//!
//! All threads share its registers. A register is written only where a call's hash has more leading zeros than any before it,
//! which soon happens seldom: threads that call a function all the time read memory that nobody writes. The first few hundred
//! hashes are kept as they are, and counted.

use core::any::TypeId;
use core::hash::{Hash, Hasher};
use core::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};

use crate::memo::hash::{Fold, draw_secrets};
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

/// Spreads what little differs between hashes over all bits (the finisher of MurmurHash3; Appleby).
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}

/// The improved estimator of Ertl, *New cardinality estimation algorithms for HyperLogLog sketches*, 2017 (algorithm 6): right
/// for few and for many alike, without a table. `ranks` says how many registers hold each rank.
fn estimate(ranks: &[u32; HIGHEST + 1]) -> f64 {
    let all = REGISTERS as f64;
    let mut z = all * tau(1.0 - f64::from(ranks[HIGHEST]) / all);
    for registers in ranks[1..HIGHEST].iter().rev() {
        z = 0.5 * (z + f64::from(*registers));
    }
    z += all * sigma(f64::from(ranks[0]) / all);
    all / (2.0 * core::f64::consts::LN_2) * all / z
}

/// The part of the registers that are empty.
fn sigma(mut x: f64) -> f64 {
    if x == 1.0 {
        return f64::INFINITY;
    }
    let (mut y, mut z) = (1.0, x);
    loop {
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        if z == before {
            return z;
        }
    }
}

/// The part of the registers that are full.
fn tau(mut x: f64) -> f64 {
    if x == 0.0 || x == 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x).powi(2) * y;
        if z == before {
            return z / 3.0;
        }
    }
}

/// An argument. Three traits, the first of which its type has, feed it; method look-up finds them in this order by the number
/// of `&` in front.
#[derive(Debug)]
pub struct Argument<'a, T: ?Sized>(pub &'a T);

/// Feeds an argument by its `Hash`.
pub trait ByHash {
    /// Feeds it; 0, since it has a hash.
    fn feed(&self, fold: &mut Fold) -> u64;
}

impl<T: Hash + ?Sized> ByHash for &&Argument<'_, T> {
    #[inline]
    fn feed(&self, fold: &mut Fold) -> u64 {
        self.0.hash(fold);
        0
    }
}

/// Feeds floats, which have no `Hash`, by their bits.
pub trait ByBits {
    /// Feeds it; 0, since it has a hash.
    fn feed(&self, fold: &mut Fold) -> u64;
}

impl<T: Bits + ?Sized> ByBits for &Argument<'_, T> {
    #[inline]
    fn feed(&self, fold: &mut Fold) -> u64 {
        self.0.bits(fold);
        0
    }
}

/// Leaves an argument out that has no hash.
pub trait ByNothing {
    /// 1: it has no hash.
    fn feed(&self, fold: &mut Fold) -> u64;
}

impl<T: ?Sized> ByNothing for Argument<'_, T> {
    #[inline]
    fn feed(&self, _: &mut Fold) -> u64 {
        1
    }
}

/// What is made of floats.
pub trait Bits {
    /// Feeds their bits.
    fn bits(&self, fold: &mut Fold);
}

impl Bits for f32 {
    fn bits(&self, fold: &mut Fold) {
        fold.write_u32(self.to_bits());
    }
}

impl Bits for f64 {
    fn bits(&self, fold: &mut Fold) {
        fold.write_u64(self.to_bits());
    }
}

impl<T: Bits> Bits for [T] {
    fn bits(&self, fold: &mut Fold) {
        fold.write_usize(self.len());
        self.iter().for_each(|element| element.bits(fold));
    }
}

impl<T: Bits, const N: usize> Bits for [T; N] {
    fn bits(&self, fold: &mut Fold) {
        self.iter().for_each(|element| element.bits(fold));
    }
}

impl<T: Bits> Bits for Vec<T> {
    fn bits(&self, fold: &mut Fold) {
        self.as_slice().bits(fold);
    }
}

impl<T: Bits + ?Sized> Bits for &T {
    fn bits(&self, fold: &mut Fold) {
        (**self).bits(fold);
    }
}

impl<T: Bits> Bits for Option<T> {
    fn bits(&self, fold: &mut Fold) {
        fold.write_u8(u8::from(self.is_some()));
        self.iter().for_each(|inner| inner.bits(fold));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimated(numbers: impl Iterator<Item = u64>) -> u64 {
        let distinct = Box::new(Distinct::new(&[]));
        numbers.for_each(|number| distinct.add(mixed(number.wrapping_mul(0x9e37_79b9_7f4a_7c15))));
        distinct.estimate(0).unwrap_or(0)
    }

    #[test]
    fn few_are_counted_and_many_estimated() {
        assert_eq!(estimated(0..0), 0);
        let most = if cfg!(miri) { 1000 } else { 1_000_000 };
        for number in [1_u64, 2, 3, 10, 100, 1000, 10_000, 100_000, 1_000_000].into_iter().filter(|n| *n <= most) {
            let found = estimated((0..3 * number).map(|at| at % number)) as f64;
            let error = (found - number as f64).abs() * 100.0 / number as f64;
            assert!(error <= 3.0 * ERROR_PER_CENT, "{number} are estimated as {found}");
            assert!(number > FEW as u64 || error == 0.0, "{number} are estimated as {found}");
        }
    }

    /// Over many sets the errors are as large as they should be, and on neither side of the truth.
    #[test]
    fn estimates_are_without_a_bias() {
        let sets = if cfg!(miri) { 2 } else { 200 };
        for number in [500_u64, 2000, 12_000] {
            let errors: Vec<f64> = (0..sets)
                .map(|set| estimated((0..number).map(|at| set << 32 | at)) as f64 / number as f64 - 1.0)
                .collect();
            let mean = errors.iter().sum::<f64>() / sets as f64;
            let deviation = (errors.iter().map(|error| error * error).sum::<f64>() / sets as f64).sqrt() * 100.0;
            assert!(
                cfg!(miri) || mean.abs() < 0.005 && deviation < 1.25 * ERROR_PER_CENT,
                "{number}: {mean} {deviation}"
            );
        }
    }

    /// Keys of several words, hashed as calls are.
    #[test]
    fn tuples_are_spread_as_numbers_are() {
        draw_secrets();
        let sets = if cfg!(miri) { 2 } else { 300 };
        let number = if cfg!(miri) { 300 } else { 4000 };
        let found = |set: u64| {
            let distinct = Box::new(Distinct::new(&[]));
            for at in 0..number {
                let mut fold = Fold::new();
                (set, at % 64, (at / 64) as u32, "word").hash(&mut fold);
                distinct.add(mixed(fold.finish()));
            }
            distinct.estimate(0).unwrap() as f64 / number as f64 - 1.0
        };
        let errors: Vec<f64> = (0..sets).map(found).collect();
        let deviation = (errors.iter().map(|error| error * error).sum::<f64>() / sets as f64).sqrt() * 100.0;
        let worst = errors.iter().fold(0.0, |worst: f64, error| worst.max(error.abs())) * 100.0;
        assert!(deviation < 1.25 * ERROR_PER_CENT && worst < 4.5 * ERROR_PER_CENT, "{deviation} {worst}");
    }

    #[test]
    fn threads_share_their_estimate() {
        let distinct = Box::new(Distinct::new(&[]));
        std::thread::scope(|scope| {
            for thread in 0..4_u64 {
                let distinct = &distinct;
                scope.spawn(move || (0..400).for_each(|number| distinct.add(mixed(thread * 100 + number))));
            }
        });
        let found = distinct.estimate(0).unwrap();
        assert!(found.abs_diff(700) < 50, "{found}");
    }

    #[test]
    #[allow(clippy::needless_borrow)]
    fn what_has_no_hash_is_said() {
        struct NoHash;
        let mut fold = Fold::new();
        let by = [
            (&&&Argument(&1_u8)).feed(&mut fold),
            (&&&Argument(&"text")).feed(&mut fold),
            (&&&Argument(&[1.5_f64][..])).feed(&mut fold),
            (&&&Argument(&NoHash)).feed(&mut fold),
        ];
        assert_eq!(by, [0, 0, 0, 1]);
    }
}
