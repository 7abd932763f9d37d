//! Where entries are: an array of tagged words that a hash leads into, and places for what they point to.

mod entry;
mod slab;
mod words;

pub(super) use entry::{Entry, Head};
pub(super) use slab::Slab;
pub(super) use words::{Words, can_point_to};
