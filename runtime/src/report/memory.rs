//! What a report says of memory.

use super::data::Memory;
use crate::record::memory;

/// What the process holds, if its allocator counts: as of the beginning of the report, whose own memory is not in it.
pub(super) fn of_process() -> Option<Memory> {
    let held = memory::held();
    memory::installed().then_some(Memory { live_bytes: held.live, peak_bytes: held.peak })
}
