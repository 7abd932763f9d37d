//! What waits for what, and whether one more wait would close a circle.

use super::sync::{Mutex, lock};

/// A flight, by a number that no other has.
pub(in crate::memo) type FlightId = u64;
/// A thread, by a number that no other living thread has.
pub(in crate::memo) type ThreadId = usize;

/// Which thread must run for a flight to go on.
pub(in crate::memo) trait Runner: Clone {
    /// The thread that runs the flight, or polled it last.
    fn thread(&self) -> ThreadId;
    /// Whether the flight cannot leave its thread.
    fn is_bound(&self) -> bool;
}

/// A flight that somebody waits for.
#[derive(Clone, Debug)]
pub(in crate::memo) struct Target<R> {
    pub(in crate::memo) id: FlightId,
    pub(in crate::memo) runner: R,
}

/// Who is about to wait.
#[derive(Debug)]
pub(in crate::memo) enum Waiter<'a> {
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
pub(in crate::memo) struct Graph<R> {
    waits: Mutex<Waits<R>>,
}

#[derive(Debug)]
pub(in crate::memo) struct Waits<R> {
    tickets: u64,
    list: Vec<Wait<R>>,
}

/// What a waiter gives back when it no longer waits.
#[derive(Debug, PartialEq)]
pub(in crate::memo) struct Ticket(u64);

impl<R: Runner> Graph<R> {
    pub(in crate::memo) const fn of(waits: Mutex<Waits<R>>) -> Graph<R> {
        Graph { waits }
    }

    /// Notes that the waiter waits for the target; `None` if that would close a circle. Looking and noting are one step, so
    /// of two waits that close a circle together the later one sees the earlier.
    pub(in crate::memo) fn wait(&self, waiter: &Waiter<'_>, target: &Target<R>) -> Option<Ticket> {
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
    pub(in crate::memo) fn forget(&self, ticket: &Ticket) {
        lock(&self.waits).list.retain(|wait| wait.ticket != ticket.0);
    }
}

impl<R: Runner> Waits<R> {
    pub(in crate::memo) const fn none() -> Waits<R> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug)]
    struct On(ThreadId, bool);

    impl Runner for On {
        fn thread(&self) -> ThreadId {
            self.0
        }

        fn is_bound(&self) -> bool {
            self.1
        }
    }

    fn on(thread: ThreadId, id: FlightId) -> Target<On> {
        Target { id, runner: On(thread, true) }
    }

    fn task(thread: ThreadId, id: FlightId) -> Target<On> {
        Target { id, runner: On(thread, false) }
    }

    #[test]
    fn a_thread_does_not_wait_for_itself() {
        let graph = Graph::of(Mutex::new(Waits::none()));
        assert_eq!(graph.wait(&Waiter::Thread(1), &on(1, 10)), None);
        assert!(graph.wait(&Waiter::Thread(1), &on(2, 10)).is_some());
    }

    #[test]
    fn a_ring_of_threads_is_never_closed() {
        let graph = Graph::of(Mutex::new(Waits::none()));
        let tickets: Vec<_> =
            (1..9).map(|thread| graph.wait(&Waiter::Thread(thread), &on(thread + 1, thread as u64))).collect();
        assert!(tickets.iter().all(Option::is_some));
        assert_eq!(graph.wait(&Waiter::Thread(9), &on(1, 100)), None);
        graph.forget(tickets[4].as_ref().unwrap());
        assert!(graph.wait(&Waiter::Thread(9), &on(1, 100)).is_some());
    }

    #[test]
    fn a_task_waits_inside_the_bodies_around_it() {
        let graph = Graph::of(Mutex::new(Waits::none()));
        let inside =
            |flights: &[FlightId], target| graph.wait(&Waiter::Future { flights, bound_to: None }, &target).is_some();
        assert!(!inside(&[1], task(7, 1)), "its own flight");
        assert!(inside(&[2, 1], task(7, 3)), "flight 2, inside flight 1, waits for flight 3");
        assert!(!inside(&[3], task(7, 1)), "and flight 3 not for flight 1");
        assert!(inside(&[], task(7, 1)), "but a future that is in no flight does");
    }

    #[test]
    fn a_thread_does_not_wait_for_what_it_must_poll() {
        let graph = Graph::of(Mutex::new(Waits::none()));
        let waiter = Waiter::Future { flights: &[], bound_to: Some(2) };
        assert!(
            graph.wait(&waiter, &task(1, 10)).is_some(),
            "thread 2 drives a task inside a body, which waits for a task of 1"
        );
        assert_eq!(graph.wait(&Waiter::Thread(1), &on(2, 20)), None, "thread 1 must not block for that body");
    }
}
