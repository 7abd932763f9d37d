//! What waits for what, and whether one more wait would close a circle.

use super::sync::{Mutex, lock};

/// A flight, by a number that no other has.
pub(crate) type FlightId = u64;
/// A thread, by a number that no other living thread has.
pub(crate) type ThreadId = usize;

/// Which thread must run for a flight to go on.
pub(crate) trait Runner: Clone {
    /// The thread that runs the flight, or polled it last.
    fn thread(&self) -> ThreadId;
    /// Whether the flight cannot leave its thread.
    fn is_bound(&self) -> bool;
}

/// A flight that somebody waits for.
#[derive(Clone, Debug)]
pub(crate) struct Target<R> {
    pub(crate) id: FlightId,
    pub(crate) runner: R,
}

/// Who is about to wait.
#[derive(Debug)]
pub(crate) enum Waiter<'a> {
    /// A thread, which blocks.
    Thread(ThreadId),
    /// A future, inside the bodies of these async flights; polled by this thread, if that is inside a synchronous body.
    Future { flights: &'a [FlightId], bound_to: Option<ThreadId> },
}

impl Waiter<'_> {
    /// Whether the flight cannot go on while the waiter waits.
    fn holds_up<R: Runner>(&self, target: &Target<R>) -> bool {
        match *self {
            Waiter::Thread(thread) => target.runner.thread() == thread,
            Waiter::Future { flights, bound_to } => {
                flights.contains(&target.id) || target.runner.is_bound() && bound_to == Some(target.runner.thread())
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Node {
    Thread(ThreadId),
    Flight(FlightId),
}

#[derive(Debug)]
struct Wait<R> {
    ticket: u64,
    waiter: Node,
    target: Target<R>,
}

/// All waits of the process.
#[derive(Debug)]
pub(crate) struct Graph<R> {
    waits: Mutex<Waits<R>>,
}

#[derive(Debug)]
pub(crate) struct Waits<R> {
    tickets: u64,
    list: Vec<Wait<R>>,
}

/// What a waiter gives back when it no longer waits.
#[derive(Debug, PartialEq)]
pub(crate) struct Ticket(u64);

impl<R: Runner> Graph<R> {
    pub(crate) const fn of(waits: Mutex<Waits<R>>) -> Graph<R> {
        Graph { waits }
    }

    /// Notes that the waiter waits for the target; `None` if that would close a circle. Looking and noting are one step, so
    /// of two waits that close a circle together the later one sees the earlier.
    pub(crate) fn wait(&self, waiter: &Waiter<'_>, target: &Target<R>) -> Option<Ticket> {
        let mut waits = lock(&self.waits);
        if waits.closes_circle(waiter, target) {
            return None;
        }
        waits.tickets += 1;
        let ticket = waits.tickets;
        let mut note = |waiter| waits.list.push(Wait { ticket, waiter, target: target.clone() });
        match *waiter {
            Waiter::Thread(thread) => note(Node::Thread(thread)),
            Waiter::Future { flights, bound_to } => {
                flights.iter().for_each(|flight| note(Node::Flight(*flight)));
                bound_to.into_iter().for_each(|thread| note(Node::Thread(thread)));
            }
        }
        Some(Ticket(ticket))
    }

    /// The waiter waits no longer.
    pub(crate) fn forget(&self, ticket: &Ticket) {
        lock(&self.waits).list.retain(|wait| wait.ticket != ticket.0);
    }
}

impl<R: Runner> Waits<R> {
    pub(crate) const fn none() -> Waits<R> {
        Waits { tickets: 0, list: Vec::new() }
    }

    /// Follows what the target waits for, and what that waits for.
    fn closes_circle(&self, waiter: &Waiter<'_>, target: &Target<R>) -> bool {
        let mut to_visit = vec![target];
        let mut visited: Vec<FlightId> = Vec::new();
        while let Some(target) = to_visit.pop() {
            if waiter.holds_up(target) {
                return true;
            }
            if visited.contains(&target.id) {
                continue;
            }
            visited.push(target.id);
            let nodes = [Node::Flight(target.id), Node::Thread(target.runner.thread())];
            to_visit.extend(self.list.iter().filter(|wait| nodes.contains(&wait.waiter)).map(|wait| &wait.target));
        }
        false
    }
}
