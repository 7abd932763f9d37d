//! Line clocks under a clock that stands still until a test moves it.

use core::sync::atomic::Ordering::Relaxed;
use core::task::{Context, Poll, Waker};
use std::pin::pin;
use std::sync::{Mutex, PoisonError};

use super::{LineTally, line, line_back, line_back_edge, line_break, line_closure, line_enter, line_hit, line_mark};
use super::{line_mark_back, line_move, line_poll, lines, sampler};
use crate::clock::simulated::{pass, set};
use crate::record::thread::alone;
use crate::site::{LineSlot, Lines, Origin, Site};
use crate::state::STATE;

enum Here {}

static SLOTS: [LineSlot; 6] = [Origin.line(1); 6];
static LINES: Lines = Lines::new(&SLOTS, 1, None);
static SAMPLED: Lines = Lines::new(&SLOTS, 1, None).sampled();

const fn site() -> Site {
    Origin.site::<Here>().lines(&LINES)
}

fn recorded(site: &'static Site) -> Vec<LineTally> {
    let all = lines(STATE.load(Relaxed));
    all.into_iter().find(|(other, _)| core::ptr::eq(*other, site)).map_or_else(Vec::new, |(_, lines)| lines)
}

/// Hits and ticks of every slot.
fn cut(site: &'static Site) -> Vec<(u64, u64)> {
    recorded(site).into_iter().map(|line| (line.hits, line.ticks)).collect()
}

#[test]
fn every_moment_of_a_call_is_on_one_line() {
    static SITE: Site = site();
    set(1000);
    {
        let _guard = line_enter(&SITE);
        pass(1);
        line(&SITE, 1);
        pass(10);
        line(&SITE, 2);
        pass(100);
    }
    pass(5000);
    {
        let _guard = line_enter(&SITE);
        pass(2);
        line(&SITE, 2);
        pass(1000);
    }
    assert_eq!(cut(&SITE), [(2, 3), (1, 10), (2, 1100), (0, 0), (0, 0), (0, 0)]);
}

#[test]
fn a_recursion_is_charged_once() {
    static SITE: Site = site();
    fn down(depth: u64) {
        let _guard = line_enter(&SITE);
        line(&SITE, 1);
        pass(10);
        if depth > 0 {
            line(&SITE, 2);
            pass(100);
            down(depth - 1);
            pass(1000);
        }
        line(&SITE, 3);
        pass(3);
    }
    set(7);
    down(9);
    assert_eq!(cut(&SITE), [(10, 0), (10, 100), (9, 9 * 1100), (10, 30), (0, 0), (0, 0)]);
}

#[test]
fn a_loops_header_has_its_own_time_and_one_hit_more_than_its_body() {
    static SITE: Site = site();
    set(7);
    let run = |times: u64, leaves_at: Option<u64>| {
        let _guard = line_enter(&SITE);
        line_move(&SITE, 1);
        for round in 0..times {
            pass(1);
            let _edge = line_back_edge(&SITE, 1);
            line(&SITE, 2);
            pass(10);
            if leaves_at == Some(round) {
                line_break(&SITE, 1);
                break;
            }
            line(&SITE, 3);
            pass(100);
        }
        line_hit(&SITE, 1);
        line(&SITE, 4);
        pass(1000);
    };
    run(5, None);
    assert_eq!(cut(&SITE), [(1, 0), (6, 5), (5, 50), (5, 500), (1, 1000), (0, 0)]);
    run(5, Some(1));
    run(0, None);
    assert_eq!(cut(&SITE), [(3, 0), (9, 7), (7, 70), (6, 600), (3, 3000), (0, 0)]);
}

#[test]
fn a_block_leads_back_to_its_line() {
    static SITE: Site = site();
    set(7);
    let _guard = line_enter(&SITE);
    line(&SITE, 1);
    {
        let _back = line_back(&SITE, 1);
        line(&SITE, 2);
        pass(10);
    }
    pass(100);
    // What still runs counts until now.
    assert_eq!(cut(&SITE), [(1, 0), (1, 100), (1, 10), (0, 0), (0, 0), (0, 0)]);
}

#[test]
fn a_panic_leaves_through_every_guard() {
    static SITE: Site = site();
    set(7);
    let outcome = std::panic::catch_unwind(|| {
        let _guard = line_enter(&SITE);
        let _edge = line_back_edge(&SITE, 1);
        line(&SITE, 2);
        pass(10);
        std::panic::resume_unwind(Box::new(()));
    });
    assert!(outcome.is_err());
    pass(100);
    line(&SITE, 3);
    assert_eq!(cut(&SITE), [(1, 0), (1, 0), (1, 10), (0, 0), (0, 0), (0, 0)]);
}

#[test]
fn a_closure_runs_in_its_function_in_another_thread_and_after_the_end() {
    static SITE: Site = site();
    set(7);
    let closure = || {
        let _guard = line_closure(&SITE, 2);
        pass(10);
    };
    {
        let _guard = line_enter(&SITE);
        line(&SITE, 1);
        pass(1);
        closure();
        pass(100);
    }
    pass(5000);
    closure();
    std::thread::spawn(move || {
        set(99);
        closure();
    })
    .join()
    .unwrap();
    assert_eq!(cut(&SITE), [(1, 0), (1, 101), (3, 30), (0, 0), (0, 0), (0, 0)]);
}

