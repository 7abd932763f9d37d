// unsafe: memory that the model checker watches.
//! The hand-overs of a region between its owner and its helpers, over every interleaving and every reordering that the
//! memory model allows.
//!
//! The modules are the runtime's own, with the model checker's atomics in place of the processor's.

#[path = "../src/pool/team/awake.rs"]
mod awake;
#[path = "../src/pool/crew/claims.rs"]
mod claims;
#[path = "../src/pool/crew/gate.rs"]
mod gate;

mod sync {
    pub(super) use loom::sync::atomic::{AtomicUsize, Ordering};
}

use awake::Awake;
use claims::{Claims, Sizes};
use gate::Gate;
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use loom::thread;

/// As much of a crew as matters: the body is a pair of cells that live only while the owner is there.
struct Crew {
    claims: Claims,
    gate: Gate,
    /// What the body writes: a cell an item, which the model checker watches for races.
    items: [UnsafeCell<u32>; 2],
    /// Whether the body is still there.
    is_alive: AtomicBool,
}

// SAFETY: the claims give each cell to one thread, and the owner reads them when the gate is empty.
unsafe impl Sync for Crew {}
// SAFETY: as above.
unsafe impl Send for Crew {}

impl Crew {
    fn new() -> Arc<Crew> {
        let sizes = Sizes { least: 1, most: 1, grain: 1, part: 4 };
        Arc::new(Crew {
            claims: Claims::of(AtomicUsize::new(0), 2, sizes),
            gate: Gate::of(AtomicUsize::new(0)),
            items: [UnsafeCell::new(0), UnsafeCell::new(0)],
            is_alive: AtomicBool::new(true),
        })
    }

    fn take_part(&self, stop_at: Option<usize>) {
        while let Some((start, length)) = self.claims.take() {
            assert!(self.is_alive.load(Relaxed), "nobody works when the owner has gone");
            assert_eq!(length, 1);
            // SAFETY: this thread alone has claimed it.
            self.items[start].with_mut(|item| unsafe { *item += 1 });
            if stop_at == Some(start) {
                self.claims.stop();
            }
        }
    }

    /// Whether the owner may have to be woken.
    fn help(&self, stop_at: Option<usize>) -> bool {
        if !self.gate.enter() {
            return false;
        }
        if self.claims.are_left() {
            self.take_part(stop_at);
        }
        self.gate.leave()
    }

    /// The owner's end; the yield stands for its sleep.
    fn close(&self) {
        if !self.gate.close() {
            while !self.gate.is_empty() {
                thread::yield_now();
            }
        }
        assert!(!self.gate.is_open());
        self.is_alive.store(false, Relaxed);
    }

    fn item(&self, at: usize) -> u32 {
        // SAFETY: the gate is empty.
        self.items[at].with(|item| unsafe { *item })
    }
}

fn run(helpers: usize, stop_at: Option<usize>) -> [u32; 2] {
    let crew = Crew::new();
    let threads: Vec<_> = (0..helpers)
        .map(|_| {
            let crew = Arc::clone(&crew);
            thread::spawn(move || crew.help(stop_at))
        })
        .collect();
    crew.take_part(stop_at);
    crew.close();
    let done = [crew.item(0), crew.item(1)];
    let wakes = threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum::<usize>();
    assert!(wakes <= 1, "only the last helper wakes the owner");
    done
}

#[test]
fn each_item_is_done_once_and_before_the_owner_goes() {
    loom::model(|| assert_eq!(run(1, None), [1, 1]));
    let mut model = loom::model::Builder::new();
    // Two helpers and no bound take minutes.
    model.preemption_bound = Some(2);
    model.check(|| assert_eq!(run(2, None), [1, 1]));
}

#[test]
fn a_stop_leaves_nothing_half_done_and_everything_below_it_done() {
    loom::model(|| {
        let done = run(1, Some(1));
        assert_eq!(done, [1, 1], "what lies below was claimed before");
    });
    loom::model(|| {
        let done = run(1, Some(0));
        assert!(done[0] == 1 && done[1] <= 1);
    });
}

/// An owner that sleeps until it is woken sleeps for ever only if nobody wakes it.
#[test]
fn an_owner_that_has_to_wait_is_woken() {
    loom::model(|| {
        let crew = Crew::new();
        let woken = Arc::new(AtomicBool::new(false));
        let helper = thread::spawn({
            let (crew, woken) = (Arc::clone(&crew), Arc::clone(&woken));
            move || {
                if crew.help(None) {
                    woken.store(true, Relaxed);
                }
            }
        });
        crew.take_part(None);
        let has_to_wait = !crew.gate.close();
        helper.join().unwrap();
        assert!(crew.gate.is_empty());
        assert_eq!(has_to_wait, woken.load(Relaxed));
    });
}

/// Threads that stay awake and one that calls them: as many come as the caller was told, and they see what is to do.
#[test]
fn threads_that_are_awake_come_when_they_are_called_and_never_otherwise() {
    let waiting = |threads: usize| {
        let awake = Arc::new(Awake::of(AtomicUsize::new(0)));
        let work = Arc::new(UnsafeCell::new(0));
        let wait = |awake: Arc<Awake>, work: Arc<UnsafeCell<u32>>| {
            awake.arrive();
            let came = awake.take() || awake.leave();
            if came {
                // SAFETY: nobody writes it any more.
                work.with(|work| assert_eq!(unsafe { *work }, 1));
            }
            usize::from(came)
        };
        let spawn = |_| {
            let (awake, work) = (Arc::clone(&awake), Arc::clone(&work));
            thread::spawn(move || wait(awake, work))
        };
        let threads: Vec<_> = (0..threads).map(spawn).collect();
        // SAFETY: nobody was called yet.
        work.with_mut(|work| unsafe { *work = 1 });
        let called = awake.call(2);
        let came: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
        assert_eq!(called, came);
        assert!(!awake.is_anybody());
    };
    loom::model(move || waiting(1));
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(move || waiting(2));
}
