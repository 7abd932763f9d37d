// unsafe: the lines are instructions.
//! In instructions. Aligned 64-bit moves are atomic, and a store is never seen before an earlier one; an addition to memory is a
//! load and a store, which is all that a field with one writer needs.

use core::arch::asm;
use core::mem::offset_of;

use super::super::{Clock, Head, LineCell};
use crate::clock;
use crate::site::Site;

const _: () = assert!(size_of::<LineCell>() == 1 << 5);

/// See `portable::advance`.
#[inline(always)]
pub(in crate::record::line_clock) fn advance(clock: Clock, site: &'static Site, cell: u64, hits: u64) {
    let head = clock.0;
    #[cfg(test)]
    if clock::simulated::now().is_some() {
        return advance_slowly(clock, site, cell, hits);
    }
    // SAFETY: a clock points at a head that is never freed.
    if unsafe { (*head).memory } || !clock::is_counter() {
        return advance_slowly(clock, site, cell, hits);
    }
    // SAFETY: the offsets are those of live structs' fields; the current cell and, once it was compared with how many there are,
    // this one lie behind the head; what is written belongs to this thread.
    unsafe {
        asm!(
            "cmp [{head} + {own}], {site}",
            "jne 2f",
            "cmp {cell}, [{head} + {cells}]",
            "jae 2f",
            "rdtsc",
            "shl rdx, 32",
            "or rax, rdx",
            "mov rdx, [{head} + {current}]",
            "shl rdx, 5",
            "mov {spare}, rax",
            "sub {spare}, [{head} + {last}]",
            "add [{head} + rdx + {ticks}], {spare}",
            "mov {spare}, {cell}",
            "shl {spare}, 5",
            "add [{head} + {spare} + {counted}], {hits}",
            "mov [{head} + {current}], {cell}",
            "mov [{head} + {last}], rax",
            "2:",
            head = in(reg) head,
            site = in(reg) site,
            cell = in(reg) cell,
            hits = in(reg) hits,
            spare = out(reg) _,
            out("rax") _,
            out("rdx") _,
            own = const offset_of!(Head, site),
            cells = const offset_of!(Head, cells),
            current = const offset_of!(Head, current),
            last = const offset_of!(Head, last),
            ticks = const size_of::<Head>() + offset_of!(LineCell, ticks),
            counted = const size_of::<Head>() + offset_of!(LineCell, hits),
            options(nostack),
        );
    }
}

/// With `memory`, or where the counter cannot be used.
#[inline(never)]
fn advance_slowly(clock: Clock, site: &'static Site, cell: u64, hits: u64) {
    if clock.serves(site, cell) {
        let now = clock::ticks();
        clock.charge(now);
        count(clock, site, cell, hits);
        clock.stand_on(cell, now);
    }
}

/// See `portable::count`.
#[inline(always)]
pub(in crate::record::line_clock) fn count(clock: Clock, site: &'static Site, cell: u64, hits: u64) {
    // SAFETY: as in `advance`.
    unsafe {
        asm!(
            "cmp [{head} + {own}], {site}",
            "jne 2f",
            "cmp {cell}, [{head} + {cells}]",
            "jae 2f",
            "shl {cell}, 5",
            "add [{head} + {cell} + {counted}], {hits}",
            "2:",
            head = in(reg) clock.0,
            site = in(reg) site,
            cell = inout(reg) cell => _,
            hits = in(reg) hits,
            own = const offset_of!(Head, site),
            cells = const offset_of!(Head, cells),
            counted = const size_of::<Head>() + offset_of!(LineCell, hits),
            options(nostack),
        );
    }
}

/// See `portable::mark`.
#[inline(always)]
pub(in crate::record::line_clock) fn mark(clock: Clock, site: &'static Site, cell: u64) {
    // SAFETY: as in `advance`.
    unsafe {
        asm!(
            "cmp [{head} + {own}], {site}",
            "jne 2f",
            "cmp {cell}, [{head} + {cells}]",
            "jae 2f",
            "mov [{head} + {current}], {cell}",
            "2:",
            head = in(reg) clock.0,
            site = in(reg) site,
            cell = in(reg) cell,
            own = const offset_of!(Head, site),
            cells = const offset_of!(Head, cells),
            current = const offset_of!(Head, current),
            options(nostack),
        );
    }
}
