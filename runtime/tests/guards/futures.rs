//! Futures under `poll`, read through the report. Each test has sites of its own; one that resets runs alone.

use std::future::{pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bedeck_runtime::{Function, Kind, Polled, poll, poll_outcome, repoll, repoll_outcome, reset};

use super::{own_epoch, random, shared_epoch, timed};

/// The site of an async function.
macro_rules! future_site {
    ($name:literal $($options:tt)*) => {
        site!(concat!("futures::", $name), kind(Kind::Async) $($options)*)
    };
}

fn row(name: &str) -> Function {
    super::row(&format!("futures::{name}"))
}

fn once<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = once(future.as_mut()) {
            return output;
        }
    }
}

/// Ready with `output` at poll number `polls`.
fn after<T>(polls: u32, output: T) -> impl Future<Output = T> {
    let (mut left, mut output) = (polls, Some(output));
    poll_fn(move |_| {
        left -= 1;
        if left == 0 { Poll::Ready(output.take().unwrap()) } else { Poll::Pending }
    })
}

#[test]
fn a_wrapper_is_what_its_future_is() {
    fn is_send_sync_unpin<T: Send + Sync + Unpin>(_: T) {}
    let site = future_site!("never polled");
    is_send_sync_unpin::<Polled<_>>(poll(site, ready(())));
    is_send_sync_unpin::<Polled<_>>(poll_outcome(site, ready(Some(()))));
}

#[test]
fn busy_idle_and_polls_make_up_a_call() {
    let _shared = shared_epoch();
    let mut future = Box::pin(poll(future_site!("two polls"), after(2, 7)));
    assert!(once(future.as_mut()).is_pending());
    std::thread::sleep(Duration::from_millis(5));
    assert_eq!((row("two polls").calls, row("two polls").open), (1, 1));
    assert_eq!(once(future.as_mut()), Poll::Ready(7));
    drop(future);
    let row = row("two polls");
    assert_eq!((row.calls, row.open, row.polls, row.cancelled, row.panics), (1, 0, Some(2), Some(0), 0));
    assert!(row.idle_ns.unwrap() >= 5_000_000);
    let sum = row.busy_ns.unwrap() + row.idle_ns.unwrap();
    assert!(sum.abs_diff(row.total_ns.unwrap()) <= 2);
}

#[test]
fn a_future_counts_from_its_first_poll_and_is_cancelled_after_it() {
    let _shared = shared_epoch();
    for _ in 0..3 {
        let site = future_site!("cancelled");
        drop(poll(site, ready(())));
        finish(poll(site, ready(())));
        let mut future = Box::pin(poll(site, pending::<()>()));
        assert!(once(future.as_mut()).is_pending());
        // Dropped while its thread panics, but not by a panic of its own.
        let dropped = catch_unwind(AssertUnwindSafe(move || {
            let _future = future;
            std::panic::resume_unwind(Box::new(()));
        }));
        assert!(dropped.is_err());
    }
    let row = row("cancelled");
    assert_eq!((row.calls, row.open, row.cancelled, row.panics), (6, 0, Some(3), 0));
}

#[test]
fn a_panic_out_of_a_poll_ends_the_call_once() {
    let _shared = shared_epoch();
    let inner = poll_fn(|_| -> Poll<()> { std::panic::resume_unwind(Box::new(())) });
    let mut future = Box::pin(poll(future_site!("panicking"), inner));
    for _ in 0..3 {
        assert!(catch_unwind(AssertUnwindSafe(|| once(future.as_mut()))).is_err());
    }
    drop(future);
    let row = row("panicking");
    assert_eq!((row.calls, row.open, row.panics, row.cancelled, timed(&row)), (1, 0, 1, Some(0), 1));
}

#[test]
fn outputs_are_ok_or_err_and_a_cancelled_call_is_neither() {
    let _shared = shared_epoch();
    let site = future_site!("outcome", outcome());
    for number in 0..10 {
        let result = if number < 3 { Err(number) } else { Ok(()) };
        assert_eq!(finish(poll_outcome(site, after(2, result))), result);
    }
    let mut future = pin!(poll_outcome(site, pending::<Option<()>>()));
    assert!(once(future.as_mut()).is_pending());
    future.set(poll_outcome(site, pending()));
    let row = row("outcome");
    assert_eq!((row.calls, row.ok, row.err, row.cancelled, row.panics), (11, Some(7), Some(3), Some(1), 0));
}

/// Ends alone fill the histogram of a thread in which no call begins.
#[test]
fn a_call_may_end_in_another_thread() {
    const CALLS: u64 = if cfg!(miri) { 70 } else { 1_000 };
    let _shared = shared_epoch();
    let mut begun: Vec<_> = (0..CALLS)
        .map(|_| {
            let mut future = Box::pin(poll(future_site!("moved"), after(2, ())));
            assert!(once(future.as_mut()).is_pending());
            future
        })
        .collect();
    assert_eq!((row("moved").calls, row("moved").open), (CALLS, CALLS));
    std::thread::spawn(move || begun.iter_mut().for_each(|future| assert!(once(future.as_mut()).is_ready())))
        .join()
        .unwrap();
    let row = row("moved");
    assert_eq!((row.calls, row.open, row.polls), (CALLS, 0, Some(2 * CALLS)));
    assert_eq!((row.cancelled, timed(&row)), (Some(0), CALLS));
}

