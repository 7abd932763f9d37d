// unsafe: memory that the model checker watches.
//! Single flight, over every interleaving of the threads: nobody hangs, and every key is computed once where that can be.
//!
//! The bell and the graph of waits are the runtime's own, with the model checker's locks in place of the system's. What is
//! around them is a table of one shard, written as `memo/table` does it.

#[path = "../src/memo/flight/bell.rs"]
mod bell;
#[path = "../src/memo/flight/graph.rs"]
mod graph;

mod sync {
    pub(super) use loom::sync::{Condvar, Mutex, MutexGuard};

    pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().expect("no model panics under a lock")
    }

    pub(super) fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        condvar.wait(guard).expect("no model panics under a lock")
    }

    pub(super) fn wait_until<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>, _: Deadline) -> MutexGuard<'a, T> {
        wait(condvar, guard)
    }

    /// A time that never comes.
    #[derive(Clone, Copy)]
    pub(crate) struct Deadline;

    impl Deadline {
        pub(crate) fn is_over(self) -> bool {
            false
        }
    }
}

use std::task::{Wake, Waker};

use bell::Bell;
use graph::{Graph, Runner, Target, ThreadId, Waiter, Waits};
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::{Arc, Condvar, Mutex};
use loom::thread;
use sync::lock;

#[derive(Clone)]
struct On(ThreadId);

impl Runner for On {
    fn thread(&self) -> ThreadId {
        self.0
    }

    fn is_bound(&self) -> bool {
        true
    }
}

/// A body that runs for a key; the graph's number of it, and the bell, are made by the first who waits.
struct Flight {
    key: usize,
    entry: u64,
    runner: On,
    joined: Option<(u64, Arc<Bell>)>,
}

#[derive(Default)]
struct Shard {
    flights: Vec<Flight>,
    values: Vec<usize>,
    /// Numbers of entries and of flights.
    numbers: u64,
}

struct Table {
    shard: Mutex<Shard>,
    waits: Graph<On>,
    runs: AtomicUsize,
}

enum Step {
    Begin(u64),
    Have,
    Join(Target<On>, Arc<Bell>),
}

impl Table {
    fn new() -> Table {
        Table {
            shard: Mutex::new(Shard::default()),
            waits: Graph::of(Mutex::new(Waits::none())),
            runs: AtomicUsize::new(0),
        }
    }

    fn step(&self, me: ThreadId, key: usize) -> Step {
        let mut shard = lock(&self.shard);
        if shard.values.contains(&key) {
            return Step::Have;
        }
        shard.numbers += 1;
        let number = shard.numbers;
        if let Some(flight) = shard.flights.iter_mut().find(|flight| flight.key == key) {
            let (id, bell) = flight.joined.get_or_insert_with(|| (number, Arc::default()));
            return Step::Join(Target { id: *id, runner: flight.runner.clone() }, Arc::clone(bell));
        }
        shard.flights.push(Flight { key, entry: number, runner: On(me), joined: None });
        Step::Begin(number)
    }

    /// Whether the body ran.
    fn call(&self, me: ThreadId, key: usize, body: impl FnOnce(usize) -> bool) {
        let mut body = Some(body);
        let mut run = || (body.take().expect("a call runs the body once"))(self.runs.fetch_add(1, Ordering::Relaxed));
        loop {
            match self.step(me, key) {
                Step::Have => return,
                Step::Begin(entry) => {
                    let keep = run();
                    return self.land(entry, key, keep);
                }
                Step::Join(target, bell) => {
                    // The body of thread 2 blocks on a future.
                    let waiter = match me {
                        2 => Waiter::Future { flights: &[], bound_to: Some(me) },
                        _ => Waiter::Thread(me),
                    };
                    let Some(ticket) = self.waits.wait(&waiter, &target) else {
                        run();
                        return;
                    };
                    bell.wait();
                    self.waits.forget(&ticket);
                }
            }
        }
    }

    fn land(&self, entry: u64, key: usize, keep: bool) {
        let mut shard = lock(&self.shard);
        let at = shard.flights.iter().position(|flight| flight.entry == entry).expect("it is in flight");
        let flight = shard.flights.swap_remove(at);
        if keep {
            shard.values.push(key);
        }
        drop(shard);
        flight.joined.into_iter().for_each(|(_, bell)| bell.ring());
    }
}

/// Runs a model that lets a thread be interrupted a bounded number of times, since three threads have too many ways.
fn bounded(preemptions: usize, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(model);
}

