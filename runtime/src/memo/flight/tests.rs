//! Which waits close a circle.

use super::graph::{FlightId, Graph, Runner, Target, ThreadId, Waiter, Waits};
use super::sync::Mutex;

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
