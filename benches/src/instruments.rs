//! What each instrument needs before it records, and how it is asked what it recorded.

use std::any::Any;

/// What prepares a process for a contestant.
pub trait Instrument {
    /// Lives around up to a thousand calls of a thread.
    type Scope;
    /// One in so many of the calls of a course is made: an instrument that takes microseconds a call would keep the
    /// others waiting, and one that keeps hundreds of bytes a call would fill the memory.
    const ONE_IN: u64 = 1;
    /// Called once in a process; what it returns lives until the work is done.
    fn prepare() -> Box<dyn Any>;
    /// Called by a thread before its calls.
    fn scope() -> Self::Scope;
    /// Called by a thread between two slices of a measurement: throws away what was kept of its calls.
    fn forget() {}
    /// Once what `prepare` returned is gone: brings the report out, and says how many calls of the function, given by
    /// the last segment of its path, are in it; `None` if it does not say.
    fn recorded(function: &str) -> Option<u64>;
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

    fn recorded(_: &str) -> Option<u64> {
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

    fn recorded(function: &str) -> Option<u64> {
        let report = bedeck::report();
        let named = |name: &str| name.rsplit("::").next() == Some(function);
        Some(report.functions.iter().filter(|row| named(&row.name)).map(|row| row.calls).sum())
    }
}
