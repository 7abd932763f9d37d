//! The comparisons, and what they showed.

use std::collections::BTreeMap;

/// A figure as a reader shows it: rounded, mostly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    pub(super) value: f64,
    /// How far from it the figure may be.
    pub(super) within: f64,
}

impl Shown {
    pub(super) fn exactly(value: u64) -> Shown {
        Shown { value: value as f64, within: 0.0 }
    }

    fn fits(self, figure: u64) -> bool {
        (self.value - figure as f64).abs() <= self.within
    }
}

/// What a person would complain of: what does not hold.
pub(super) fn complaints(checks: &[(&str, bool)]) -> Vec<String> {
    checks.iter().filter(|(_, holds)| !holds).map(|(what, _)| format!("not so: {what}")).collect()
}

/// Counts comparisons and their differences.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    figures: usize,
    differences: usize,
}

impl Sheet {
    /// Prints whether a reader shows each of our figures, and none but these.
    pub(super) fn compare(&mut self, what: &str, ours: &BTreeMap<String, u64>, theirs: &BTreeMap<String, Shown>) {
        let differ = |(name, figure): (&String, &u64)| match theirs.get(name) {
            Some(shown) if shown.fits(*figure) => None,
            Some(shown) => Some(format!("{name}: shows {}, is {figure}", shown.value)),
            None => Some(format!("{name}: not shown, is {figure}")),
        };
        let mut differences: Vec<String> = ours.iter().filter_map(differ).collect();
        let added = theirs.iter().filter(|(name, _)| !ours.contains_key(*name));
        differences.extend(added.map(|(name, shown)| format!("{name}: shows {}, is none of ours", shown.value)));
        if ours.is_empty() {
            differences.push("there is nothing to compare".to_owned());
        }
        self.note(what, ours.len(), &differences);
    }

    /// Prints what there is to say against a picture.
    pub(super) fn note(&mut self, what: &str, figures: usize, differences: &[String]) {
        println!("{:4} {what} ({figures} figures)", if differences.is_empty() { "ok" } else { "BAD" });
        differences.iter().for_each(|difference| println!("     {difference}"));
        self.figures += figures;
        self.differences += differences.len();
    }

    /// Prints the sums; whether there was no difference.
    pub(super) fn end(self) -> bool {
        println!("readers: {} figures compared, {} differences", self.figures, self.differences);
        self.differences == 0 && self.figures > 0
    }
}
