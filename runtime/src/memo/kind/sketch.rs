//! How often keys that are not kept were asked for: a count-min sketch of four bits a count (Cormode and Muthukrishnan,
//! 2005), raised conservatively and halved from time to time, as TinyLFU does (Einziger, Friedman and Manes, 2017).

use crate::memo::store::fetch;

/// The highest count.
pub(super) const MOST: u8 = 15;
/// Counts of each word.
const PER_WORD: usize = 16;

#[derive(Debug)]
pub(super) struct Sketch {
    words: Box<[u64]>,
}

impl Sketch {
    /// For so many entries: sixteen counts for each.
    pub(super) fn for_entries(entries: usize) -> Sketch {
        Sketch { words: vec![0; entries.max(8).next_power_of_two()].into_boxed_slice() }
    }

    /// Two counts of a hash, each by word and place in it.
    fn places(&self, hash: u64) -> [(usize, u32); 2] {
        let place = |bits: u64| {
            let word = (bits >> 32) as usize & (self.words.len() - 1);
            (word, (bits >> 8) as u32 % PER_WORD as u32 * 4)
        };
        // Other bits than those that choose the shard.
        let other = hash.rotate_left(22).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        [place(hash.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15)), place(other)]
    }

    /// Has the counts of a hash fetched into the cache.
    #[inline(always)]
    pub(super) fn fetch(&self, hash: u64) {
        self.places(hash).into_iter().for_each(|(word, _)| fetch(&raw const self.words[word]));
    }

    fn count(&self, (word, at): (usize, u32)) -> u8 {
        (self.words[word] >> at) as u8 & MOST
    }

    fn set(&mut self, (word, at): (usize, u32), count: u8) {
        self.words[word] = self.words[word] & !(u64::from(MOST) << at) | u64::from(count) << at;
    }

    /// About how often, and never less than since the last halvings.
    #[cfg(test)]
    pub(super) fn estimate(&self, hash: u64) -> u8 {
        let [one, other] = self.places(hash).map(|place| self.count(place));
        one.min(other)
    }

    /// Once more; how often before.
    pub(super) fn increment(&mut self, hash: u64) -> u8 {
        let places = self.places(hash);
        let [one, other] = places.map(|place| self.count(place));
        let before = one.min(other);
        if before < MOST {
            self.raise_places(places, before + 1);
        }
        before
    }

    /// At least so often.
    pub(super) fn raise(&mut self, hash: u64, count: u8) {
        if count > 0 {
            self.raise_places(self.places(hash), count);
        }
    }

    fn raise_places(&mut self, places: [(usize, u32); 2], count: u8) {
        for place in places {
            if self.count(place) < count {
                self.set(place, count);
            }
        }
    }

    /// What was long ago counts half.
    pub(super) fn halve(&mut self) {
        self.words.iter_mut().for_each(|word| *word = *word >> 1 & 0x7777_7777_7777_7777);
    }

    pub(super) fn clear(&mut self) {
        self.words.fill(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_never_too_low() {
        let mut sketch = Sketch::for_entries(64);
        let hash = |key: u64| (key + 1).wrapping_mul(0x5899_65cc_7537_4cc3);
        for key in 0..200 {
            (0..=key % 20).for_each(|_| _ = sketch.increment(hash(key)));
        }
        let right = (0..200).filter(|key| sketch.estimate(hash(*key)) == (key % 20 + 1).min(15) as u8).count();
        assert!((0..200).all(|key| sketch.estimate(hash(key)) >= (key % 20 + 1).min(15) as u8));
        assert!(right > 150, "{right} of 200 are exact");
        sketch.halve();
        assert!((0..200).all(|key| sketch.estimate(hash(key)) >= (key % 20 + 1).min(15) as u8 / 2));
    }
}
