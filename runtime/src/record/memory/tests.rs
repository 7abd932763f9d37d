//! What a thread counts, step by step.

use super::*;

/// Those of a thread that has told of itself.
fn counters() -> Counters {
    let counters = Counters::new();
    counters.tell();
    counters
}

#[test]
fn the_first_use_of_a_thread_is_told_whichever_it_is() {
    let uses: [fn(&Counters) -> bool; 4] =
        [|c| c.allocated(1), |c| c.freed(1), |c| c.reallocated(1, 2), |c| c.reallocated(2, 1)];
    for first in uses {
        let fresh = Counters::new();
        fresh.cut();
        assert!(first(&fresh));
        assert!(fresh.net().abs() <= 1);
        let ended = counters();
        ended.allocated(1000);
        ended.leave();
        ended.leave();
        assert_eq!((ended.net(), ended.alloc_bytes(), ended.told.get()), (1000, 1000, 1000));
        assert!(first(&ended));
    }
}

#[test]
fn little_is_kept_and_much_is_told() {
    let slack = SLACK as usize;
    let counters = counters();
    assert_eq!([slack, 1].map(|bytes| counters.allocated(bytes)), [false, true]);
    counters.tell();
    assert_eq!([slack, 1].map(|bytes| counters.freed(bytes)), [false, true]);
    counters.tell();
    assert_eq!((counters.told.get(), counters.net()), (0, 0));
    assert_eq!([counters.reallocated(0, slack + 1), counters.reallocated(slack + 1, 0)], [true, true]);
}

#[test]
fn what_is_above_the_ceiling_is_told_after_a_cut_as_well() {
    let counters = counters();
    assert!(!counters.allocated(SLACK as usize));
    assert!(!counters.freed(10));
    counters.cut();
    assert!(!counters.allocated(10));
    assert!(counters.allocated(1));
}

#[test]
fn many_short_stretches_hide_nothing() {
    let counters = counters();
    for _ in 0..1000 {
        counters.freed(100);
        counters.cut();
        let hidden = counters.net() - counters.told.get();
        assert!((-SLACK..=SLACK).contains(&hidden), "{hidden}");
    }
}

#[test]
fn what_was_highest_is_told_though_it_is_no_more() {
    let counters = counters();
    counters.allocated(1000);
    counters.freed(900);
    counters.cut();
    counters.allocated(10);
    counters.cut();
    assert_eq!((counters.told_high.get(), counters.net()), (1000, 110));
    counters.tell();
    assert_eq!((counters.told_high.get(), counters.told.get()), (110, 110));
}

#[test]
fn allocations_follow_from_frees_and_what_is_held() {
    let counters = Counters::new();
    let told = |settle: bool| {
        if settle {
            counters.tell()
        }
    };
    told(counters.freed(5_000));
    told(counters.allocated(70));
    told(counters.reallocated(70, 7_000));
    told(counters.freed(1 << 20));
    counters.cut();
    told(counters.allocated(1 << 21));
    assert_eq!(counters.alloc_bytes(), 70 + 7_000 + (1 << 21));
    assert_eq!(counters.free_bytes.get(), 5_000 + 70 + (1 << 20));
    assert_eq!((counters.alloc_count.get(), counters.free_count.get()), (3, 3));
}

#[test]
fn what_is_held_aside_raises_no_mark() {
    let before = begin();
    aside(|| {
        assert!(!allocated(1 << 40));
        settle();
        begin().end();
        aside(|| ());
        if freed((1 << 40) - 10) {
            settle();
        }
    });
    assert!(held().peak < 1 << 40);
    let spent = before.end();
    assert_eq!((spent.alloc_bytes, spent.peak), (1 << 40, 10));
    freed(10);
}

#[test]
fn without_an_alloc_nothing_is_counted() {
    let before = thread_alloc_bytes();
    assert!(!installed());
    assert_eq!(thread_alloc_bytes(), before);
}
