//! The engine of `#[memoize]`. `README.md` beside this file says how an expansion calls it.

mod companion;
#[cfg(feature = "disk")]
pub mod disk;
mod flight;
mod function;
mod grace;
mod instance;
mod keep;
mod key;
mod kind;
mod local;
mod registry;
mod store;
mod table;
mod tables;

pub use crate::hash::Fold;
pub use companion::{
    Act, FunctionMemo, Instance, Keepable, Later, LocalMemo, MethodMemo, Refresh, Refreshes, Shareable, SharedMemo,
    Weight, run, weight,
};
#[cfg(feature = "disk")]
pub use disk::DiskInfo;
#[cfg(feature = "redis")]
pub use disk::RedisInfo;
pub use function::Memo;
pub use instance::InstanceMemo;
pub use keep::{KeepsAll, KeepsOk, MaybeNone, Probe};
pub use key::{
    Address, Arg, ByCopy, ByLending, ByNesting, BySlice, ByValue, Copied, Key, Lending, Lent, NoAddress, Refused,
    Slice, Total, Value, Whole,
};
pub use kind::{Bounded, Expiring, Kind, Limited, Unbounded};
pub use local::LocalTables;
pub(crate) use registry::reset;
pub use registry::{MemoHandle, invalidate_tag, memo, memos};
pub use table::{AsyncRun, MemoInfo, Miss, Run, Start, Table};
