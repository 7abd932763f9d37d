//! What a call is looked up by: its arguments, borrowed as they are, owned only on a miss.

mod arg;
mod lent;
mod total;
mod tuple;

pub use arg::{Address, Arg, ByCopy, ByLending, ByNesting, BySlice, ByValue, Copied, NoAddress, Refused, Value, Whole};
pub use lent::{Lending, Lent, Slice};
pub use total::Total;

use core::hash::Hasher;

/// One argument, or all of them in a tuple, as a key.
///
/// `feed`, `same` and `own` agree: two keys that own the same value feed the same.
pub trait Key {
    /// What is kept of the key.
    type Owned: 'static;

    /// Hashes the key.
    fn feed<H: Hasher>(&self, hasher: &mut H);

    /// Whether this is the key that `owned` was made of.
    fn same(&self, owned: &Self::Owned) -> bool;

    /// Whether two kept keys are the same.
    fn alike(one: &Self::Owned, other: &Self::Owned) -> bool;

    /// What to keep.
    fn own(&self) -> Self::Owned;
}

#[cfg(test)]
mod tests;
