// unsafe: the histogram is reached through a pointer that never dangles.
//! The lines in plain Rust.

use core::sync::atomic::{AtomicU64, Ordering};
use std::thread::panicking;

use crate::clock;
use crate::record::cell::{bump, load, store};
use crate::record::histogram::bucket_of;
use crate::record::shard::{RING, Shard, elapsed, mark};
use crate::record::thread::Local;
use crate::site::Site;

/// A call of `site` begins in this epoch in the thread of `local`: counts it in the thread's shard, and reads the clock last. `None` if
/// that takes more than this line, or the thread is panicking.
#[inline(always)]
pub(in crate::record) fn begin(local: &Local, site: &Site, epoch: u64) -> Option<(&'static Shard, u64)> {
    let shard = local.shard(load!(site.id));
    if load!(shard.ready) != epoch || panicking() {
        return None;
    }
    shard.count();
    Some((shard, clock::counter()))
}

/// A call ends that began in this shard at `began`. How many durations wait to be folded now; 0 if the call does not count.
#[inline(always)]
pub(in crate::record) fn end(shard: &Shard, began: u64, now: u64, ending: u64) -> u64 {
    if !shard.counts(began) {
        return 0;
    }
    let head = load!(shard.head);
    let outermost = if load!(shard.entered) - head == 1 { mark::OUTERMOST } else { 0 };
    shard.append(head, elapsed(began, now) | outermost | ending)
}

/// Adds the ring's oldest entry to sums and histogram. False if that takes more than this line.
#[cfg(any(test, not(debug_assertions)))]
#[inline(always)]
pub(in crate::record) fn fold_one(shard: &Shard) -> bool {
    let buckets: *mut AtomicU64 = shard.buckets.load(Ordering::Relaxed);
    let tail = load!(shard.tail);
    let entry = load!(shard.ring[(tail % RING) as usize]);
    if buckets.is_null() || entry & mark::ENDINGS != 0 {
        return false;
    }
    let ticks = entry & mark::TICKS;
    // SAFETY: there are `BUCKETS` counters, more than `bucket_of` ever returns; they are never freed.
    let bucket = unsafe { &*buckets.add(bucket_of(ticks)) };
    shard.sequence.change(|| {
        bump!(shard.sum, ticks);
        bump!(shard.total, if entry & mark::OUTERMOST != 0 { ticks } else { 0 });
        let real = ticks.cast_signed() as f64;
        store!(shard.squares, (f64::from_bits(load!(shard.squares)) + real * real).to_bits());
        if !ticks > load!(shard.not_min) {
            store!(shard.not_min, !ticks);
        }
        if ticks > load!(shard.max) {
            store!(shard.max, ticks);
        }
        bump!(*bucket, 1);
        store!(shard.tail, tail + 1);
    });
    true
}

/// Adds the ring's entries from `tail` to `head` to sums and histogram. All their marks. The sums stay in registers.
#[inline(always)]
pub(in crate::record) fn fold(shard: &Shard, tail: u64, head: u64) -> u64 {
    let buckets: *mut AtomicU64 = shard.buckets.load(Ordering::Relaxed);
    let (mut sum, mut total) = (load!(shard.sum), load!(shard.total));
    let mut squares = f64::from_bits(load!(shard.squares));
    let (mut not_min, mut max) = (load!(shard.not_min), load!(shard.max));
    let mut marks = 0;
    let mut index = tail;
    while index != head {
        let entry = load!(shard.ring[(index % RING) as usize]);
        let ticks = entry & mark::TICKS;
        marks |= entry;
        sum += ticks;
        total += if entry & mark::OUTERMOST != 0 { ticks } else { 0 };
        // Less than 2^56: the signed conversion is one instruction, the unsigned one is six.
        let real = ticks.cast_signed() as f64;
        squares += real * real;
        not_min = if !ticks > not_min { !ticks } else { not_min };
        max = if ticks > max { ticks } else { max };
        if !buckets.is_null() {
            // SAFETY: there are `BUCKETS` counters, more than `bucket_of` ever returns; they are never freed.
            let bucket = unsafe { &*buckets.add(bucket_of(ticks)) };
            bump!(*bucket, 1);
        }
        index += 1;
    }
    store!(shard.sum, sum);
    store!(shard.total, total);
    store!(shard.squares, squares.to_bits());
    store!(shard.not_min, not_min);
    store!(shard.max, max);
    marks
}
