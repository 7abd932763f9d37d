//! The report: plain data, made from what was recorded; painters turn it into text, exit paths bring it out.

mod collect;
pub(crate) mod exit;
mod table;

pub use data::{Function, Report, Thread};

mod data;

/// Everything recorded so far. Also while the program runs.
pub fn report() -> Report {
    collect::collect()
}
