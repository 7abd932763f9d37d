// unsafe: takes chunks from a source.
//! Crews with a team of three, small enough for Miri.

use core::ops::ControlFlow;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Crew, Sizes, Work};
use crate::pool::source::{Source, source};
use crate::pool::team::{Team, Wanted};

const SIZES: Sizes = Sizes { least: 1, most: 3, grain: 1, part: 6 };

fn team() -> &'static Team {
    Wanted { name: Some("test"), threads: 3 }.find().expect("three threads")
}

fn run(items: usize, work: &Work<'_>) {
    team().at_work(|| Crew::run(0, items, SIZES, work, team(), 2));
}

const ROUNDS: usize = if cfg!(miri) { 5 } else { 500 };

#[test]
fn every_item_is_worked_on_once_by_who_comes() {
    for _ in 0..ROUNDS {
        let mut numbers: Vec<Box<usize>> = (0..40).map(Box::new).collect();
        let items = source(&mut numbers);
        run(40, &|start, length| {
            // SAFETY: the chunks of a run do not overlap.
            unsafe { items.chunk(start, length) }.for_each(|number| **number += 1);
            ControlFlow::Continue(())
        });
        assert!(numbers.iter().enumerate().all(|(at, number)| **number == at + 1));
    }
}

#[test]
fn the_panic_of_the_lowest_chunk_comes_out_and_no_helper_stays_behind() {
    for _ in 0..ROUNDS {
        let text = String::from("on the stack of the owner");
        let inside = AtomicUsize::new(0);
        let work = |start: usize, _: usize| {
            inside.fetch_add(1, Ordering::Relaxed);
            assert_eq!(text.len(), 25);
            inside.fetch_sub(1, Ordering::Relaxed);
            if start >= 6 { std::panic::resume_unwind(Box::new(start)) } else { ControlFlow::Continue(()) }
        };
        let payload = catch_unwind(AssertUnwindSafe(|| run(60, &work))).unwrap_err();
        let start = *payload.downcast_ref::<usize>().expect("the number of the chunk");
        assert!((6..9).contains(&start), "the first chunk from item 6 on begins before item 9, not at {start}");
        assert_eq!(inside.into_inner(), 0);
    }
}

#[test]
fn crews_in_crews_and_of_many_owners_end() {
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    let done = AtomicUsize::new(0);
                    let inner = |_: usize, length: usize| {
                        done.fetch_add(length, Ordering::Relaxed);
                        ControlFlow::Continue(())
                    };
                    run(6, &|_, length| {
                        (0..length).for_each(|_| run(5, &inner));
                        ControlFlow::Continue(())
                    });
                    assert_eq!(done.into_inner(), 30);
                }
            });
        }
    });
}
