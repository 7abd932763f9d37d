//! Decorators for Rust: one attribute on a function, and it is measured; one report when the program ends.
#![forbid(unsafe_code)]

mod timed_block;

#[doc = include_str!("timed.md")]
pub use bedeck_macros::timed;
pub use bedeck_runtime::{Config, Function, Outcome, Report, Sort, Thread, configure, explain, flush, report, reset};

/// What the attributes expand to. Promises nothing to anybody else.
#[doc(hidden)]
pub mod __private {
    pub use bedeck_runtime::{FullGuard, Guard, OutcomeGuard, Polled, Repoll, SampledGuard};
    pub use bedeck_runtime::{Kind, Origin, Outcome, Site, Skipped};
    pub use bedeck_runtime::{
        edge, enter, enter_full, enter_outcome, enter_sampled, poll, poll_outcome, repoll, repoll_outcome,
    };
}
