//! The engine of `#[memoize]`. `README.md` beside this file says how an expansion calls it.

mod companion;
mod flight;
mod function;
mod grace;
pub(crate) mod hash;
mod instance;
mod keep;
mod key;
mod kind;
mod local;
mod registry;
mod store;
mod table;
mod tables;

pub use companion::{
    Act, FunctionMemo, Instance, Keepable, Later, LocalMemo, MethodMemo, Refresh, Shareable, SharedMemo, Weight, run,
    weight,
};
pub use function::Memo;
pub use hash::Fold;
pub use instance::InstanceMemo;
pub use keep::{KeepsAll, KeepsOk, MaybeNone, Probe};
pub use key::{
    Address, Arg, ByCopy, ByLending, ByNesting, BySlice, ByValue, Copied, Key, Lending, Lent, NoAddress, Refused,
    Slice, Total, Value, Whole,
};
pub use kind::{Bounded, Expiring, Kind, Limited, Unbounded};
pub use local::LocalTables;
pub use registry::{MemoHandle, invalidate_tag, memo, memos};
pub use table::{AsyncRun, MemoInfo, Miss, Run, Start, Table};
