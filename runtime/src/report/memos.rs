//! The rows of functions with `#[memoize]`.

use super::data::Memo;
use crate::clock;
use crate::memo::{MemoHandle, memos};

/// One row a function, in the order of first calls.
pub(super) fn rows() -> Vec<Memo> {
    memos().iter().map(row).collect()
}

fn row(memo: &MemoHandle) -> Memo {
    let info = memo.info();
    Memo {
        name: memo.name().to_owned(),
        hits: info.hits,
        misses: info.misses,
        waits: info.waits,
        evictions: info.evictions,
        expired: info.expired,
        entries: info.entries,
        bytes: info.bytes,
        hit_ratio: (info.hits + info.misses > 0).then(|| info.hit_ratio()),
        saved_ns: clock::AVAILABLE.then_some(info.saved_ns),
    }
}