#[test]
fn two_callers_share_a_run() {
    loom::model(|| {
        let table = Arc::new(Table::new());
        let other = thread::spawn({
            let table = Arc::clone(&table);
            move || table.call(2, 7, |_| true)
        });
        table.call(1, 7, |_| true);
        other.join().unwrap();
        assert_eq!(table.runs.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn who_waits_for_a_run_that_leaves_nothing_takes_over() {
    bounded(3, || {
        let table = Arc::new(Table::new());
        let threads: Vec<_> = (2..4)
            .map(|me| {
                let table = Arc::clone(&table);
                // The first run panics, as it were.
                thread::spawn(move || table.call(me, 7, |run| run > 0))
            })
            .collect();
        table.call(1, 7, |run| run > 0);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(table.runs.load(Ordering::Relaxed), 2);
        assert_eq!(lock(&table.shard).values, [7]);
    });
}

#[test]
fn callers_that_need_each_other_crosswise_do_not_hang() {
    bounded(3, || {
        let table = Arc::new(Table::new());
        let crosswise = |table: &Table, me, mine, others| {
            table.call(me, mine, |_| {
                table.call(me, others, |_| true);
                true
            });
        };
        let other = thread::spawn({
            let table = Arc::clone(&table);
            move || crosswise(&table, 2, 20, 10)
        });
        crosswise(&table, 1, 10, 20);
        other.join().unwrap();
        assert!(table.runs.load(Ordering::Relaxed) <= 3, "one of them computes twice at most");
    });
}

#[test]
fn a_ring_of_three_does_not_hang() {
    bounded(2, || {
        let table = Arc::new(Table::new());
        let next = |table: &Table, me: usize| {
            table.call(me, me, |_| {
                table.call(me, me % 3 + 1, |_| true);
                true
            });
        };
        let threads: Vec<_> = (2..4)
            .map(|me| {
                let table = Arc::clone(&table);
                thread::spawn(move || next(&table, me))
            })
            .collect();
        next(&table, 1);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

/// What a task's waker sets.
struct Flag(Mutex<bool>, Condvar);

impl Wake for Flag {
    fn wake(self: std::sync::Arc<Self>) {
        *lock(&self.0) = true;
        self.1.notify_all();
    }
}

#[test]
fn a_task_that_registers_while_the_bell_rings_is_woken_or_told() {
    loom::model(|| {
        let bell = Arc::new(Bell::default());
        let flag = std::sync::Arc::new(Flag(Mutex::new(false), Condvar::new()));
        let ringer = thread::spawn({
            let bell = Arc::clone(&bell);
            move || bell.ring()
        });
        let waker = Waker::from(std::sync::Arc::clone(&flag));
        // A second poll replaces the waker.
        if bell.register(1, &waker) && bell.register(1, &waker) {
            let mut woken = lock(&flag.0);
            while !*woken {
                woken = sync::wait(&flag.1, woken);
            }
        }
        bell.forget(1);
        ringer.join().unwrap();
        assert!(bell.wait_until(sync::Deadline));
    });
}

/// A reader marks itself and looks; a thread takes a thing out, passes the barrier, and frees it if nobody is marked. As in
/// `memo/grace`, where the system has no barrier for all threads; where it has one, that takes the place of both fences.
#[test]
fn what_a_marked_reader_sees_is_not_freed() {
    use loom::cell::UnsafeCell;
    use loom::sync::atomic::fence;

    loom::model(|| {
        let busy = Arc::new(AtomicUsize::new(0));
        let current = Arc::new(AtomicUsize::new(0));
        let things = Arc::new([UnsafeCell::new(7), UnsafeCell::new(7)]);
        let reader = thread::spawn({
            let (busy, current, things) = (Arc::clone(&busy), Arc::clone(&current), Arc::clone(&things));
            move || {
                for _ in 0..2 {
                    busy.store(1, Ordering::Relaxed);
                    fence(Ordering::SeqCst);
                    let at = current.load(Ordering::Acquire);
                    // SAFETY: loom sees if somebody writes it at the same time.
                    assert_eq!(things[at].with(|thing| unsafe { *thing }), 7, "not freed");
                    busy.store(0, Ordering::Release);
                }
            }
        });
        current.store(1, Ordering::Release);
        fence(Ordering::SeqCst);
        if busy.load(Ordering::Acquire) == 0 {
            // SAFETY: as above.
            things[0].with_mut(|thing| unsafe { *thing = 0 });
        }
        reader.join().unwrap();
    });
}

/// The barrier comes to reach all threads while a reader has a barrier of its own: it goes without from its next read on, after
/// one more. Who takes out and sees, behind its own barrier, that it did not reach all yet, has none pass in other threads; one
/// that sees that it does is not in this model, since it waits for all of them.
#[test]
fn readers_may_leave_the_barrier_to_others_from_one_moment_on() {
    use loom::cell::UnsafeCell;
    use loom::sync::atomic::fence;

    loom::model(|| {
        let (busy, current) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let reaches_all = Arc::new(AtomicUsize::new(0));
        let things = Arc::new([UnsafeCell::new(7), UnsafeCell::new(7)]);
        let reader = thread::spawn({
            let (busy, current, things) = (Arc::clone(&busy), Arc::clone(&current), Arc::clone(&things));
            let reaches_all = Arc::clone(&reaches_all);
            move || {
                let mut relies = false;
                for _ in 0..2 {
                    if !relies && reaches_all.load(Ordering::Acquire) == 1 {
                        fence(Ordering::SeqCst);
                        relies = true;
                    }
                    busy.store(1, Ordering::Relaxed);
                    if !relies {
                        fence(Ordering::SeqCst);
                    }
                    let at = current.load(Ordering::Acquire);
                    // SAFETY: loom sees if somebody writes it at the same time.
                    assert_eq!(things[at].with(|thing| unsafe { *thing }), 7, "not freed");
                    busy.store(0, Ordering::Release);
                }
            }
        });
        let asker = thread::spawn({
            let reaches_all = Arc::clone(&reaches_all);
            move || reaches_all.store(1, Ordering::Release)
        });
        current.store(1, Ordering::Release);
        fence(Ordering::SeqCst);
        if reaches_all.load(Ordering::Acquire) == 0 && busy.load(Ordering::Acquire) == 0 {
            // SAFETY: as above.
            things[0].with_mut(|thing| unsafe { *thing = 0 });
        }
        reader.join().unwrap();
        asker.join().unwrap();
    });
}
