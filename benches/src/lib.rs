//! What a decorated call costs, beside its peers and the hand-written limit.
//!
//! `README.md` says how to run the tables and what their columns mean.

pub mod child;
pub mod contestants;
mod counter;
pub mod instruments;
pub mod lineup;
pub mod loops;
pub mod memoized;
#[cfg(feature = "peers")]
pub mod peers;
pub mod process;
pub mod rounds;
mod statements;
pub mod table;
pub mod work;
