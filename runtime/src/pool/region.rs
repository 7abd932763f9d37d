//! A parallel loop in the user's code.

mod drive;
mod iteration;

use core::ops::ControlFlow;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, LocalKey};

use super::cost::Memory;
use super::counts::{Counts, Totals};
use super::fold::{self, Reduce};
use super::lowest::Lowest;
use super::registry;
use super::source::{Cut, Source};
use super::team::{Team, Wanted, default_threads};
use super::turn::{self, Turn};
use super::widest::widest;
use crate::site::Site;

pub use iteration::{Attempt, Done, Fallible, Iteration};

/// One parallel loop. Lives in a static beside it.
#[derive(Debug)]
pub struct Region {
    /// Fewer items than this run as they are written.
    below: AtomicUsize,
    memory: Memory,
    options: Options,
    team: OnceLock<Option<&'static Team>>,
    counts: Mutex<Vec<&'static Counts>>,
    /// Why it last ran on the caller's thread, as a number: see [`Why`].
    why: AtomicUsize,
    /// What it is, as a number: see [`Shape`].
    shape: AtomicUsize,
    /// Where it stands.
    pub(crate) site: Site,
}

/// What a region turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Loop,
    /// Calls for many items.
    Map,
    /// A loop with a reduction whose parts are joined in one order, as floats are.
    Ordered,
}

/// Why a run stayed on the caller's thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// There was nothing to gain.
    Cost,
    /// `BEDECK=serial`.
    Serial,
    /// There is only one thread.
    OneThread,
    /// It keeps its order.
    AsWritten,
    /// It had fewer items.
    Below(usize),
}

/// What the user asked for.
#[derive(Clone, Copy, Debug)]
struct Options {
    /// So many items at a time; 0 leaves it to the region.
    chunk: usize,
    /// Fewer items run on the caller's thread.
    serial_below: usize,
    /// Who helps, if not whoever helps by default.
    team: Wanted,
    /// A bar shows how far it is.
    #[cfg(feature = "progress")]
    progress: bool,
}

impl Region {
    /// A loop of the function that `site` tells of.
    #[must_use]
    pub const fn new(site: Site) -> Region {
        let options = Options {
            chunk: 0,
            serial_below: 0,
            team: Wanted::DEFAULT,
            #[cfg(feature = "progress")]
            progress: false,
        };
        Region {
            below: AtomicUsize::new(0),
            memory: Memory::new(),
            options,
            team: OnceLock::new(),
            counts: Mutex::new(Vec::new()),
            why: AtomicUsize::new(0),
            shape: AtomicUsize::new(0),
            site,
        }
    }

    /// Deals the items out so many at a time.
    #[must_use]
    pub const fn chunk(mut self, items: usize) -> Region {
        self.options.chunk = items;
        self
    }

    /// Runs fewer items on the caller's thread.
    #[must_use]
    pub const fn serial_below(mut self, items: usize) -> Region {
        self.options.serial_below = items;
        self
    }

    /// Runs on so many threads.
    #[must_use]
    pub const fn threads(mut self, threads: usize) -> Region {
        self.options.team.threads = threads;
        self
    }

    /// Runs on a pool of this name.
    #[must_use]
    pub const fn pool(mut self, name: &'static str) -> Region {
        self.options.team.name = Some(name);
        self
    }

    /// Shows a bar on a terminal while it runs.
    #[cfg(feature = "progress")]
    #[must_use]
    pub const fn progress(mut self) -> Region {
        self.options.progress = true;
        self
    }

    /// Whether the loop is to run as it is written.
    #[inline(always)]
    pub fn inline(&'static self, turn: &'static LocalKey<Turn>, items: usize) -> bool {
        items < self.below.load(Relaxed) && turn.with(|turn| turn.count(items))
    }

    /// The loop is to run as it is written, whatever it costs.
    #[inline(always)]
    pub fn as_written(&'static self, turn: &'static LocalKey<Turn>, items: usize) {
        if !turn.with(|turn| turn.count(items)) {
            self.remember(Why::AsWritten);
            self.note(turn, Totals { runs: 1, items: items as u64, untimed: items as u64, ..Totals::default() });
        }
    }

    /// The same for a loop with reductions: those that have an order of their own keep the plain one only if short.
    #[inline(always)]
    pub fn inline_reduce<R: Reduce>(&'static self, turn: &'static LocalKey<Turn>, items: usize, _: &R) -> bool {
        if R::ORDERED { items < fold::SERIAL } else { self.inline(turn, items) }
    }

    /// Adds a run that was looked at.
    #[cold]
    fn note(&'static self, turn: &'static LocalKey<Turn>, totals: Totals) {
        turn.with(|turn| turn.add(self, totals));
    }

