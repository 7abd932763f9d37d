//! The engine of `#[memoize]`. `README.md` beside this file says how an expansion calls it.

mod flight;
mod function;
mod grace;
mod hash;
mod key;
mod kind;
mod store;
mod table;

pub use function::Memo;
pub use hash::Fold;
pub use key::{
    Address, Arg, ByCopy, ByLending, ByNesting, BySlice, ByValue, Copied, Key, Lending, Lent, NoAddress, Refused,
    Slice, Total, Value, Whole,
};
pub use kind::{Bounded, Expiring, Kind, Limited, Unbounded};
pub use table::{AsyncRun, MemoInfo, Miss, Run, Start, Table};
