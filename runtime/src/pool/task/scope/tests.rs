//! Tasks that borrow: every one ends before its scope, by whatever way it is left.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use super::*;

const TASKS: usize = if cfg!(miri) { 20 } else { 1000 };

#[test]
fn tasks_borrow_what_lives_longer() {
    let mut numbers = vec![0; TASKS];
    let shared = String::from("shared");
    let lengths = scope(|s| {
        let tasks: Vec<_> = numbers
            .iter_mut()
            .enumerate()
            .map(|(at, number)| {
                let shared = &shared;
                s.spawn(move || {
                    *number = at;
                    &shared[at % 6..]
                })
            })
            .collect();
        tasks.into_iter().map(|task| task.join().len()).sum::<usize>()
    });
    assert_eq!(numbers, (0..TASKS).collect::<Vec<_>>());
    assert_eq!(lengths, (0..TASKS).map(|at| 6 - at % 6).sum::<usize>());
}

#[test]
fn a_scope_waits_for_what_nobody_joined_and_for_what_that_began() {
    let done = AtomicUsize::new(0);
    scope(|s| {
        for _ in 0..TASKS / 10 {
            s.spawn(|| {
                s.spawn(|| {
                    std::thread::sleep(Duration::from_micros(50));
                    done.fetch_add(1, Relaxed);
                });
                done.fetch_add(1, Relaxed);
            });
        }
    });
    assert_eq!(done.load(Relaxed), 2 * (TASKS / 10));
}

#[test]
fn panics_travel_when_all_tasks_have_ended() {
    let done = AtomicUsize::new(0);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        scope(|s| {
            for number in 0..10 {
                let done = &done;
                s.spawn(move || {
                    std::thread::sleep(Duration::from_micros(200));
                    done.fetch_add(1, Relaxed);
                    assert!(number < 5, "task {number}");
                });
            }
        });
    }));
    assert_eq!(panicked.unwrap_err().downcast_ref::<String>().unwrap(), "task 5");
    assert_eq!(done.load(Relaxed), 10);
}

#[test]
fn the_panic_of_the_scope_itself_comes_first() {
    let done = AtomicUsize::new(0);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        scope(|s| {
            s.spawn(|| {
                done.fetch_add(1, Relaxed);
                panic!("task");
            });
            panic!("scope");
        });
    }));
    assert_eq!(panicked.unwrap_err().downcast_ref::<&str>(), Some(&"scope"));
    assert_eq!(done.load(Relaxed), 1);
}

#[test]
fn a_panic_that_was_joined_is_over() {
    let result = scope(|s| {
        let task = s.spawn(|| -> u8 { panic!("seen") });
        task.try_join().map_err(|error| error.to_string())
    });
    assert_eq!(result, Err("the task panicked: seen".to_owned()));
}

#[test]
fn tasks_can_be_cancelled() {
    let begun = AtomicUsize::new(0);
    let ended = scope(|s| {
        let task = s.spawn(|| {
            begun.fetch_add(1, Relaxed);
            loop {
                crate::pool::checkpoint();
                std::thread::yield_now();
            }
        });
        while begun.load(Relaxed) == 0 && !cfg!(miri) {
            std::thread::yield_now();
        }
        task.cancel();
        let task: ScopedTask<'_, ()> = task;
        task.try_join()
    });
    assert!(matches!(ended, Err(TaskError::Cancelled)));
}

#[test]
fn destructors_that_panic_stop_no_other_task() {
    struct Bomb<'a>(&'a AtomicUsize);
    impl Drop for Bomb<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Relaxed);
            assert!(std::thread::panicking(), "bomb");
        }
    }
    let dropped = AtomicUsize::new(0);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        scope(|s| {
            for _ in 0..5 {
                s.spawn(|| Bomb(&dropped));
            }
        });
    }));
    assert_eq!(panicked.unwrap_err().downcast_ref::<&str>(), Some(&"bomb"));
    assert_eq!(dropped.load(Relaxed), 5);
}

#[test]
fn scopes_in_tasks_of_scopes_end() {
    fn sum(numbers: &[u64], depth: usize) -> u64 {
        let (left, right) = numbers.split_at(numbers.len() / 2);
        if depth == 0 || left.is_empty() {
            return numbers.iter().sum();
        }
        scope(|s| {
            let task = s.spawn(|| sum(left, depth - 1));
            sum(right, depth - 1) + task.join()
        })
    }
    let numbers: Vec<u64> = (0..1000).collect();
    assert_eq!(sum(&numbers, if cfg!(miri) { 3 } else { 8 }), 499_500);
}

#[test]
fn tasks_that_are_over_are_let_go() {
    scope(|s| {
        for _ in 0..TASKS {
            s.spawn(|| ()).join();
        }
        assert!(s.tasks().all.len() <= 64);
    });
}

#[test]
fn a_thread_that_comes_late_finds_nothing_of_the_scope() {
    for _ in 0..TASKS / 10 {
        let text = String::from("gone");
        // It is mostly run here, and the thread's job comes when the text is gone.
        let length = scope(|s| s.spawn(|| text.len()).join());
        drop(text);
        assert_eq!(length, 4);
    }
}
