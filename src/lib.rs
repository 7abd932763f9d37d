//! Decorators for Rust: one attribute on a function, and it is measured; one report when the program ends.
#![forbid(unsafe_code)]

pub use bedeck_macros::timed;
pub use bedeck_runtime::{Config, Function, Report, Sort, Thread, configure, flush, report, reset};

/// What the attributes expand to. Promises nothing to anybody else.
#[doc(hidden)]
pub mod __private {
    pub use bedeck_runtime::{Guard, Kind, Site, Skipped, enter};
}
