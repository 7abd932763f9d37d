//! The runtime of bedeck. Use the crate `bedeck`; this one promises nothing to anybody else.

mod clock;
mod config;
mod record;
mod report;
mod site;
mod start;

pub use config::{Config, configure};
pub use record::guard::{Guard, enter};
pub use report::output::flush;
pub use report::{Function, Report, Sort, Thread, report};
pub use site::{Kind, Site, Skipped};
pub use start::reset;
