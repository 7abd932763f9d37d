//! The hash of keys, and of what the reader of a report looks up: folded multiplications (as in wyhash, by Wang Yi), seeded anew in each process so that nobody can
//! choose keys that collide.

use core::hash::{BuildHasher, BuildHasherDefault, Hasher};
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::collections::HashMap;
use std::hash::RandomState;
use std::sync::Once;

/// Of sixteen odd numbers without pattern the one that spread regular keys best (see the test below; the golden ratio, for
/// one, leaves four places in five empty for some).
const MULTIPLIER: u64 = 0x5899_65cc_7537_4cc3;

/// Secret of this process; 0 until the first table is made.
static SECRETS: [AtomicU64; 2] = [AtomicU64::new(0), AtomicU64::new(0)];

/// Draws the secrets. Every table is made after this, and no hash is used without a table.
pub(crate) fn draw_secrets() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let random = RandomState::new();
        for (number, secret) in SECRETS.iter().enumerate() {
            secret.store(random.hash_one(number), Relaxed);
        }
    });
}

#[inline(always)]
fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    product as u64 ^ (product >> 64) as u64
}

/// Hashes one key.
#[derive(Debug)]
pub struct Fold {
    state: u64,
    secret: u64,
}

impl Fold {
    #[inline(always)]
    pub(crate) fn new() -> Fold {
        Fold { state: SECRETS[0].load(Relaxed), secret: SECRETS[1].load(Relaxed) }
    }

    #[inline(always)]
    fn pair(&mut self, one: u64, other: u64) {
        self.state = folded(one ^ self.state, other ^ self.secret);
    }

    /// The eight bytes that begin `at`.
    #[inline(always)]
    fn word(bytes: &[u8], at: usize) -> u64 {
        bytes[at..].first_chunk().map_or(0, |word| u64::from_le_bytes(*word))
    }

    /// The four bytes that begin `at`.
    #[inline(always)]
    fn half(bytes: &[u8], at: usize) -> u64 {
        bytes[at..].first_chunk().map_or(0, |half| u64::from(u32::from_le_bytes(*half)))
    }
}

/// A map for the rows of a report, of which there may be a hundred thousand.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Fold>>;

/// A map with room for so many.
pub(crate) fn map_for<K, V>(entries: usize) -> Map<K, V> {
    Map::with_capacity_and_hasher(entries, BuildHasherDefault::default())
}

impl Default for Fold {
    fn default() -> Fold {
        draw_secrets();
        Fold::new()
    }
}

impl Hasher for Fold {
    #[inline(always)]
    fn finish(&self) -> u64 {
        self.state
    }

    /// Sixteen bytes at a time; the last sixteen may overlap those before. The length is in it.
    #[inline(always)]
    fn write(&mut self, bytes: &[u8]) {
        let len = bytes.len();
        self.state = self.state.wrapping_add(len as u64);
        if len >= 8 {
            let mut at = 0;
            while at + 16 < len {
                self.pair(Fold::word(bytes, at), Fold::word(bytes, at + 8));
                at += 16;
            }
            let last = len.saturating_sub(16);
            self.pair(Fold::word(bytes, last), Fold::word(bytes, len - 8));
        } else if len >= 4 {
            self.pair(Fold::half(bytes, 0), Fold::half(bytes, len - 4));
        } else if len > 0 {
            let (first, middle, last) = (u64::from(bytes[0]), u64::from(bytes[len / 2]), u64::from(bytes[len - 1]));
            self.write_u64(first | middle << 8 | last << 16);
        }
    }

    #[inline(always)]
    fn write_u64(&mut self, word: u64) {
        self.state = folded(self.state ^ word, MULTIPLIER);
    }

    #[inline(always)]
    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    #[inline(always)]
    fn write_u16(&mut self, number: u16) {
        self.write_u64(u64::from(number));
    }

    #[inline(always)]
    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    #[inline(always)]
    fn write_u128(&mut self, number: u128) {
        self.pair(number as u64, (number >> 64) as u64);
    }

    #[inline(always)]
    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::hash::Hash;
    use std::collections::HashSet;

    fn hash(value: impl Hash) -> u64 {
        draw_secrets();
        let mut fold = Fold::new();
        value.hash(&mut fold);
        fold.finish()
    }

    #[test]
    fn every_byte_and_the_length_count() {
        for len in 0..70 {
            let bytes = vec![7_u8; len];
            let mut seen = HashSet::from([hash(&bytes[..])]);
            for at in 0..len {
                let mut other = bytes.clone();
                other[at] ^= 0x40;
                assert!(seen.insert(hash(&other[..])), "byte {at} of {len}");
            }
            assert!(seen.insert(hash(&vec![7_u8; len + 1][..])), "length {len}");
        }
    }

    #[cfg(not(miri))] // It is long, and nothing in it is unsafe.
    /// Of 2^16 keys in a row, apart by a power of two, or in the high bits: about as many places taken as by chance.
    #[test]
    fn regular_keys_spread_over_the_high_bits_and_the_low_ones() {
        const KEYS: usize = 1 << 16;
        for step in [0, 1, 8, 16, 32, 44, 48] {
            let hashes: Vec<u64> = (0..KEYS as u64).map(|key| hash(key << step)).collect();
            for (name, part) in [("high", 48), ("middle", 16), ("low", 0)] {
                let places: HashSet<u64> = hashes.iter().map(|hash| hash >> part & 0xffff).collect();
                let by_chance = KEYS as f64 * (1.0 - (-1.0_f64).exp());
                assert!(places.len() as f64 > by_chance * 0.75, "{name} bits, step {step}: {} places", places.len());
            }
        }
    }

    #[test]
    fn no_two_of_a_million_strings_collide() {
        let count = if cfg!(miri) { 1000 } else { 1_000_000 };
        let hashes: HashSet<u64> = (0..count).map(|number| hash(format!("key number {number}"))).collect();
        assert_eq!(hashes.len(), count);
    }
}
