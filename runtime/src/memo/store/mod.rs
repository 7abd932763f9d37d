//! Where entries are: an array of tagged words that a hash leads into, and places for what they point to.

mod cache;
mod entry;
mod slab;
mod word;
mod words;

pub(super) use cache::fetch;
pub(super) use entry::{Entry, Head};
pub(super) use slab::Slab;
pub(super) use word::can_point_to;
pub(super) use words::{Place, Words};
