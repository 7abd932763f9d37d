// unsafe: the loads and stores of unoptimised builds, written as single instructions.
//! Loads and stores of a shard's fields.
//!
//! A shard has one writer and any number of readers, so every field is an atomic that is read
//! and written with plain loads and stores: `load!` and `store!` are relaxed, `publish!` is the
//! release store that makes all earlier stores visible to who reads the field with acquire.
//!
//! In an unoptimised build `AtomicU64::load` is a call of a function that matches on its ordering,
//! some 5 ns each, and a timed call makes twenty of them. There, on x86-64, the same instruction
//! that the optimiser would choose is written out: aligned 64-bit moves are atomic, and stores
//! are never reordered with earlier stores. Miri sees the atomics.

#[cfg(all(debug_assertions, target_arch = "x86_64", not(miri)))]
mod plain {
    macro_rules! load {
        ($cell:expr) => {{
            let cell: *const core::sync::atomic::AtomicU64 = &raw const $cell;
            let value: u64;
            // SAFETY: `cell` points to a live, aligned AtomicU64; an aligned 64-bit move is an atomic load.
            unsafe {
                core::arch::asm!("mov {value}, qword ptr [{cell}]", cell = in(reg) cell, value = out(reg) value,
                    options(nostack, preserves_flags, readonly));
            }
            value
        }};
    }
    macro_rules! store {
        ($cell:expr, $value:expr) => {{
            let value: u64 = $value;
            let cell: *const core::sync::atomic::AtomicU64 = &raw const $cell;
            // SAFETY: `cell` points to a live, aligned AtomicU64; an aligned 64-bit move is an atomic store,
            // and without `nomem` the compiler keeps it behind all earlier stores.
            unsafe {
                core::arch::asm!("mov qword ptr [{cell}], {value}", cell = in(reg) cell, value = in(reg) value,
                    options(nostack, preserves_flags));
            }
        }};
    }
    macro_rules! publish {
        ($cell:expr, $value:expr) => {
            $crate::record::cell::store!($cell, $value)
        };
    }
    pub(crate) use {load, publish, store};
}

#[cfg(not(all(debug_assertions, target_arch = "x86_64", not(miri))))]
mod plain {
    macro_rules! load {
        ($cell:expr) => {
            $cell.load(core::sync::atomic::Ordering::Relaxed)
        };
    }
    macro_rules! store {
        ($cell:expr, $value:expr) => {{
            let value: u64 = $value;
            $cell.store(value, core::sync::atomic::Ordering::Relaxed)
        }};
    }
    macro_rules! publish {
        ($cell:expr, $value:expr) => {{
            let value: u64 = $value;
            $cell.store(value, core::sync::atomic::Ordering::Release)
        }};
    }
    pub(crate) use {load, publish, store};
}

/// Adds to a field that only this thread writes.
macro_rules! bump {
    ($cell:expr, $by:expr) => {{
        let sum: u64 = $crate::record::cell::load!($cell) + $by;
        $crate::record::cell::store!($cell, sum);
        sum
    }};
}

pub(crate) use bump;
pub(crate) use plain::{load, publish, store};
