//! What a report says of memory.

use super::data::{Function, Memory};
use crate::record::memory::{self, Spent};

/// What is said where `memory` was asked for and nothing is counted.
pub(super) const MISSING: &str = "`memory` was asked for, and the program's allocator does not count: write \
    `#[global_allocator] static A: bedeck::Alloc = bedeck::Alloc::SYSTEM;`";

/// What the process holds, if its allocator counts: as of the beginning of the report, whose own memory is not in it.
pub(super) fn of_process() -> Option<Memory> {
    let held = memory::held();
    memory::installed().then_some(Memory { live_bytes: held.live, peak_bytes: held.peak })
}

/// Adds what a function's calls asked for.
pub(super) fn columns(function: Function, spent: Option<Spent>) -> Function {
    Function {
        alloc_bytes: spent.map(|spent| spent.alloc_bytes),
        alloc_count: spent.map(|spent| spent.alloc_count),
        free_bytes: spent.map(|spent| spent.free_bytes),
        free_count: spent.map(|spent| spent.free_count),
        self_alloc_bytes: spent.map(|spent| spent.self_bytes),
        peak_bytes: spent.map(|spent| spent.peak),
        ..function
    }
}
