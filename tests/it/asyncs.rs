//! Async functions: calls, polls, busy and idle time, and every way to end.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::thread::sleep;
use std::time::Duration;

use bedeck::timed;

use crate::rows::{block_on, calls, is_there, pause, row};

fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[timed]
async fn works_and_waits() -> u8 {
    sleep(Duration::from_millis(20));
    pause().await;
    sleep(Duration::from_millis(20));
    1
}

#[test]
fn busy_and_idle() {
    let mut future = pin!(works_and_waits());
    assert!(poll_once(future.as_mut()).is_pending());
    sleep(Duration::from_millis(60));
    assert_eq!(poll_once(future.as_mut()), Poll::Ready(1));
    let row = row("asyncs::works_and_waits");
    let (total, busy, idle) = (row.total_ns.unwrap(), row.busy_ns.unwrap(), row.idle_ns.unwrap());
    assert_eq!((row.calls, row.polls, row.cancelled, row.open), (1, Some(2), Some(0), 0));
    assert!(busy >= 40_000_000, "{busy}");
    assert!(idle >= 60_000_000, "{idle}");
    assert!(total.abs_diff(busy + idle) < 1_000, "{total} {busy} {idle}");
}

#[timed]
async fn dropped() {
    pause().await;
    pause().await;
}

#[timed]
async fn never_polled() {}

#[test]
fn dropped_before_it_is_ready() {
    drop(never_polled());
    assert!(!is_there("asyncs::never_polled"));
    {
        let mut future = pin!(dropped());
        assert!(poll_once(future.as_mut()).is_pending());
        assert_eq!((row("asyncs::dropped").open, row("asyncs::dropped").cancelled), (1, Some(0)));
    }
    let row = row("asyncs::dropped");
    assert_eq!((row.calls, row.open, row.cancelled, row.panics), (1, 0, Some(1), 0));
}

#[timed]
async fn panics_late() -> u8 {
    pause().await;
    panic!("on purpose")
}

#[test]
fn a_panic_in_a_poll() {
    assert!(catch_unwind(AssertUnwindSafe(|| block_on(panics_late()))).is_err());
    let row = row("asyncs::panics_late");
    assert_eq!((row.calls, row.open, row.panics, row.cancelled), (1, 0, 1, Some(0)));
}

#[timed(outcome)]
async fn parses(text: &str) -> Result<u8, std::num::ParseIntError> {
    pause().await;
    if text.is_empty() {
        return "none".parse();
    }
    let number: u8 = text.parse()?;
    Ok(number)
}

#[test]
fn outcomes_of_async_functions() {
    assert!(block_on(parses("7")).is_ok());
    assert!(block_on(parses("")).is_err());
    assert!(block_on(parses("x")).is_err());
    drop(poll_once(pin!(parses("8"))));
    let row = row("asyncs::parses");
    assert_eq!((row.calls, row.ok, row.err, row.cancelled), (4, Some(1), Some(2), Some(1)));
}

#[timed(outcome)]
fn boxed_outcome(n: u8) -> Pin<Box<dyn Future<Output = Option<u8>>>> {
    Box::pin(async move {
        let n = n.checked_sub(1)?;
        Some(n)
    })
}

#[timed(future, outcome)]
fn future_outcome(n: Option<u8>) -> impl Future<Output = Option<u8>> {
    std::future::ready(n)
}

#[test]
fn outcomes_of_returned_futures() {
    assert_eq!((block_on(boxed_outcome(0)), block_on(boxed_outcome(1))), (None, Some(0)));
    assert_eq!((block_on(future_outcome(None)), block_on(future_outcome(Some(1)))), (None, Some(1)));
    for name in ["asyncs::boxed_outcome", "asyncs::future_outcome"] {
        assert_eq!((row(name).ok, row(name).err), (Some(1), Some(1)), "{name}");
    }
}

#[timed(in_flight, cpu, log_over = "1h", sample = 2)]
async fn with_options(n: u64) -> u64 {
    pause().await;
    n
}

#[test]
fn options_of_async_functions() {
    let (mut first, mut second) = (pin!(with_options(1)), pin!(with_options(2)));
    assert!(poll_once(first.as_mut()).is_pending());
    assert!(poll_once(second.as_mut()).is_pending());
    assert_eq!(block_on(first) + block_on(second), 3);
    let row = row("asyncs::with_options");
    assert_eq!((row.calls, row.in_flight_peak, row.sample), (2, Some(2), Some(2)));
    assert!(row.cpu_ns.is_some());
}

#[timed]
async fn outer() -> u8 {
    let (a, b) = (inner(1), inner(2));
    a.await + b.await
}

#[timed]
async fn inner(n: u8) -> u8 {
    pause().await;
    n
}

#[test]
fn calls_within_calls() {
    assert_eq!(block_on(outer()), 3);
    assert_eq!((calls("asyncs::outer"), calls("asyncs::inner")), (1, 2));
    assert_eq!((row("asyncs::outer").polls, row("asyncs::inner").polls), (Some(3), Some(4)));
}

#[timed]
fn a_tail_that_is_no_box(n: u8) -> Pin<Box<dyn Future<Output = u8>>> {
    let future: Pin<Box<dyn Future<Output = u8>>> = Box::pin(async move { n });
    future
}

#[test]
fn without_the_option_only_the_tail_is_looked_at() {
    assert_eq!(block_on(a_tail_that_is_no_box(1)), 1);
    let row = row("asyncs::a_tail_that_is_no_box");
    assert_eq!((row.kind, row.calls), ("function", 1));
}
