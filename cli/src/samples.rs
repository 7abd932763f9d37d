//! What repeated runs say of one figure: medians, and how sure their ratio is.

/// How often runs are drawn again.
const DRAWS: usize = 4000;
/// Fewer runs than this on a side say nothing about noise.
pub(crate) const FEWEST: usize = 3;

/// The middle of the values; the mean of both where two are in the middle.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        len if len % 2 == 1 => sorted[middle],
        _ => (sorted[middle - 1] + sorted[middle]) / 2.0,
    }
}

/// The interval in which the ratio of medians lies, `after` to `before`, but for a share of `doubt`: the percentile bootstrap
/// (Efron and Tibshirani, An Introduction to the Bootstrap, 1993). The same runs always give the same interval.
///
/// `None` when there are too few runs.
pub(crate) fn interval(before: &[f64], after: &[f64], doubt: f64) -> Option<(f64, f64)> {
    if before.len() < FEWEST || after.len() < FEWEST {
        return None;
    }
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut ratios: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let mut drawn = |from: &[f64]| {
                let values: Vec<f64> = from.iter().map(|_| from[dice.below(from.len())]).collect();
                median(&values)
            };
            drawn(after) / drawn(before)
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    let cut = ((DRAWS as f64 * doubt / 2.0) as usize).min(DRAWS / 2);
    Some((ratios[cut], ratios[DRAWS - 1 - cut]))
}

/// Numbers that look random (xorshift64*; Vigna, 2016).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d);
        ((u128::from(number) * limit as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten runs of 100 that differ by some per cent, the same ones for each seed.
    fn runs(seed: u64, factor: f64) -> Vec<f64> {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        (0..10).map(|_| 100.0 * factor * (1.0 + dice.below(2000) as f64 / 100_000.0)).collect()
    }

    #[test]
    fn the_middle_is_found() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    }

    #[test]
    fn equal_programs_are_equal_and_slower_ones_slower() {
        let told = |seed: u64, factor: f64| interval(&runs(seed, 1.0), &runs(seed + 1000, factor), 0.05).unwrap();
        let equal =
            (1..=200).filter(|seed| matches!(told(*seed, 1.0), (low, high) if low <= 1.01 && high >= 0.99)).count();
        let slower = (1..=200).filter(|seed| told(*seed, 1.05).0 > 1.01).count();
        assert!(equal >= 190 && slower >= 190, "{equal} of 200 equal, {slower} of 200 slower");
    }

    #[test]
    fn few_runs_tell_nothing() {
        assert_eq!(interval(&[1.0, 2.0], &[1.0, 2.0, 3.0], 0.05), None);
    }
}
