//! The engine of `#[memoize]`. `README.md` beside this file says how an expansion calls it.

mod companion;
mod declared;
mod flight;
mod function;
mod grace;
mod hash;
mod key;
mod kind;
mod list;
mod store;
mod table;

pub use companion::{Act, Instance, Later, MemoHandle, Refresh, of_instance, run};
pub use declared::{Declared, Keepable, MaybeNone, Otherwise};
pub use function::Memo;
pub use hash::Fold;
pub use key::{
    Address, Arg, ByCopy, ByLending, ByNesting, BySlice, ByValue, Copied, Key, Lending, Lent, NoAddress, Refused,
    Slice, Total, Value, Whole,
};
pub use kind::{Kind, Unbounded};
pub use list::{Memoized, invalidate_tag, memo, memos};
pub use table::{AsyncRun, MemoInfo, Miss, Run, Start, Table};
