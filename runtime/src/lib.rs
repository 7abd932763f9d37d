//! The runtime of bedeck. Use the crate `bedeck`; this one promises nothing to anybody else.

mod clock;
mod config;
mod edge;
mod explain;
pub mod memo;
mod outcome;
mod record;
mod report;
mod site;
mod start;
mod state;

pub use config::{Config, configure};
pub use edge::edge;
pub use explain::explain;
pub use outcome::Outcome;
pub use record::full::{FullGuard, OutcomeGuard, enter_full, enter_outcome};
pub use record::guard::{Guard, enter};
pub use record::poll::{Polled, Repoll, poll, poll_outcome, repoll, repoll_outcome};
pub use record::sampled::{SampledGuard, enter_sampled};
pub use report::output::flush;
pub use report::{Edge, Function, Line, Memory, Node, Report, Sort, Span, Thread, report};
pub use site::{Kind, Origin, Site, Skipped};
pub use start::reset;
