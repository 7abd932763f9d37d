//! Results one by one of calls that borrow: batch by batch, while who wants them waits.

use core::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};
use std::thread::LocalKey;
use std::time::{Duration, Instant};

use super::region::{Done, Region};
use super::source::{source, with};
use super::team::available;
use super::turn::Turn;

type Called<R> = Result<R, Box<dyn Any + Send>>;

/// Batches grow until they take this long, or have so many items.
const LONG: Duration = Duration::from_millis(1);
const MOST: usize = 1024;

/// The results of calls with the items of an iterator, in their order.
struct Batches<I, S, R, F, C> {
    region: &'static Region,
    turn: &'static LocalKey<Turn>,
    items: I,
    init: F,
    call: C,
    /// What threads keep from one call to the next.
    idle: Mutex<Vec<S>>,
    /// So many items are taken next, at most.
    size: usize,
    /// The user said how many.
    is_fixed: bool,
    is_over: bool,
    /// The panic of the iterator, which comes behind the results before it.
    panicked: Option<Box<dyn Any + Send>>,
    ready: VecDeque<Called<R>>,
}

/// Calls with the items of an iterator, of which it takes `limit` at a time, or as many as are worth it for 0.
pub fn batches<I, S, R>(
    region: &'static Region,
    turn: &'static LocalKey<Turn>,
    items: I,
    limit: usize,
    init: impl Fn() -> S + Sync,
    call: impl Fn(&mut S, I::Item) -> R + Sync,
) -> impl Iterator<Item = R>
where
    I: Iterator<Item: Send>,
    S: Send,
    R: Send,
{
    Batches {
        region,
        turn,
        items,
        init,
        call,
        idle: Mutex::new(Vec::new()),
        size: if limit == 0 { 2 * available() } else { limit },
        is_fixed: limit > 0,
        is_over: false,
        panicked: None,
        ready: VecDeque::new(),
    }
}

impl<I, S, R, F, C> Iterator for Batches<I, S, R, F, C>
where
    I: Iterator<Item: Send>,
    S: Send,
    R: Send,
    F: Fn() -> S + Sync,
    C: Fn(&mut S, I::Item) -> R + Sync,
{
    type Item = R;

    fn next(&mut self) -> Option<R> {
        if self.ready.is_empty() {
            let items = self.take();
            self.run(items);
        }
        match self.ready.pop_front() {
            Some(result) => Some(result.unwrap_or_else(|payload| resume_unwind(payload))),
            None => self.panicked.take().map(|payload| resume_unwind(payload)),
        }
    }
}

impl<I, S, R, F, C> Batches<I, S, R, F, C>
where
    I: Iterator<Item: Send>,
    S: Send,
    R: Send,
    F: Fn() -> S + Sync,
    C: Fn(&mut S, I::Item) -> R + Sync,
{
    /// The items of the next batch.
    fn take(&mut self) -> Vec<Option<I::Item>> {
        let mut taken = Vec::new();
        while taken.len() < self.size && !self.is_over {
            match catch_unwind(AssertUnwindSafe(|| self.items.next())) {
                Ok(Some(item)) => taken.push(Some(item)),
                Ok(None) => self.is_over = true,
                Err(payload) => {
                    self.is_over = true;
                    self.panicked = Some(payload);
                }
            }
        }
        taken
    }

    fn run(&mut self, mut items: Vec<Option<I::Item>>) {
        let Batches { region, turn, init, call, idle, .. } = &*self;
        let began = Instant::now();
        let mut results: Vec<Option<Called<R>>> = items.iter().map(|_| None).collect();
        let state = || idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let each = |items: &mut [Option<I::Item>], results: &mut [Option<Called<R>>]| {
            // Taken before `init` runs, which is the user's.
            let mut kept = state();
            for (item, result) in items.iter_mut().zip(results) {
                let called = || item.take().map(|item| call(kept.get_or_insert_with(init), item));
                *result = catch_unwind(AssertUnwindSafe(called)).transpose();
            }
            idle.lock().unwrap_or_else(PoisonError::into_inner).extend(kept);
        };
        if region.inline(turn, items.len()) {
            each(&mut items, &mut results);
        } else {
            let cut = with(with(source(0..items.len()), &mut items[..]), &mut results[..]);
            region.run(turn, cut, |((_, items), results), _| {
                each(items, results);
                Done
            });
        }
        if !self.is_fixed && began.elapsed() < LONG {
            self.size = (2 * self.size).min(MOST);
        }
        self.ready.extend(results.into_iter().flatten());
    }
}
