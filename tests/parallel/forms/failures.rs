//! `?` and panics: what comes out is what the plain loop meets first, always.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bedeck::{par, parallel};

use super::pause;
use crate::random::Random;
use crate::{expect_panics, often};

/// What happens at an item.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Event {
    Nothing,
    Error,
    Panic,
}

/// What comes out of a loop.
#[derive(Debug, PartialEq)]
enum Outcome {
    Returned(u64),
    Failed(usize),
    Panicked(usize),
}

fn meet(event: Event, i: usize) -> Result<u64, usize> {
    pause(i);
    match event {
        Event::Nothing => Ok(i as u64),
        Event::Error => Err(i),
        Event::Panic => std::panic::panic_any(i),
    }
}

#[parallel]
fn writing(events: &[Event]) -> Result<u64, usize> {
    let mut out = vec![0; events.len()];
    for i in par(0..events.len()) {
        out[i] = meet(events[i], i)?;
    }
    Ok(out.iter().sum())
}

#[parallel(chunk = 4)]
fn counting(events: &[Event]) -> Result<u64, usize> {
    let mut sum = 0;
    for (i, event) in par(events.iter().enumerate()) {
        sum += meet(*event, i)?;
    }
    Ok(sum)
}

#[parallel]
fn with_floats(events: &[Event]) -> Result<u64, usize> {
    let mut sum = 0.0;
    for (i, event) in par(events.iter().enumerate()) {
        sum += meet(*event, i)? as f64;
    }
    Ok(sum as u64)
}

#[parallel(threads = 3, schedule = "dynamic(1)")]
fn gathering(events: &[Event]) -> Result<u64, usize> {
    #[reduce(concat)]
    let mut all = Vec::new();
    for (i, event) in par(events.iter().enumerate()) {
        all.push(meet(*event, i)?);
    }
    Ok(all.iter().sum())
}

#[parallel]
fn nested(events: &[Event]) -> Result<u64, usize> {
    let mut sum = 0;
    for (y, row) in par(events.chunks(50).enumerate()) {
        let mut own = 0;
        for (x, event) in par(row.iter().enumerate()) {
            own += meet(*event, y * 50 + x)?;
        }
        sum += own;
    }
    Ok(sum)
}

#[parallel]
fn optional(events: &[Event]) -> Option<u64> {
    let mut sum = 0;
    for (i, event) in par(events.iter().enumerate()) {
        sum += meet(*event, i).ok()?;
    }
    Some(sum)
}

fn outcome(run: impl Fn() -> Result<u64, usize>) -> Outcome {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(sum)) => Outcome::Returned(sum),
        Ok(Err(at)) => Outcome::Failed(at),
        Err(panic) => Outcome::Panicked(*panic.downcast_ref().expect("the payload is the item's")),
    }
}

/// What the plain loop gives.
fn first(events: &[Event]) -> Outcome {
    match events.iter().position(|event| *event != Event::Nothing) {
        Some(at) if events[at] == Event::Error => Outcome::Failed(at),
        Some(at) => Outcome::Panicked(at),
        None => Outcome::Returned((0..events.len() as u64).sum()),
    }
}

/// So many events in a loop of so many items.
fn events(random: &mut Random, n: usize, kinds: &[Event]) -> Vec<Event> {
    let mut events = vec![Event::Nothing; n];
    for _ in 0..random.below(6) * n.min(1) {
        // Near each other, so that several threads meet one at the same time.
        let at = if random.one_in(2) { random.below(n) } else { n / 2 + random.below(n.div_ceil(2)) % 8 };
        events[at.min(n - 1)] = kinds[random.below(kinds.len())];
    }
    events
}

type Form = fn(&[Event]) -> Result<u64, usize>;

pub(super) fn check() {
    let forms: [(&str, Form); 5] = [
        ("writing", writing),
        ("counting", counting),
        ("with_floats", with_floats),
        ("gathering", gathering),
        ("nested", nested),
    ];
    let random = &mut Random::new(6);
    expect_panics();
    for _ in 0..often(400, 10_000) {
        let n = random.length(3000);
        let kinds = [&[Event::Error][..], &[Event::Panic], &[Event::Error, Event::Panic]][random.below(3)];
        let events = events(random, n, kinds);
        let expected = first(&events);
        for (name, form) in forms {
            assert_eq!(outcome(|| form(&events)), expected, "{name}, n = {n}");
        }
        let optional = catch_unwind(AssertUnwindSafe(|| optional(&events)));
        assert_eq!(optional.is_err(), matches!(expected, Outcome::Panicked(_)), "n = {n}");
        if let Ok(optional) = optional {
            let sum = match expected {
                Outcome::Returned(sum) => Some(sum),
                _ => None,
            };
            assert_eq!(optional, sum, "n = {n}");
        }
    }
}
