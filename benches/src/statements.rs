//! A body of sixteen statements, for what measures lines.

use std::cell::Cell;

use crate::counter;
use crate::work::tiny;

/// Sixteen statements under an attribute, the last of them the value.
macro_rules! sixteen {
    ($(#[doc = $doc:literal])* $name:ident $(, #[$attribute:meta])?) => {
        $(#[doc = $doc])*
        #[inline(never)]
        $(#[$attribute])?
        pub(crate) fn $name(x: u64) -> u64 {
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            let x = tiny(x);
            tiny(x)
        }
    };
}

sixteen!(/** No instrument. */ plain);
sixteen!(/** The call, without its lines. */ profiled, #[bedeck::profiled]);
sixteen!(/** The call and its lines. */ lines, #[bedeck::profiled(lines)]);
sixteen!(/** The call, and its lines by a thread that looks from time to time. */ sampled, #[bedeck::profiled(lines = "sampled")]);
sixteen!(/** The call, its lines and its memory. */ lines_and_memory, #[bedeck::profiled(lines, memory)]);

thread_local! {
    static TICKS: [Cell<u64>; 16] = const { [const { Cell::new(0) }; 16] };
}

/// One raw read of the counter a statement, and an addition to a place of the statement's own.
#[inline(never)]
pub(crate) fn floor(x: u64) -> u64 {
    let mut x = x;
    let mut last = counter::read();
    TICKS.with(|ticks| {
        for cell in ticks {
            x = tiny(x);
            let now = counter::read();
            cell.set(cell.get().wrapping_add(now.wrapping_sub(last)));
            last = now;
        }
    });
    x
}
