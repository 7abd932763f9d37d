//! A task is a future, too: of any runtime, which it does not block.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::Task;

impl<T: Send + 'static> Future for Task<T> {
    type Output = T;

    /// # Panics
    ///
    /// As the task did, and if it was cancelled.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        self.state.poll(context).map(|result| result.unwrap_or_else(|error| error.unwind()))
    }
}
