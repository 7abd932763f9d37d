// unsafe: the lines are instructions.
//! The lines in the instructions that an optimiser makes of `portable`, for builds without one.
//!
//! Aligned 64-bit moves are atomic, and a store is never seen before an earlier one: what is a release there is a plain
//! move here. An addition to memory is a load and a store, which is all that a field with one writer needs.

use core::arch::asm;
use core::mem::offset_of;
use core::sync::atomic::Ordering;
use std::thread::panicking;

use crate::record::histogram::{MAX_BITS, SUB_BITS};
use crate::record::shard::{RING, Shard, mark};
use crate::record::thread::Local;
use crate::site::Site;

const _: () = assert!(mark::TICKS == u64::MAX >> 8 && mark::OUTERMOST == 1 << 63 && RING == 64);

/// See `portable::begin`.
#[inline(always)]
pub(in crate::record) fn begin(local: &Local, site: &Site, epoch: u64) -> Option<(&'static Shard, u64)> {
    if panicking() {
        return None;
    }
    let (found, began): (*const Shard, u64);
    // SAFETY: the offsets are those of live structs' fields; the table has `len` places, each a pointer to a shard that is
    // never freed; the fields that are written belong to this thread.
    unsafe {
        asm!(
            "mov {shard}, [{site} + {id}]",
            "cmp {shard}, [{local} + {len}]",
            "jae 2f",
            "mov rax, [{local} + {table}]",
            "mov {shard}, [rax + {shard} * 8]",
            "mov rax, [{shard} + {ready}]",
            "cmp rax, {epoch}",
            "jne 2f",
            "inc qword ptr [{shard} + {entered}]",
            "rdtsc",
            "shl rdx, 32",
            "or rax, rdx",
            "jmp 3f",
            "2:",
            "xor {shard:e}, {shard:e}",
            "3:",
            local = in(reg) local,
            site = in(reg) site,
            epoch = in(reg) epoch,
            shard = out(reg) found,
            out("rax") began,
            out("rdx") _,
            id = const offset_of!(Site, id),
            len = const offset_of!(Local, len),
            table = const offset_of!(Local, table),
            ready = const offset_of!(Shard, ready),
            entered = const offset_of!(Shard, entered),
            options(nostack),
        );
        found.as_ref().map(|shard| (shard, began))
    }
}

/// See `portable::end`.
#[inline(always)]
pub(in crate::record) fn end(shard: &Shard, began: u64, now: u64, ending: u64) -> u64 {
    let waiting: u64;
    // SAFETY: the offsets are those of a live shard's fields, which belong to this thread; the ring has 64 places.
    unsafe {
        asm!(
            "cmp {began}, [{shard} + {born}]",
            "mov {head}, 0",
            "jbe 2f",
            "mov {head}, [{shard} + {heads}]",
            // The time between, or 0 if the clock went back, in 56 bits.
            "mov {other}, 0",
            "sub {now}, {began}",
            "cmovb {now}, {other}",
            "shl {now}, 8",
            "shr {now}, 8",
            "or {now}, {ending}",
            // Outermost if it is the only one that is open.
            "mov {other}, [{shard} + {entered}]",
            "sub {other}, {head}",
            "dec {other}",
            "mov {other}, 0",
            "setz {other:l}",
            "shl {other}, 63",
            "or {now}, {other}",
            "mov {other}, {head}",
            "and {other}, 63",
            "mov [{shard} + {other} * 8 + {ring}], {now}",
            "inc {head}",
            "mov [{shard} + {heads}], {head}",
            "sub {head}, [{shard} + {tail}]",
            "2:",
            shard = in(reg) shard,
            began = in(reg) began,
            ending = in(reg) ending,
            now = inout(reg) now => _,
            head = out(reg) waiting,
            other = out(reg) _,
            born = const offset_of!(Shard, born),
            heads = const offset_of!(Shard, head),
            tail = const offset_of!(Shard, tail),
            entered = const offset_of!(Shard, entered),
            ring = const offset_of!(Shard, ring),
            options(nostack),
        );
    }
    waiting
}

/// See `portable::fold`. The sums stay in memory, so that the registers suffice.
#[inline(always)]
pub(in crate::record) fn fold(shard: &Shard, tail: u64, head: u64) -> u64 {
    let marks: u64;
    // SAFETY: the offsets are those of a live shard's fields, which belong to this thread; the ring has 64 places; `buckets`
    // is null or has a counter for every bucket below 2^48 ticks.
    unsafe {
        asm!(
            "xor {marks:e}, {marks:e}",
            "cmp {tail}, {head}",
            "je 9f",
            "2:",
            "mov {other}, {tail}",
            "and {other}, 63",
            "mov {other}, [{shard} + {other} * 8 + {ring}]",
            "or {marks}, {other}",
            "mov {ticks}, {other}",
            "shl {ticks}, 8",
            "shr {ticks}, 8",
            "add [{shard} + {sum}], {ticks}",
            // All ones if outermost.
            "sar {other}, 63",
            "and {other}, {ticks}",
            "add [{shard} + {total}], {other}",
            "cvtsi2sd {real}, {ticks}",
            "mulsd {real}, {real}",
            "addsd {real}, qword ptr [{shard} + {squares}]",
            "movsd qword ptr [{shard} + {squares}], {real}",
            "mov {other}, {ticks}",
            "not {other}",
            "cmp {other}, [{shard} + {not_min}]",
            "jbe 3f",
            "mov [{shard} + {not_min}], {other}",
            "3:",
            "cmp {ticks}, [{shard} + {max}]",
            "jbe 4f",
            "mov [{shard} + {max}], {ticks}",
            "4:",
            "test {buckets}, {buckets}",
            "jz 6f",
            "mov {other}, {ticks}",
            "shr {other}, {max_bits}",
            "jz 5f",
            "mov {ticks}, -1",
            "shr {ticks}, {unused_bits}",
            "5:",
            // The shift is the position of the highest bit, but for the lowest `sub_bits`; the bucket is the shift's number
            // of rows, and the bits that are left.
            "mov rcx, {ticks}",
            "or rcx, {one_row}",
            "bsr rcx, rcx",
            "sub ecx, {sub_bits}",
            "shr {ticks}, cl",
            "shl ecx, {sub_bits}",
            "add {ticks}, rcx",
            "inc qword ptr [{buckets} + {ticks} * 8]",
            "6:",
            "inc {tail}",
            "cmp {tail}, {head}",
            "jne 2b",
            "9:",
            shard = in(reg) shard,
            tail = inout(reg) tail => _,
            head = in(reg) head,
            buckets = in(reg) shard.buckets.load(Ordering::Relaxed),
            marks = out(reg) marks,
            ticks = out(reg) _,
            other = out(reg) _,
            real = out(xmm_reg) _,
            out("rcx") _,
            ring = const offset_of!(Shard, ring),
            sum = const offset_of!(Shard, sum),
            total = const offset_of!(Shard, total),
            squares = const offset_of!(Shard, squares),
            not_min = const offset_of!(Shard, not_min),
            max = const offset_of!(Shard, max),
            max_bits = const MAX_BITS,
            unused_bits = const 64 - MAX_BITS,
            sub_bits = const SUB_BITS,
            one_row = const 1 << SUB_BITS,
            options(nostack),
        );
    }
    marks
}