#[test]
fn a_callee_runs_on_its_callers_line() {
    static OUTER: Site = site();
    static INNER: Site = site();
    fn inner() {
        let _guard = line_enter(&INNER);
        line(&INNER, 1);
        pass(10);
        // Ticks of a function that is not the innermost one do nothing.
        line(&OUTER, 5);
    }
    set(7);
    {
        let _guard = line_enter(&OUTER);
        line(&OUTER, 1);
        inner();
        pass(1);
        line(&OUTER, 2);
        inner();
    }
    assert_eq!(cut(&OUTER), [(1, 0), (1, 11), (1, 10), (0, 0), (0, 0), (0, 0)]);
    assert_eq!(cut(&INNER), [(2, 0), (2, 20), (0, 0), (0, 0), (0, 0), (0, 0)]);
}

#[test]
fn a_future_is_charged_while_it_is_polled() {
    static SITE: Site = site();
    struct Pause(bool);
    impl Future for Pause {
        type Output = ();
        fn poll(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            pass(10);
            if core::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
        }
    }
    set(7);
    let mut future = pin!(line_poll(&SITE, 0, async {
        line(&SITE, 1);
        Pause(false).await;
        line(&SITE, 2);
        pass(100);
        Pause(false).await;
    }));
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..2 {
        assert!(future.as_mut().poll(&mut context).is_pending());
        pass(5000);
    }
    assert!(future.as_mut().poll(&mut context).is_ready());
    assert_eq!(cut(&SITE), [(1, 0), (1, 20), (1, 120), (0, 0), (0, 0), (0, 0)]);
}

#[test]
fn a_call_that_cannot_be_recorded_is_no_line_of_its_callers() {
    static SITE: Site = site();
    set(7);
    let _guard = line_enter(&SITE);
    line(&SITE, 1);
    alone(|| {
        static OTHER: Site = site();
        let _guard = line_enter(&OTHER);
        line(&SITE, 2);
        line(&OTHER, 2);
        pass(1);
    });
    assert_eq!(cut(&SITE), [(1, 0), (1, 1), (0, 0), (0, 0), (0, 0), (0, 0)]);
}

#[test]
fn a_slot_that_does_not_exist_is_none() {
    static SITE: Site = site();
    set(7);
    let _guard = line_enter(&SITE);
    line(&SITE, 6);
    line(&SITE, u32::MAX);
    drop(line_closure(&SITE, 6));
    assert_eq!(cut(&SITE), [(1, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]);
}

#[test]
fn the_lines_of_a_thread_that_ends_inside_are_left() {
    static SITE: Site = site();
    for _ in 0..3 {
        std::thread::spawn(|| {
            set(7);
            core::mem::forget(line_enter(&SITE));
            pass(10);
            line(&SITE, 1);
        })
        .join()
        .unwrap();
    }
    let hits: Vec<u64> = cut(&SITE).into_iter().map(|(hits, _)| hits).collect();
    assert_eq!(hits, [3, 3, 0, 0, 0, 0]);
    assert_eq!(cut(&SITE)[1].1, 0, "nobody is on the line any more");
}

/// Sampled clocks are all charged by one look: one test at a time.
static LOOKING: Mutex<()> = Mutex::new(());

#[test]
fn a_sample_is_charged_to_the_line_of_every_open_call() {
    static SITE: Site = Origin.site::<Here>().lines(&SAMPLED);
    static CALLEE: Site = Origin.site::<Here>().lines(&SAMPLED);
    let _alone = LOOKING.lock().unwrap_or_else(PoisonError::into_inner);
    let sample = |ticks| assert!(sampler::charge(STATE.load(Relaxed), ticks));
    {
        let _guard = line_enter(&SITE);
        line_mark(&SITE, 1);
        sample(1);
        {
            let _back = line_mark_back(&SITE, 1);
            line_mark(&SITE, 2);
            sample(10);
        }
        sample(2);
        line_mark(&SITE, 3);
        {
            let _guard = line_enter(&CALLEE);
            line_mark(&CALLEE, 1);
            sample(100);
        }
    }
    assert!(!sampler::charge(STATE.load(Relaxed), 5000));
    assert_eq!(cut(&SITE), [(0, 0), (0, 3), (0, 10), (0, 100), (0, 0), (0, 0)]);
    assert_eq!(cut(&CALLEE), [(0, 0), (0, 100), (0, 0), (0, 0), (0, 0), (0, 0)]);
}

#[test]
fn a_reader_sees_whole_cuts_while_a_thread_ticks() {
    use core::sync::atomic::AtomicBool;
    static SITE: Site = site();
    static STOP: AtomicBool = AtomicBool::new(false);
    struct Stop;
    impl Drop for Stop {
        fn drop(&mut self) {
            STOP.store(true, Relaxed);
        }
    }
    // What still runs has no time here: the reader's clock stands before all others.
    set(0);
    std::thread::scope(|scope| {
        let stop = Stop;
        scope.spawn(|| {
            set(7);
            while !STOP.load(Relaxed) {
                let _guard = line_enter(&SITE);
                line(&SITE, 1);
                pass(10);
                line(&SITE, 2);
                pass(100);
            }
        });
        for _ in 0..if cfg!(miri) { 3 } else { 500 } {
            let lines = recorded(&SITE);
            let Some([_, first, second, ..]) = lines.get(..3) else { continue };
            assert!(first.ticks % 10 == 0 && second.ticks % 100 == 0, "{lines:?}");
            assert!(first.hits.abs_diff(first.ticks / 10) <= 1, "{lines:?}");
            assert!(second.hits.abs_diff(second.ticks / 100) <= 1, "{lines:?}");
        }
        drop(stop);
    });
}
