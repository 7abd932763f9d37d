//! What each instrument needs before it records, and how it is asked what it recorded.

use std::any::Any;

/// What prepares a process for a contestant.
pub trait Instrument {
    /// Lives around up to a thousand calls of a thread.
    type Scope;
    /// Called once in a process; what it returns lives until the work is done.
    fn prepare() -> Box<dyn Any>;
    /// Called by a thread before its calls.
    fn scope() -> Self::Scope;
    /// The calls of `tiny` that were recorded, once what `prepare` returned is gone; `None` if it does not say.
    fn recorded() -> Option<u64>;
}

/// Nothing to prepare.
#[derive(Debug)]
pub struct Nothing;

impl Instrument for Nothing {
    type Scope = ();

    fn prepare() -> Box<dyn Any> {
        Box::new(())
    }

    fn scope() {}

    fn recorded() -> Option<u64> {
        None
    }
}

/// bedeck: needs no preparation either.
#[derive(Debug)]
pub struct Bedeck;

impl Instrument for Bedeck {
    type Scope = ();

    fn prepare() -> Box<dyn Any> {
        Box::new(())
    }

    fn scope() {}

    fn recorded() -> Option<u64> {
        let report = bedeck::report();
        Some(report.functions.iter().filter(|row| row.name.ends_with("::tiny")).map(|row| row.calls).sum())
    }
}
