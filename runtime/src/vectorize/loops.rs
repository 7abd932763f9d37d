// unsafe: calls code for instructions that were found to be there, and fills memory that holds nothing yet.
//! The loops themselves.

use core::mem::MaybeUninit;
use std::thread::LocalKey;

use super::Columns;
use crate::pool::{Done, Region, Turn, source, with};
#[cfg(target_arch = "x86_64")]
use crate::width::{Width, width};

/// What is called for each row, by the instructions that it is compiled for.
#[derive(Clone, Copy, Debug)]
pub struct Loops<W, V, B> {
    /// For AVX-512.
    pub avx512: W,
    /// For AVX2 and FMA.
    pub avx2: V,
    /// For any processor.
    pub baseline: B,
}

impl<W, V, B> Loops<W, V, B> {
    /// Calls for each row, in their order, and writes the results to `out`, which has the columns' length, or else to a new vector.
    #[inline]
    pub fn fill<C: Columns, R: Copy>(&self, columns: C, out: Option<&mut [R]>) -> Vec<R>
    where
        W: Fn(C::Row) -> R,
        V: Fn(C::Row) -> R,
        B: Fn(C::Row) -> R,
    {
        filled(columns.length(), out, |out| self.run(columns, out))
    }

    /// The same on all cores, where that is faster.
    #[inline]
    pub fn fill_parallel<C: Columns + Sync, R: Copy + Send>(
        &self,
        region: &'static Region,
        turn: &'static LocalKey<Turn>,
        columns: C,
        out: Option<&mut [R]>,
    ) -> Vec<R>
    where
        W: Fn(C::Row) -> R + Sync,
        V: Fn(C::Row) -> R + Sync,
        B: Fn(C::Row) -> R + Sync,
    {
        filled(columns.length(), out, |out| {
            if region.inline(turn, out.len()) {
                return self.run(columns, out);
            }
            region.run(turn, with(source(0..out.len()), out), |(rows, out), _| {
                self.run(columns.part(rows.start, rows.len()), out);
                Done
            });
        })
    }

    /// By the widest instructions that the processor has. Writes all of `out`, or panics.
    #[inline]
    fn run<C: Columns, R: Copy>(&self, columns: C, out: &mut [MaybeUninit<R>])
    where
        W: Fn(C::Row) -> R,
        V: Fn(C::Row) -> R,
        B: Fn(C::Row) -> R,
    {
        #[cfg(target_arch = "x86_64")]
        match width() {
            // SAFETY: the processor has these instructions.
            Width::Avx512 => return unsafe { by_avx512(columns, out, &self.avx512) },
            // SAFETY: as above.
            Width::Avx2 => return unsafe { by_avx2(columns, out, &self.avx2) },
            Width::Baseline => {}
        }
        by_baseline(columns, out, &self.baseline);
    }
}

/// What `run` writes: to `out`, or to a new vector of this length. `run` writes every element, or panics.
#[inline]
fn filled<R: Copy>(length: usize, out: Option<&mut [R]>, run: impl FnOnce(&mut [MaybeUninit<R>])) -> Vec<R> {
    let mut new = Vec::new();
    match out {
        Some(out) => {
            let out: *mut [R] = out;
            // SAFETY: the same elements, lent exclusively, and what `run` writes are values. Those it does not write stay values.
            run(unsafe { &mut *(out as *mut [MaybeUninit<R>]) });
        }
        None => {
            new.reserve_exact(length);
            run(&mut new.spare_capacity_mut()[..length]);
            // SAFETY: there is room for them, and `run` wrote them all.
            unsafe { new.set_len(length) };
        }
    }
    new
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2")]
fn by_avx512<C: Columns, R>(columns: C, out: &mut [MaybeUninit<R>], call: &impl Fn(C::Row) -> R) {
    each(columns, out, call);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi1,bmi2")]
fn by_avx2<C: Columns, R>(columns: C, out: &mut [MaybeUninit<R>], call: &impl Fn(C::Row) -> R) {
    each(columns, out, call);
}

/// Has its arguments in a function of its own, where the compiler knows that nothing else leads to `out`.
#[inline(never)]
fn by_baseline<C: Columns, R>(columns: C, out: &mut [MaybeUninit<R>], call: &impl Fn(C::Row) -> R) {
    each(columns, out, call);
}

#[inline(always)]
fn each<C: Columns, R>(columns: C, out: &mut [MaybeUninit<R>], call: &impl Fn(C::Row) -> R) {
    // The length that the compiler sees is the one of the loop: no row is looked for in vain.
    let columns = columns.part(0, out.len());
    for (at, place) in out.iter_mut().enumerate() {
        place.write(call(columns.row(at)));
    }
}
