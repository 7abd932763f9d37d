//! `f_iter` of `#[parallel(map)]`: results one by one, of calls that own what they need and of calls that borrow.
#![deny(warnings)]

use std::cell::Cell;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use bedeck::parallel;

#[parallel(map)]
fn longer(word: &str, words: &[String]) -> usize {
    words.iter().filter(|other| other.len() > word.len()).count()
}

#[parallel(map)]
fn first(text: &str) -> Option<&str> {
    text.split(' ').next()
}

#[parallel(map)]
fn found<'a>(text: &'a str, wanted: &str) -> &'a str {
    text.find(wanted).map_or("", |at| &text[at..])
}

#[parallel(map)]
fn shown<T: Display + Sync + Clone>(value: T, width: usize) -> String {
    format!("{value:>width$}")
}

#[parallel(map, init = Vec::with_capacity(*room), limit = 3)]
fn sorted(word: &str, letters: &mut Vec<char>, room: usize) -> String {
    letters.clear();
    letters.extend(word.chars().take(room));
    letters.sort_unstable();
    letters.iter().collect()
}

struct Index {
    words: Vec<String>,
}

impl Index {
    #[parallel(map)]
    fn at(&self, place: usize) -> &str {
        &self.words[place]
    }

    #[parallel(map)]
    fn rank(&self, word: &str) -> Option<usize> {
        self.words.iter().position(|own| own == word)
    }
}

#[parallel(map, limit = 5)]
fn checked(number: u32, bound: &u32) -> u32 {
    assert!(number != *bound, "{number} is the bound");
    number
}

fn words() -> Vec<String> {
    (0..500_u32).map(|n| format!("w{} {n}", n % 7)).collect()
}

#[test]
fn calls_may_borrow() {
    let words = words();
    let expected: Vec<usize> = words.iter().map(|word| longer(word, &words)).collect();
    assert!(longer_iter(words.iter().map(String::as_str), &words).eq(expected.iter().copied()));
    assert!(longer_iter(words.clone(), &words).eq(expected));
    assert!(first_iter(words.iter().map(String::as_str)).eq(words.iter().map(|word| first(word))));
    let found: Vec<&str> = {
        let wanted = String::from("3");
        found_iter(words.iter().map(String::as_str), &wanted).collect()
    };
    assert_eq!(found[13], "3");
    assert_eq!(found[3], "3 3");
}

#[test]
fn calls_may_be_generic_have_a_state_and_be_methods() {
    assert!(shown_iter(0..100_u8, 4).eq((0..100_u8).map(|n| format!("{n:>4}"))));
    let words = words();
    assert!(sorted_iter(words.iter().map(String::as_str), 9).eq(words.iter().map(|word| sorted(
        word,
        &mut Vec::new(),
        9
    ))));
    let index = Index { words };
    assert!(index.at_iter((0..500).rev()).eq(index.words.iter().rev().map(String::as_str)));
    assert!(index.rank_iter(index.words.iter().map(String::as_str)).eq((0..500).map(Some)));
}

#[test]
fn no_more_items_are_taken_than_the_limit_allows() {
    for limit_is_fixed in [true, false] {
        let taken = Cell::new(0_u32);
        let counted = (0..20_000_u32).inspect(|_| taken.set(taken.get() + 1));
        let mut most = 0;
        if limit_is_fixed {
            for (given, _) in checked_iter(counted, &u32::MAX).enumerate() {
                most = most.max(taken.get() - given as u32);
            }
            assert_eq!(most, 5);
        } else {
            for (given, _) in shown_iter(counted, 3).enumerate() {
                most = most.max(taken.get() - given as u32);
            }
            assert!(most <= 1024, "{most}");
        }
        assert_eq!(taken.get(), 20_000);
    }
}

#[test]
fn an_iterator_that_is_dropped_takes_nothing_more() {
    let (taken, alive) = (Cell::new(0), Rc::new(()));
    let held = Rc::clone(&alive);
    let items = (0..).inspect(|_| {
        let _ = &held;
        taken.set(taken.get() + 1);
    });
    let mut few = checked_iter(items, &u32::MAX);
    assert_eq!(few.next(), Some(0));
    drop(few);
    assert_eq!(taken.get(), 5);
    drop(held);
    assert_eq!(Rc::strong_count(&alive), 1);
    assert_eq!(checked_iter(0.., &u32::MAX).take(7).count(), 7);
}

#[test]
fn what_was_not_given_out_is_dropped() {
    static LIVING: AtomicUsize = AtomicUsize::new(0);
    struct Counted;
    impl Counted {
        fn new() -> Counted {
            LIVING.fetch_add(1, Relaxed);
            Counted
        }
    }
    impl Drop for Counted {
        fn drop(&mut self) {
            LIVING.fetch_sub(1, Relaxed);
        }
    }
    #[parallel(map, limit = 8)]
    fn made(_item: &u8, _by: &str) -> Counted {
        Counted::new()
    }
    let mut made = made_iter(0..100_u8, "test");
    let one = made.next();
    assert_eq!(LIVING.load(Relaxed), 8);
    drop(made);
    assert_eq!(LIVING.load(Relaxed), 1);
    drop(one);
    assert_eq!(LIVING.load(Relaxed), 0);
}

#[test]
fn panics_come_where_their_item_is() {
    let mut results = checked_iter(0..20, &12);
    let before: Vec<u32> = results.by_ref().take(12).collect();
    assert_eq!(before, (0..12).collect::<Vec<_>>());
    let panicked = catch_unwind(AssertUnwindSafe(|| results.next())).unwrap_err();
    assert_eq!(panicked.downcast_ref::<String>().unwrap(), "12 is the bound");
    assert!(results.eq(13..20));
}

#[test]
fn a_panic_of_the_items_comes_behind_the_results_before_it() {
    let items = (0..20_u32).inspect(|n| assert!(*n != 7, "item {n}"));
    let mut results = checked_iter(items, &100);
    assert_eq!(results.by_ref().take(7).collect::<Vec<_>>(), (0..7).collect::<Vec<_>>());
    let panicked = catch_unwind(AssertUnwindSafe(|| results.next())).unwrap_err();
    assert_eq!(panicked.downcast_ref::<String>().unwrap(), "item 7");
    assert_eq!(results.next(), None);
}

#[parallel(map, ordered = false, limit = 4)]
fn late(number: u64) -> u64 {
    std::thread::sleep(std::time::Duration::from_millis(if number == 0 { 300 } else { 1 }));
    number
}

#[test]
fn without_an_order_nobody_waits_for_the_slow_one() {
    let all: Vec<u64> = late_iter(0..12).collect();
    let mut sorted = all.clone();
    sorted.sort_unstable();
    assert!(sorted.into_iter().eq(0..12));
    if std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1) {
        assert_ne!(all[0], 0);
    }
}

#[test]
fn calls_that_own_everything_take_no_more_than_the_limit_either() {
    let taken = Cell::new(0);
    let mut most = 0;
    for (given, _) in late_iter((1..200).inspect(|_| taken.set(taken.get() + 1))).enumerate() {
        most = most.max(taken.get() - given);
    }
    assert_eq!(most, 4);
}
