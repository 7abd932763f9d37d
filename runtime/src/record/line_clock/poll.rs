// unsafe: pins are projected, so that a future needs no allocation.
//! Futures: the clock runs while they are polled, and remembers between the polls on which line that was.

use core::pin::Pin;
use core::task::{Context, Poll};

use super::super::cell::load;
use super::cell_of;
use super::guard::{LineGuard, begin};
use crate::site::Site;
use crate::state::{OFF, STATE};

/// Keeps the line clock of `site` running while `future` is polled, beginning on the line of `slot`.
#[inline]
pub fn line_poll<F: Future>(site: &'static Site, slot: u32, future: F) -> LinePolled<F> {
    LinePolled { site, cell: cell_of(slot), epoch: UNPOLLED, future }
}

/// A future under [`line_poll`].
#[must_use = "futures do nothing unless polled"]
#[derive(Debug)]
pub struct LinePolled<F> {
    site: &'static Site,
    /// Where it goes on.
    cell: u64,
    /// The epoch of the first poll; 0 if that was not recorded.
    epoch: u64,
    future: F,
}

const UNPOLLED: u64 = u64::MAX;

impl<F: Future> Future for LinePolled<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: `future` is pinned with `self`: it is never moved out, there is no `Drop`, and `LinePolled` is `Unpin` only if
        // `F` is. The other fields are never pinned.
        let (this, future) = unsafe {
            let this = self.get_unchecked_mut();
            let future = Pin::new_unchecked(&mut this.future);
            (Line { site: this.site, cell: &mut this.cell, epoch: &mut this.epoch }, future)
        };
        if load!(STATE) == OFF {
            return future.poll(context);
        }
        let turn = this.go_on();
        let result = future.poll(context);
        turn.suspend();
        result
    }
}

/// Where a future is.
struct Line<'a> {
    site: &'static Site,
    cell: &'a mut u64,
    epoch: &'a mut u64,
}

/// One poll.
struct Turn<'a> {
    guard: LineGuard,
    cell: &'a mut u64,
}

impl<'a> Line<'a> {
    #[inline(never)]
    fn go_on(self) -> Turn<'a> {
        let first = *self.epoch == UNPOLLED;
        let guard =
            if first || *self.epoch == load!(STATE) { begin(self.site, *self.cell, first) } else { LineGuard::mute() };
        if first {
            *self.epoch = guard.recorded().unwrap_or(0);
        }
        Turn { guard, cell: self.cell }
    }
}

impl Turn<'_> {
    #[inline(never)]
    fn suspend(self) {
        if self.guard.recorded().is_some() {
            *self.cell = self.guard.current();
        }
    }
}
