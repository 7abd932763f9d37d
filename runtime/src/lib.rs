//! The runtime of bedeck. Use the crate `bedeck`; this one promises nothing to anybody else.

mod clock;
mod edge;
mod record;
mod report;
mod site;
mod start;

pub use edge::edge;
pub use record::guard::{Guard, enter};
pub use report::{Function, Report, Thread, report};
pub use site::{Kind, Site, Skipped};
