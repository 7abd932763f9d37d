//! A parallel loop in the user's code.

mod drive;

use core::ops::ControlFlow;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread::LocalKey;

use super::cost::Memory;
use super::fold::{self, Reduce};
use super::source::{Cut, Source};
use super::turn::Turn;
use crate::site::Site;

/// What an iteration of a parallel loop gives back: nothing that a `return` of the user's could be.
#[derive(Clone, Copy, Debug)]
pub struct Done;

/// One parallel loop. Lives in a static beside it.
#[derive(Debug)]
pub struct Region {
    /// Fewer items than this run as they are written.
    below: AtomicUsize,
    memory: Memory,
    #[expect(dead_code, reason = "the report reads it")]
    site: Site,
}

impl Region {
    /// A loop of the function that `site` tells of.
    #[must_use]
    pub const fn new(site: Site) -> Region {
        Region { below: AtomicUsize::new(0), memory: Memory::NEW, site }
    }

    /// Whether the loop is to run as it is written.
    #[inline(always)]
    pub fn inline(&self, turn: &'static LocalKey<Turn>, items: usize) -> bool {
        items < self.below.load(Relaxed) && turn.with(|turn| turn.count(items))
    }

    /// The same for a loop with reductions: those that have an order of their own keep the plain one only if short.
    #[inline(always)]
    pub fn inline_reduce<R: Reduce>(&self, turn: &'static LocalKey<Turn>, items: usize, _: &R) -> bool {
        if R::ORDERED { items < fold::SERIAL } else { self.inline(turn, items) }
    }

    /// Runs `body` for chunks that together are all items.
    #[cold]
    #[inline(never)]
    pub fn run<S: Source>(&self, turn: &'static LocalKey<Turn>, source: S, body: impl Fn(S::Chunk, Cut) + Sync) {
        self.drive(turn, source.length(), 1, &|start, length| {
            // SAFETY: the chunks of a run are in the source and do not overlap.
            body(unsafe { source.chunk(start, length) }, Cut { start, length });
            ControlFlow::Continue(())
        });
    }

    /// The same for a body that fails: the failure of the lowest item comes back.
    #[cold]
    #[inline(never)]
    pub fn try_run<S: Source, R: Fallible>(
        &self,
        turn: &'static LocalKey<Turn>,
        source: S,
        body: impl Fn(S::Chunk, Cut) -> R + Sync,
    ) -> R {
        let lowest = Mutex::new(None);
        self.drive(turn, source.length(), 1, &|start, length| {
            // SAFETY: as in `run`.
            let result = body(unsafe { source.chunk(start, length) }, Cut { start, length });
            if !result.failed() {
                return ControlFlow::Continue(());
            }
            let mut lowest = lowest.lock().unwrap_or_else(PoisonError::into_inner);
            if lowest.as_ref().is_none_or(|(at, _)| start < *at) {
                *lowest = Some((start, result));
            }
            ControlFlow::Break(())
        });
        lowest.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(R::DONE, |(_, result)| result)
    }

    /// What a loop reduces to; `None` if there was no item.
    #[inline]
    pub fn reduce<S: Source, R: Reduce>(
        &self,
        turn: &'static LocalKey<Turn>,
        source: S,
        reduction: &R,
        group: impl Fn(S::Chunk, Cut, &mut R::Lanes) + Sync,
        rest: impl Fn(S::Chunk, Cut, &mut R::Lanes) + Sync,
    ) -> Option<R::Partial> {
        let length = source.length();
        let kernel = fold::Kernel { source, reduction, group, rest };
        if !R::ORDERED {
            let total = fold::Unordered::new();
            self.drive(turn, length, 1, &|start, length| total.add(&kernel, start, length));
            return total.finish();
        }
        if length < self.below.load(Relaxed) && turn.with(|turn| turn.count(length)) {
            return kernel.blocks(length);
        }
        let parts = fold::Parts::new(length);
        self.drive(turn, length, parts.block(), &|start, length| parts.add(&kernel, start, length));
        parts.finish::<R>()
    }
}

/// What a loop with `?` in it gives back.
pub trait Fallible: Send {
    /// No failure.
    const DONE: Self;

    /// Whether it is a failure.
    fn failed(&self) -> bool;
}

impl<E: Send> Fallible for Result<Done, E> {
    const DONE: Result<Done, E> = Ok(Done);

    #[inline(always)]
    fn failed(&self) -> bool {
        self.is_err()
    }
}

impl Fallible for Option<Done> {
    const DONE: Option<Done> = Some(Done);

    #[inline(always)]
    fn failed(&self) -> bool {
        self.is_none()
    }
}
