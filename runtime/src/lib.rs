//! The runtime of bedeck. Use the crate `bedeck`; this one promises nothing to anybody else.

mod alloc;
mod background;
mod clock;
mod config;
mod edge;
mod explain;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod hash;
pub mod memo;
mod outcome;
pub mod pool;
mod record;
mod report;
#[cfg(feature = "serve")]
mod serve;
mod site;
mod start;
mod state;
pub mod vectorize;
mod width;

pub use alloc::Alloc;
pub use config::{Config, configure};
pub use edge::edge;
pub use explain::explain;
pub use outcome::Outcome;
pub use record::distinct::{Argument, ByBits, ByHash, ByNothing, Distinct};
pub use record::full::{FullGuard, OutcomeGuard, enter_full, enter_outcome};
pub use record::guard::{Guard, enter};
pub use record::line_clock::{
    LineBack, LineGuard, LineMarkBack, LinePolled, line, line_back, line_back_edge, line_break, line_closure,
    line_enter, line_hit, line_mark, line_mark_back, line_move, line_poll,
};
pub use record::poll::{Polled, Repoll, poll, poll_outcome, repoll, repoll_outcome};
pub use record::profiled::{ProfiledGuard, enter_profiled};
pub use record::profiled_full::{ProfiledFullGuard, enter_profiled_full};
pub use record::sampled::{SampledGuard, enter_sampled};
pub use report::output::flush;
#[cfg(feature = "metrics")]
pub use report::publish::publish;
pub use report::{
    Before, Course, Edge, Function, History, Line, Memo, Memory, NoReport, Node, Region, Report, Sort, Span, Thread,
    report,
};
#[cfg(feature = "serve")]
pub use serve::{Router, router};
pub use site::{Kind, LineSlot, Lines, Origin, Site, Skipped};
pub use start::reset;
#[cfg(feature = "tracing")]
pub use tracing;
