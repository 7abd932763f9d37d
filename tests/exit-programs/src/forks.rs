//! Programs that fork.

use std::process::exit;
use std::thread;
use std::time::Duration;

use bedeck::memoize;

use crate::{say, wait_for_the_test, work, work_times};

#[memoize]
fn slow(n: u64) -> u64 {
    if n == 1 {
        // It prints nothing: a child would find the lock of stdout taken for ever.
        thread::sleep(Duration::from_millis(500));
    }
    n * 10
}

/// Forks while another thread computes.
fn memo() {
    assert_eq!(slow(2), 20);
    let other = thread::spawn(|| slow(1));
    while slow_memo().info().misses < 2 {
        thread::yield_now();
    }
    in_child(|| {
        assert_eq!((slow(2), slow(3), slow(3), slow_memo().info().entries), (20, 30, 30, 2));
        slow_memo().clear();
        assert_eq!((slow(2), slow_memo().refresh(3)), (20, 30));
        println!("child is done");
    });
    assert_eq!(other.join().unwrap(), 10);
    assert_eq!((slow(1), slow_memo().peek(3)), (10, None));
}

pub(crate) fn run(scenario: &str) -> Option<Result<(), String>> {
    match scenario {
        "fork" => {
            work_times(3);
            in_child(|| work_times(50));
            work_times(2);
        }
        "fork-memo" => memo(),
        "daemon" => {
            work_times(3);
            become_daemon();
            work_times(4);
        }
        "daemon-wait" => {
            work_times(3);
            become_daemon();
            work_times(4);
            say(&format!("pid {}", std::process::id()));
            thread::sleep(Duration::from_secs(60));
        }
        "two-heirs" => {
            work_times(3);
            let parent = unsafe { libc::getpid() };
            if fork() != 0 && fork() != 0 {
                unsafe { libc::_exit(0) };
            }
            await_new_parent(parent);
            work_times(4);
        }
        "daemon-every" => {
            work_times(3);
            become_daemon();
            (0..200).for_each(|_| {
                work();
                thread::sleep(Duration::from_millis(1));
            });
        }
        "fork-outlives" => {
            work_times(3);
            let parent = unsafe { libc::getpid() };
            if fork() == 0 {
                await_new_parent(parent);
                work_times(50);
                exit(0);
            }
        }
        "fork-signal" => {
            work_times(3);
            if fork() == 0 {
                say(&format!("pid {}", std::process::id()));
                thread::sleep(Duration::from_secs(60));
            }
            wait_for_the_test();
        }
        "fork-busy" => fork_while_threads_work(),
        "daemon-busy" => {
            start_busy_threads();
            become_daemon();
            work_times(4);
        }
        "fork-report" => {
            work_times(3);
            in_child(|| {
                work_times(2);
                let report = bedeck::report();
                assert_eq!(report.functions.iter().map(|f| f.calls).collect::<Vec<_>>(), [2]);
                say("child counted 2");
            });
        }
        _ => return None,
    }
    Some(Ok(()))
}

fn fork() -> libc::pid_t {
    let child = unsafe { libc::fork() };
    assert!(child >= 0);
    child
}

fn in_child(job: impl FnOnce()) {
    let child = fork();
    if child == 0 {
        job();
        exit(0);
    }
    let mut status = 0;
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert_eq!(status, 0, "the child failed");
}

/// As daemon(3): the parent and the one between leave at once, without exit handlers.
fn become_daemon() {
    for _ in 0..2 {
        let parent = unsafe { libc::getpid() };
        if fork() != 0 {
            unsafe { libc::_exit(0) };
        }
        await_new_parent(parent);
        unsafe { libc::setsid() };
    }
}

/// Waits until the parent that forked this process is gone.
fn await_new_parent(parent: libc::pid_t) {
    while unsafe { libc::getppid() } == parent {
        thread::sleep(Duration::from_millis(1));
    }
}

/// Forks again and again out of a process whose other threads record all the time.
fn fork_while_threads_work() {
    start_busy_threads();
    for _ in 0..100 {
        in_child(|| work_times(100));
    }
    say("all children ended");
}

fn start_busy_threads() {
    for _ in 0..3 {
        thread::spawn(|| {
            loop {
                work();
            }
        });
    }
    thread::sleep(Duration::from_millis(20));
}