#[test]
fn calls_that_overlap_are_all_in_the_total_and_in_flight() {
    let _shared = shared_epoch();
    let site = future_site!("overlapping", in_flight());
    let mut futures: Vec<_> = (0..8).map(|_| Box::pin(poll(site, after(2, ())))).collect();
    futures.iter_mut().for_each(|future| assert!(once(future.as_mut()).is_pending()));
    std::thread::sleep(Duration::from_millis(3));
    futures.iter_mut().for_each(|future| assert!(once(future.as_mut()).is_ready()));
    let row = row("overlapping");
    assert_eq!((row.calls, row.in_flight_peak), (8, Some(8)));
    assert!(row.total_ns.unwrap() >= 8 * 3_000_000);
}

#[test]
fn what_is_open_across_a_reset_does_not_count() {
    let _alone = own_epoch();
    let start = |polls| {
        let mut future = Box::pin(poll(future_site!("over a reset", in_flight()), after(polls, ())));
        assert!(once(future.as_mut()).is_pending());
        future
    };
    for _ in 0..3 {
        let (mut ready, dropped) = (start(2), start(2));
        reset();
        let mut after_it = start(2);
        assert!(once(ready.as_mut()).is_ready());
        drop(dropped);
        assert!(once(after_it.as_mut()).is_ready());
        let row = row("over a reset");
        assert_eq!((row.calls, row.open, row.cancelled, timed(&row)), (1, 0, Some(0), 1));
        assert_eq!((row.polls, row.in_flight_peak), (Some(2), Some(1)));
    }
}

#[test]
fn sampled_futures_are_counted_exactly() {
    let _shared = shared_epoch();
    let site = future_site!("sampled", sample(10));
    for _ in 0..95 {
        finish(poll(site, after(3, ())));
    }
    for _ in 0..5 {
        let mut future = Box::pin(poll(site, pending::<()>()));
        assert!(once(future.as_mut()).is_pending());
    }
    let row = row("sampled");
    assert_eq!((row.calls, row.open, row.cancelled, timed(&row)), (100, 0, Some(5), 10));
}

#[cfg(all(unix, not(miri)))]
#[test]
fn processor_time_is_that_of_the_polls() {
    let _shared = shared_epoch();
    let mut polls = 0;
    finish(poll(
        future_site!("cpu", cpu()),
        poll_fn(|_| {
            polls += 1;
            let start = std::time::Instant::now();
            while start.elapsed() < Duration::from_millis(2) {}
            if polls == 3 { Poll::Ready(()) } else { Poll::Pending }
        }),
    ));
    let cpu = row("cpu").cpu_ns.unwrap();
    assert!(cpu > 100_000 && cpu <= row("cpu").busy_ns.unwrap() * 2, "{cpu} ns");
}

#[test]
fn boxed_futures_keep_their_type() {
    type Boxed<'a> = Pin<Box<dyn Future<Output = Result<u8, ()>> + Send + 'a>>;
    fn boxed(text: &str) -> Boxed<'_> {
        repoll_outcome(
            future_site!("boxed outcome", outcome()),
            repoll(future_site!("boxed"), Box::pin(async move { text.parse().map_err(drop) })),
        )
    }
    let _shared = shared_epoch();
    assert_eq!([finish(boxed("7")), finish(boxed("x"))], [Ok(7), Err(())]);
    assert_eq!((row("boxed").calls, row("boxed").ok), (2, None));
    let row = row("boxed outcome");
    assert_eq!((row.calls, row.ok, row.err), (2, Some(1), Some(1)));
}

/// Futures that are polled, dropped and panic in any order, in threads that take turns.
#[test]
fn every_call_ends_once_however_it_ends() {
    const STEPS: u64 = if cfg!(miri) { 100 } else { 4_000 };
    let _shared = shared_epoch();
    let site = future_site!("random", outcome(), in_flight());
    let mut state = 0x0DDB_1A5E_5BAD_5EED;
    let mut open = Vec::new();
    let (mut calls, mut ok, mut err, mut panics, mut cancelled) = (0, 0, 0, 0, 0);
    for step in 0..STEPS {
        let choice = random(&mut state);
        if open.len() < 4 {
            let ending = random(&mut state) % 4;
            let mut left = 2 + random(&mut state) % 3;
            let inner = poll_fn(move |_| {
                left = left.saturating_sub(1);
                match (left, ending) {
                    (0, 0) => std::panic::resume_unwind(Box::new(())),
                    (0, 1) => Poll::Ready(Err(())),
                    (0, _) => Poll::Ready(Ok(())),
                    _ => Poll::Pending,
                }
            });
            let mut future = Box::pin(poll_outcome(site, inner));
            assert!(once(future.as_mut()).is_pending());
            calls += 1;
            open.push(future);
            continue;
        }
        let mut future = open.swap_remove(choice as usize % open.len());
        if choice.is_multiple_of(5) {
            cancelled += 1;
            continue;
        }
        let turn = AssertUnwindSafe(|| (once(future.as_mut()), future));
        let ran = if step % 50 == 0 {
            std::thread::scope(|scope| scope.spawn(|| catch_unwind(turn)).join().unwrap())
        } else {
            catch_unwind(turn)
        };
        match ran {
            Err(_) => panics += 1,
            Ok((Poll::Ready(Ok(())), _)) => ok += 1,
            Ok((Poll::Ready(Err(())), _)) => err += 1,
            Ok((Poll::Pending, future)) => open.push(future),
        }
    }
    let row = row("random");
    assert_eq!((row.calls, row.open, row.panics), (calls, open.len() as u64, panics));
    assert_eq!((row.ok, row.err, row.cancelled), (Some(ok), Some(err), Some(cancelled)));
    assert_eq!((timed(&row), row.in_flight_peak), (calls - open.len() as u64, Some(4)));
}