    /// Counts for this thread.
    pub(super) fn counts(&'static self) -> &'static Counts {
        static LISTING: Mutex<()> = Mutex::new(());
        let is_listed = |region: &Region| !region.lock_counts().is_empty();
        if !is_listed(self) {
            let _listing = LISTING.lock().unwrap_or_else(PoisonError::into_inner);
            if !is_listed(self) {
                registry::list(self);
                return turn::claim(&self.counts);
            }
        }
        turn::claim(&self.counts)
    }

    fn lock_counts(&self) -> MutexGuard<'_, Vec<&'static Counts>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What all threads counted.
    pub(crate) fn totals(&self) -> Totals {
        self.lock_counts().iter().map(|counts| counts.read()).fold(Totals::default(), Totals::plus)
    }

    /// Why it last ran on the caller's thread.
    pub(crate) fn why(&self) -> Why {
        match self.why.load(Relaxed) {
            0 => Why::Cost,
            1 => Why::Serial,
            2 => Why::OneThread,
            3 => Why::AsWritten,
            _ => Why::Below(self.options.serial_below),
        }
    }

    fn remember(&self, why: Why) {
        let number = match why {
            Why::Cost => 0,
            Why::Serial => 1,
            Why::OneThread => 2,
            Why::AsWritten => 3,
            Why::Below(_) => 4,
        };
        self.why.store(number, Relaxed);
    }

    pub(super) fn take_shape(&self, shape: Shape) {
        // Written once: other threads read what lies beside it.
        if self.shape.load(Relaxed) != shape as usize {
            self.shape.store(shape as usize, Relaxed);
        }
    }

    /// What it is, as far as its runs have shown.
    pub(crate) fn shape(&self) -> Shape {
        let shapes = [Shape::Map, Shape::Ordered];
        shapes.into_iter().find(|shape| *shape as usize == self.shape.load(Relaxed)).unwrap_or(Shape::Loop)
    }

    /// What an item costs, in picoseconds; 0 if that is not known.
    pub(crate) fn each(&self) -> u64 {
        self.memory.last()
    }

    /// How many threads it runs on at most.
    pub(crate) fn team_size(&self) -> usize {
        if self.options.team.threads == 0 { default_threads() } else { self.options.team.threads }
    }

    /// Runs `body` for chunks that together are all items. The failure of the lowest item comes back, if there was one.
    #[cold]
    #[inline(never)]
    pub fn run<S: Source, F: Fallible>(
        &'static self,
        turn: &'static LocalKey<Turn>,
        source: S,
        body: impl Fn(S::Chunk, Cut) -> F + Sync,
    ) -> F {
        let failure = Failure::new();
        self.drive(turn, source.length(), 1, &|start, length| {
            // SAFETY: the chunks of a run are in the source and do not overlap.
            let chunk = || unsafe { source.chunk(start, length) };
            failure.unless_done(start, || {
                widest(
                    #[inline(always)]
                    || body(chunk(), Cut { start, length }),
                )
            })
        });
        failure.finish()
    }

    /// The same for a loop with reductions: also what all items come to; `None` if there was none.
    #[inline]
    pub fn reduce<S: Source, R: Reduce, F: Fallible>(
        &'static self,
        turn: &'static LocalKey<Turn>,
        source: S,
        reduction: &R,
        group: impl Fn(S::Chunk, Cut, &mut R::Lanes) -> F + Sync,
        rest: impl Fn(S::Chunk, Cut, &mut R::Lanes) -> F + Sync,
    ) -> (F, Option<R::Partial>) {
        let length = source.length();
        let kernel = fold::Kernel { source, reduction, group, rest };
        if R::ORDERED && length < self.below.load(Relaxed) && turn.with(|turn| turn.count(length)) {
            return kernel.blocks(length);
        }
        self.reduce_cold(turn, length, &kernel)
    }

    #[cold]
    #[inline(never)]
    fn reduce_cold<S, R, F, G, T>(
        &'static self,
        turn: &'static LocalKey<Turn>,
        length: usize,
        kernel: &fold::Kernel<'_, S, R, G, T>,
    ) -> (F, Option<R::Partial>)
    where
        S: Source,
        R: Reduce,
        F: Fallible,
        G: Fn(S::Chunk, Cut, &mut R::Lanes) -> F + Sync,
        T: Fn(S::Chunk, Cut, &mut R::Lanes) -> F + Sync,
    {
        let failure = Failure::new();
        // Parts are made one only if nothing failed: it is the user's code, and may panic.
        if R::ORDERED {
            self.take_shape(Shape::Ordered);
            let parts = fold::Parts::new(length);
            self.drive(turn, length, parts.block(), &|start, length| {
                failure.unless_done(start, || parts.add(kernel, start, length))
            });
            let result = failure.finish();
            if result.has_failed() { (result, None) } else { (result, parts.finish(kernel.reduction)) }
        } else {
            let total = fold::Unordered::new();
            self.drive(turn, length, 1, &|start, length| {
                failure.unless_done(start, || total.add(kernel, start, length))
            });
            (failure.finish(), total.finish())
        }
    }
}

/// The end of the lowest chunk that failed or panicked.
struct Failure<F>(Lowest<thread::Result<F>>);

impl<F: Fallible> Failure<F> {
    fn new() -> Failure<F> {
        Failure(Lowest::new())
    }

    /// Stops the region when a chunk failed or panicked.
    #[inline]
    fn unless_done(&self, start: usize, work: impl FnOnce() -> F) -> ControlFlow<()> {
        let result = catch_unwind(AssertUnwindSafe(work));
        if result.as_ref().is_ok_and(|result| !result.has_failed()) {
            return ControlFlow::Continue(());
        }
        self.0.keep(start, result);
        ControlFlow::Break(())
    }

    fn finish(self) -> F {
        self.0.take().map_or(F::DONE, |result| result.unwrap_or_else(|payload| resume_unwind(payload)))
    }
}
