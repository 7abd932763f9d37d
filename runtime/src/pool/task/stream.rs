//! Results as they come, with so many calls under way at most.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::state::State;
use super::{Task, TaskError};

/// The results of calls with the items of an iterator: in their order, or as they come.
///
/// An item is taken from the iterator when there is room for another call, and no sooner.
pub struct Stream<I: Iterator, R> {
    items: I,
    call: Arc<dyn Fn(I::Item) -> R + Send + Sync>,
    pool: (Option<&'static str>, usize),
    limit: usize,
    order: Order<R>,
}

enum Order<R> {
    Kept(VecDeque<Task<R>>),
    Free {
        under_way: usize,
        /// What nobody may have begun yet.
        waiting: VecDeque<Arc<State<'static, R>>>,
        done: Receiver<Result<R, TaskError>>,
        tell: Sender<Result<R, TaskError>>,
    },
}

impl<I: Iterator, R> core::fmt::Debug for Stream<I, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Stream").field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// Calls with the items, at most `limit` of them under way or done and not yet taken; 0 is twice the threads of the pool.
pub fn stream<I: Iterator, R>(
    items: I,
    call: impl Fn(I::Item) -> R + Send + Sync + 'static,
    pool: Option<&'static str>,
    threads: usize,
    limit: usize,
    is_ordered: bool,
) -> Stream<I, R> {
    let order = if is_ordered {
        Order::Kept(VecDeque::new())
    } else {
        let (tell, done) = channel();
        Order::Free { under_way: 0, waiting: VecDeque::new(), done, tell }
    };
    let default = 2 * crate::pool::team::available();
    let limit = if limit == 0 { default } else { limit };
    Stream { items, call: Arc::new(call), pool: (pool, threads), limit, order }
}

impl<I: Iterator<Item: Send + 'static>, R: Send + 'static> Stream<I, R> {
    /// Begins calls while there is room.
    fn fill(&mut self) {
        loop {
            let under_way = match &self.order {
                Order::Kept(tasks) => tasks.len(),
                Order::Free { under_way, .. } => *under_way,
            };
            if under_way >= self.limit {
                return;
            }
            let Some(item) = self.items.next() else {
                return;
            };
            let call = Arc::clone(&self.call);
            let task = Task::spawn(self.pool.0, self.pool.1, move || call(item));
            match &mut self.order {
                Order::Kept(tasks) => tasks.push_back(task),
                Order::Free { under_way, waiting, tell, .. } => {
                    *under_way += 1;
                    waiting.retain(|task| !task.is_done());
                    waiting.push_back(Arc::clone(&task.state));
                    let tell = tell.clone();
                    // Whoever dropped the stream wants nothing more.
                    task.on_done(move |result| drop(tell.send(result)));
                }
            }
        }
    }
}

impl<I: Iterator<Item: Send + 'static>, R: Send + 'static> Iterator for Stream<I, R> {
    type Item = R;

    /// # Panics
    ///
    /// As the call did.
    fn next(&mut self) -> Option<R> {
        self.fill();
        let result = match &mut self.order {
            Order::Kept(tasks) => tasks.pop_front()?.try_join(),
            Order::Free { under_way: 0, .. } => return None,
            Order::Free { under_way, waiting, done, .. } => {
                *under_way -= 1;
                loop {
                    if let Ok(result) = done.try_recv() {
                        break result;
                    }
                    // Whoever waits helps.
                    match waiting.pop_front() {
                        Some(task) => _ = task.run(),
                        None => break done.recv().ok()?,
                    }
                }
            }
        };
        Some(result.unwrap_or_else(|error| error.unwind()))
    }
}
