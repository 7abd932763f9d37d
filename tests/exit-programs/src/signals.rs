//! Ways to end by a signal, and not to.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use bedeck::{Config, configure};
use libc::{SIGTERM, SIGUSR1, c_int};

use crate::{say, wait_for_the_test, work, work_times};

pub(crate) fn run(scenario: &str) -> Option<Result<(), String>> {
    match scenario {
        "wait" => {
            work_times(5);
            say("ready");
            wait_for_the_test();
            work_times(1);
        }
        "own-handler-earlier" => {
            handle(SIGTERM, count);
            work_times(2);
            go_on_after_signals(1);
        }
        "own-handler-later" => {
            work_times(2);
            handle(SIGTERM, count);
            go_on_after_signals(1);
        }
        "chained" => {
            work_times(2);
            PREVIOUS.store(handle(SIGTERM, count_and_pass_on), SeqCst);
            go_on_after_signals(2);
        }
        "stuck" => {
            work_times(2);
            fill_stderr();
            say("ready");
            wait_for_the_test();
        }
        "calls-in-handler" => calls_in_handler(),
        "first-call-in-handler" => {
            handle(SIGUSR1, work_once);
            unsafe { libc::raise(SIGUSR1) };
            work_times(1);
        }
        "no-signals-earlier" => {
            configure(Config::new().signals(false));
            work_times(2);
            say("ready");
            wait_for_the_test();
        }
        "no-signals-later" => {
            work_times(2);
            configure(Config::new().signals(false));
            say("ready");
            wait_for_the_test();
        }
        "signals-again" => {
            work_times(1);
            configure(Config::new().signals(false));
            work_times(1);
            configure(Config::new().signals(true));
            say("ready");
            wait_for_the_test();
        }
        _ => return None,
    }
    Some(Ok(()))
}

static COUNT: AtomicU32 = AtomicU32::new(0);
static PREVIOUS: AtomicUsize = AtomicUsize::new(0);

extern "C" fn count(_: c_int) {
    COUNT.fetch_add(1, SeqCst);
}

extern "C" fn count_and_pass_on(signal: c_int) {
    let previous = PREVIOUS.load(SeqCst);
    assert!(previous > 1, "no handler to pass the signal on to");
    let previous: extern "C" fn(c_int) = unsafe { std::mem::transmute(previous) };
    previous(signal);
    COUNT.fetch_add(1, SeqCst);
}

extern "C" fn work_once(_: c_int) {
    COUNT.fetch_add(1, SeqCst);
    work();
}

/// Sets a handler and returns the one before.
fn handle(signal: c_int, handler: extern "C" fn(c_int)) -> usize {
    let mut before: libc::sigaction = unsafe { std::mem::zeroed() };
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handler as *const () as usize;
    action.sa_flags = libc::SA_RESTART;
    assert_eq!(unsafe { libc::sigaction(signal, &raw const action, &raw mut before) }, 0);
    before.sa_sigaction
}

/// A graceful end: after so many signals the program takes its time, works on and leaves with a status of its own.
fn go_on_after_signals(n: u32) {
    say("ready");
    for seen in 1..=n {
        while COUNT.load(SeqCst) < seen {
            thread::sleep(Duration::from_millis(1));
        }
        say("seen");
    }
    thread::sleep(Duration::from_millis(300));
    work_times(3);
    std::process::exit(3);
}

/// Leaves no room in the pipe to the test.
fn fill_stderr() {
    unsafe {
        let flags = libc::fcntl(2, libc::F_GETFL);
        libc::fcntl(2, libc::F_SETFL, flags | libc::O_NONBLOCK);
        while libc::write(2, [b'.'; 4096].as_ptr().cast(), 4096) > 0 {}
        while libc::write(2, b".".as_ptr().cast(), 1) > 0 {}
        libc::fcntl(2, libc::F_SETFL, flags);
    }
}

/// A timer interrupts calls of the very function that its handler calls.
fn calls_in_handler() {
    const CALLS: u32 = 3_000_000;
    work_times(1);
    handle(libc::SIGALRM, work_once);
    let every = libc::timeval { tv_sec: 0, tv_usec: 200 };
    let timer = libc::itimerval { it_interval: every, it_value: every };
    let none = libc::itimerval {
        it_interval: libc::timeval { tv_sec: 0, tv_usec: 0 },
        it_value: libc::timeval { tv_sec: 0, tv_usec: 0 },
    };
    unsafe { libc::setitimer(libc::ITIMER_REAL, &raw const timer, std::ptr::null_mut()) };
    work_times(CALLS - 1);
    unsafe { libc::setitimer(libc::ITIMER_REAL, &raw const none, std::ptr::null_mut()) };
    say(&format!("made {}", CALLS + COUNT.load(SeqCst)));
}
