//! How a flight's value reaches those who wait for it.

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;
use std::sync::{Arc, OnceLock};

use super::bell::Bell;
use super::graph::{Graph, Target, Ticket, Waiter, Waits};
use super::sync::{Deadline, Mutex};
use super::task::{Crew, next_id, with_future_waiter};
use super::timer;
use crate::start::thread_mark;

static WAITS: Graph<Crew> = Graph::of(Mutex::new(Waits::none()));

/// Made by the first who waits for a flight.
#[derive(Debug)]
pub(in crate::memo) struct Signal<V> {
    bell: Bell,
    /// What the flight ended with: a value, or nothing that could be shared.
    value: OnceLock<Option<V>>,
}

/// How a wait ended.
#[derive(Debug, PartialEq)]
pub(in crate::memo) enum Waited<V> {
    /// With the flight's value.
    Value(V),
    /// The flight left no value: look again.
    Again,
    /// It took too long, or it would have closed a circle: compute.
    Compute,
}

impl<V> Signal<V> {
    pub(in crate::memo) fn new() -> Signal<V> {
        Signal { bell: Bell::default(), value: OnceLock::new() }
    }

    /// The flight has ended.
    pub(in crate::memo) fn end(&self, value: Option<V>) {
        let _ = self.value.set(value);
        self.bell.ring();
    }
}

impl<V: Clone> Signal<V> {
    /// What the flight left, once the bell has rung.
    fn taken(&self) -> Waited<V> {
        match self.value.get() {
            Some(Some(value)) => Waited::Value(value.clone()),
            _ => Waited::Again,
        }
    }

    /// Blocks this thread until the flight has ended.
    pub(in crate::memo) fn wait(&self, target: &Target<Crew>, limit: Option<Duration>) -> Waited<V> {
        let Some(ticket) = WAITS.wait(&Waiter::Thread(thread_mark()), target) else { return Waited::Compute };
        let _noted = Noted { ticket };
        let ended = match limit {
            None => {
                self.bell.wait();
                true
            }
            Some(limit) => self.bell.wait_until(Deadline::after(limit)),
        };
        if ended { self.taken() } else { Waited::Compute }
    }

    /// Waits until the flight has ended.
    pub(in crate::memo) async fn wait_async(
        self: Arc<Self>,
        target: Target<Crew>,
        limit: Option<Duration>,
    ) -> Waited<V> {
        let Some(ticket) = with_future_waiter(|waiter| WAITS.wait(waiter, &target)) else { return Waited::Compute };
        let _noted = Noted { ticket };
        let heard = Heard { bell: &self.bell, number: next_id() };
        let deadline = limit.map(timer::sleep);
        let mut deadline = pin!(async {
            match deadline {
                Some(sleep) => sleep.await,
                None => core::future::pending().await,
            }
        });
        let ended = poll_fn(|context| {
            if !heard.bell.register(heard.number, context.waker()) {
                return Poll::Ready(true);
            }
            deadline.as_mut().poll(context).map(|()| false)
        })
        .await;
        if ended { self.taken() } else { Waited::Compute }
    }
}

/// A wait that is in the graph.
struct Noted {
    ticket: Ticket,
}

impl Drop for Noted {
    fn drop(&mut self) {
        WAITS.forget(&self.ticket);
    }
}

/// A waker that the bell knows.
struct Heard<'a> {
    bell: &'a Bell,
    number: u64,
}

impl Drop for Heard<'_> {
    fn drop(&mut self) {
        self.bell.forget(self.number);
    }
}
