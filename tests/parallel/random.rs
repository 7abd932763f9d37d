//! Random numbers and what is made of them.

/// A xorshift generator (G. Marsaglia, "Xorshift RNGs", 2003), its output multiplied (S. Vigna, 2016).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Less than `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() >> 16) as usize % end.max(1)
    }

    /// Whether one of so many cases came.
    pub(crate) fn one_in(&mut self, cases: usize) -> bool {
        self.below(cases) == 0
    }

    /// How many items: often few, and near the numbers where something changes; at most so many.
    pub(crate) fn length(&mut self, most: usize) -> usize {
        let n = match self.below(8) {
            0 => self.below(4),
            1 => 120 + self.below(20),
            2 => 8180 + self.below(30),
            3 => most,
            4 => self.below(most + 1),
            _ => self.below(300),
        };
        n.min(most)
    }
}
