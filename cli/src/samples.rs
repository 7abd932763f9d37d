//! What repeated runs say of one figure: medians, and how sure their ratio is.

/// How often runs are drawn again.
const DRAWS: usize = 4000;
/// Fewer runs than this on a side say nothing about noise.
const FEWEST: usize = 3;

/// The middle of the values; the mean of both where two are in the middle.
pub(crate) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value that a quarter of the runs stay below. Whatever disturbs a run makes it longer, so that this is steadier than the
/// middle.
pub(crate) fn lower_quartile(values: &[f64]) -> f64 {
    quantile(values, 0.25)
}

/// The value that this part of the others stays below, on the line between its neighbours.
fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = sorted.len().saturating_sub(1) as f64 * part;
    let (low, between) = (place as usize, place.fract());
    match sorted.get(low) {
        Some(value) => value + between * (sorted.get(low + 1).unwrap_or(value) - value),
        None => f64::NAN,
    }
}

/// What is said of a ratio, `after` to `before`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) ratio: f64,
    /// Where it lies, but for a share of doubt.
    pub(crate) interval: (f64, f64),
}

/// The ratio of lower quartiles of runs that were taken one side after the other: the percentile bootstrap (Efron and Tibshirani,
/// An Introduction to the Bootstrap, 1993). The same runs always give the same interval.
///
/// `None` when there are too few runs.
pub(crate) fn apart(before: &[f64], after: &[f64], doubt: f64) -> Option<Estimate> {
    if before.len() < FEWEST || after.len() < FEWEST {
        return None;
    }
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut ratios: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let mut drawn = |from: &[f64]| {
                let values: Vec<f64> = from.iter().map(|_| from[dice.below(from.len())]).collect();
                lower_quartile(&values)
            };
            drawn(after) / drawn(before)
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    let cut = ((DRAWS as f64 * doubt / 2.0) as usize).min(DRAWS / 2);
    let interval = (ratios[cut], ratios[DRAWS - 1 - cut]);
    Some(Estimate { ratio: lower_quartile(after) / lower_quartile(before), interval })
}

/// The ratio of runs that were taken in turns, from the ratios of pairs: the estimate of Hodges and Lehmann, and the interval that
/// belongs to Wilcoxon's signed ranks (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd edition, 3.2 and 3.3).
/// That holds for any kind of noise that meets both sides alike.
///
/// `None` when there are too few pairs.
pub(crate) fn in_turns(before: &[f64], after: &[f64], doubt: f64) -> Option<Estimate> {
    let logs: Vec<f64> = before.iter().zip(after).map(|(before, after)| (after / before).ln()).collect();
    if logs.iter().any(|log| !log.is_finite()) {
        return None;
    }
    let mut means: Vec<f64> = Vec::new();
    for (at, one) in logs.iter().enumerate() {
        means.extend(logs[at..].iter().map(|other| f64::midpoint(*one, *other)));
    }
    means.sort_by(f64::total_cmp);
    let cut = signed_rank(logs.len(), doubt).checked_sub(1)?;
    let interval = (means[cut].exp(), means[means.len() - 1 - cut].exp());
    Some(Estimate { ratio: median(&means).exp(), interval })
}

/// How many of the means of pairs lie outside, on either side.
fn signed_rank(pairs: usize, doubt: f64) -> usize {
    // How likely each sum of ranks is: of one more pair the rank is in the sum, or is not.
    let mut likely = vec![1.0];
    for rank in 1..=pairs {
        let mut next = vec![0.0; likely.len() + rank];
        for (sum, part) in likely.iter().enumerate() {
            next[sum] += part / 2.0;
            next[sum + rank] += part / 2.0;
        }
        likely = next;
    }
    let mut below = 0.0;
    let outside = |part: &&f64| {
        below += **part;
        below <= doubt / 2.0
    };
    likely.iter().take_while(outside).count()
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
    fn quantiles_are_found() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(lower_quartile(&[5.0, 1.0, 4.0, 2.0, 3.0]), 2.0);
        assert_eq!(lower_quartile(&[4.0, 1.0, 2.0, 3.0]), 1.75);
        assert!(lower_quartile(&[]).is_nan() && lower_quartile(&[7.0]) == 7.0);
    }

    /// Of a hundred comparisons, how many say that nothing changed where nothing did, and how many see 5 per cent.
    fn told(of: fn(&[f64], &[f64], f64) -> Option<Estimate>) -> (usize, usize) {
        let interval =
            |seed: u64, factor: f64| of(&runs(seed, 1.0), &runs(seed + 1000, factor), 0.05).unwrap().interval;
        let equal =
            (1..=100).filter(|seed| matches!(interval(*seed, 1.0), (low, high) if low <= 1.01 && high >= 0.99)).count();
        (equal, (1..=100).filter(|seed| interval(*seed, 1.05).0 > 1.01).count())
    }

    #[test]
    fn equal_programs_are_equal_and_slower_ones_slower() {
        let (apart, turns) = (told(apart), told(in_turns));
        assert!(apart.0 >= 95 && apart.1 >= 95, "{apart:?}");
        assert!(turns.0 >= 95 && turns.1 >= 95, "{turns:?}");
    }

    /// A machine that becomes slower and slower.
    #[test]
    fn turns_see_through_what_both_sides_meet() {
        let drift = |factor: f64| -> Vec<f64> { (0..20).map(|at| factor * (100.0 + f64::from(at) * 5.0)).collect() };
        let estimate = in_turns(&drift(1.0), &drift(1.03), 0.05).unwrap();
        assert!((estimate.ratio - 1.03).abs() < 1e-9 && estimate.interval.0 > 1.029, "{estimate:?}");
        assert!(apart(&drift(1.0), &drift(1.03), 0.05).unwrap().interval.0 < 1.0);
    }

    /// One more than the critical values that textbooks print: 8 of 10 pairs, 52 of 20, 434 of 50.
    #[test]
    fn ranks_are_those_of_the_tables() {
        assert_eq!(signed_rank(5, 0.07), 1);
        assert_eq!(signed_rank(5, 0.05), 0);
        assert_eq!(signed_rank(10, 0.05), 9);
        assert_eq!(signed_rank(20, 0.05), 53);
        assert_eq!(signed_rank(50, 0.05), 435);
    }

    #[test]
    fn few_runs_tell_nothing() {
        assert_eq!(apart(&[1.0, 2.0], &[1.0, 2.0, 3.0], 0.05), None);
        assert_eq!(in_turns(&[1.0; 5], &[2.0; 5], 0.05), None);
        assert_eq!(in_turns(&[1.0; 9], &[0.0; 9], 0.05), None);
    }
}
