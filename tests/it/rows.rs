//! Finds rows of the report, and runs futures.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The row whose name ends with `end`. The only one, or the test is wrong.
pub(crate) fn row(end: &str) -> bedeck::Function {
    let mut rows = bedeck::report().functions.into_iter().filter(|row| row.name.ends_with(end));
    match (rows.next(), rows.next()) {
        (Some(row), None) => row,
        (None, _) => panic!("no row ends with {end}: {:#?}", names()),
        (_, Some(_)) => panic!("more than one row ends with {end}: {:#?}", names()),
    }
}

/// How often the function of that row was called.
pub(crate) fn calls(end: &str) -> u64 {
    row(end).calls
}

/// Whether there is such a row.
pub(crate) fn is_there(end: &str) -> bool {
    names().iter().any(|name| name.ends_with(end))
}

fn names() -> Vec<String> {
    bedeck::report().functions.into_iter().map(|row| row.name).collect()
}

/// Polls until it is ready.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// Pending once, then ready.
pub(crate) async fn pause() {
    let mut paused = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// Requires a future that can go to another thread.
pub(crate) fn assert_send<T: Send>(value: T) -> T {
    value
}
