//! A crate beside its annotated copy: what differs, as a row of the table and as a list of breaks.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Fault;
use super::build::{self, Build};
use super::source::Copy;
use super::test::{self, Run};

pub(super) const HEAD: &str = "\
| crate | functions | compiles | tests | lost | new warnings | build CPU | test CPU | slowest test |
|---|---|---|---|---|---|---|---|---|";

const BUILD_LIMIT: f64 = 1.2;
const TEST_LIMIT: f64 = 2.0;
/// A test is taken to last at least this long: below, the ratio says more about the scheduler.
const SHORTEST: Duration = Duration::from_millis(20);
/// How long a test program may run: one that hangs must not hang the chore.
const PATIENCE: Duration = Duration::from_secs(600);

pub(super) struct Comparison {
    functions: usize,
    errors: Vec<String>,
    warnings: Vec<String>,
    tests: usize,
    lost: Vec<String>,
    build: Pair,
    test: Pair,
    /// The test that became slower by the greatest factor.
    slowest: (String, Pair),
}

/// The same thing measured without and with the attribute.
#[derive(Clone, Copy, Default)]
struct Pair {
    plain: Duration,
    annotated: Duration,
}

impl Pair {
    fn ratio(self, shortest: Duration) -> f64 {
        self.annotated.max(shortest).as_secs_f64() / self.plain.max(shortest).as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// Builds and tests both, in turn, and keeps the best of the runs.
pub(super) fn compare(plain: &Copy, annotated: &Copy, functions: usize, runs: usize) -> Result<Comparison, Fault> {
    let before = build::build(plain)?;
    if let Some(error) = before.errors.first() {
        return Err(format!("does not build without the attribute: {error}").into());
    }
    let after = build::build(annotated)?;
    let mut comparison = Comparison::of_builds(&before, &after, functions);
    if !after.errors.is_empty() {
        return Ok(comparison);
    }
    let (mut plain_tests, mut annotated_tests) = (Vec::new(), Vec::new());
    comparison.build = Pair { plain: Duration::MAX, annotated: Duration::MAX };
    for _ in 0..runs {
        comparison.build.plain = comparison.build.plain.min(build::build(plain)?.cpu);
        comparison.build.annotated = comparison.build.annotated.min(build::build(annotated)?.cpu);
        plain_tests.push(test::run(plain, &before.programs, PATIENCE)?);
        annotated_tests.push(test::run(annotated, &after.programs, PATIENCE)?);
    }
    comparison.add_tests(&plain_tests, &annotated_tests);
    Ok(comparison)
}

/// The shortest time of each test; with `always`, of those only that passed in every run.
fn best(runs: &[Run], always: bool) -> BTreeMap<&str, Duration> {
    let mut best = BTreeMap::new();
    for (name, &time) in runs.iter().flat_map(|run| &run.passed) {
        if !always || runs.iter().all(|run| run.passed.contains_key(name)) {
            best.entry(name.as_str()).and_modify(|best: &mut Duration| *best = time.min(*best)).or_insert(time);
        }
    }
    best
}

impl Comparison {
    fn of_builds(before: &Build, after: &Build, functions: usize) -> Comparison {
        let new = |(warning, count): &(&String, &usize)| *count > before.warnings.get(*warning).unwrap_or(&0);
        Comparison {
            functions,
            errors: after.errors.clone(),
            warnings: after.warnings.iter().filter(new).map(|(warning, _)| warning.clone()).collect(),
            tests: 0,
            lost: Vec::new(),
            build: Pair::default(),
            test: Pair::default(),
            slowest: Default::default(),
        }
    }

    /// A test counts if it always passes without the attribute; it is lost if it never passes with it.
    fn add_tests(&mut self, plain: &[Run], annotated: &[Run]) {
        let before = best(plain, true);
        let after = best(annotated, false);
        self.tests = before.len();
        for (name, plain) in before {
            let Some(&annotated) = after.get(name) else {
                self.lost.push(name.to_string());
                continue;
            };
            let pair = Pair { plain, annotated };
            if self.slowest.0.is_empty() || pair.ratio(SHORTEST) > self.slowest.1.ratio(SHORTEST) {
                self.slowest = (name.to_string(), pair);
            }
        }
        let least = |runs: &[Run]| runs.iter().map(|run| run.cpu).min().unwrap_or_default();
        self.test = Pair { plain: least(plain), annotated: least(annotated) };
    }

    /// What must not be, in words.
    pub(super) fn breaks(&self) -> Vec<String> {
        let mut breaks: Vec<String> = self.errors.iter().map(|error| format!("error: {error}")).collect();
        breaks.extend(self.warnings.iter().map(|warning| format!("new warning: {warning}")));
        breaks.extend(self.lost.iter().map(|test| format!("no longer passes: {test}")));
        let build = self.build.ratio(Duration::ZERO);
        if build > BUILD_LIMIT {
            breaks.push(format!("the build takes {build:.2} times the processor time, the limit is {BUILD_LIMIT}"));
        }
        let (name, slowest) = &self.slowest;
        if slowest.ratio(SHORTEST) > TEST_LIMIT {
            let Pair { plain, annotated } = slowest;
            breaks.push(format!("slow test, {plain:?} became {annotated:?}, the limit is x{TEST_LIMIT}: {name}"));
        }
        breaks
    }

    pub(super) fn row(&self) -> String {
        let Comparison { functions, tests, .. } = self;
        if !self.errors.is_empty() {
            return format!("| {functions} | **no**, {} errors | | | | | | |", self.errors.len());
        }
        let (lost, warnings) = (self.lost.len(), self.warnings.len());
        let (build, test) = (self.build.ratio(Duration::ZERO), self.test.ratio(SHORTEST));
        let slowest = self.slowest.1.ratio(SHORTEST);
        format!("| {functions} | yes | {tests} | {lost} | {warnings} | {build:.2} | {test:.2} | {slowest:.2} |")
    }
}
