//! Ways to end without a signal.

use std::os::unix::process::CommandExt;
use std::process::{Command, exit};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use bedeck::{memoize, timed};

use crate::{say, work, work_times};

pub(crate) fn run(scenario: &str) -> Option<Result<(), String>> {
    match scenario {
        "return" => work_times(3),
        "memo" => {
            #[memoize]
            fn square(n: u32) -> u32 {
                println!("square");
                n * n
            }
            assert_eq!([square(3), square(3), square(4)], [9, 9, 16]);
            assert_eq!(square_memo().peek(3).is_some(), square_memo().info().entries > 0);
        }
        "error" => {
            work_times(4);
            return Some(Err("an error from main".to_owned()));
        }
        "panic" => {
            work_times(5);
            panic!("in main");
        }
        "panic-in-thread" => panic_in_thread(),
        "exit" => {
            work_times(7);
            exit(7);
        }
        "exit-inside" => {
            #[timed]
            fn leave() -> ! {
                work_times(2);
                exit(9)
            }
            leave();
        }
        "exit-in-thread" => {
            work_times(1);
            thread::spawn(|| {
                work_times(8);
                exit(8);
            });
            thread::sleep(Duration::from_secs(60));
        }
        "exit-detached" => exit_with_threads_running(),
        "two-exits" => exit_from_two_threads(),
        "nothing" => {}
        "exec" => {
            work_times(3);
            return Some(Err(Command::new(std::env::current_exe().unwrap()).arg("wait").exec().to_string()));
        }
        "hook" => panic_with_own_hook(),
        "closed-stderr" => closed_stderr(),
        "locked-streams" => exit_with_locked_streams(),
        "every" => work_on(),
        "every-in-code" => {
            work_times(1);
            bedeck::configure(bedeck::Config::new().every(Duration::from_millis(50)));
            work_on();
        }
        _ => return None,
    }
    Some(Ok(()))
}

fn work_on() -> ! {
    loop {
        work();
        thread::sleep(Duration::from_millis(1));
    }
}

fn panic_in_thread() {
    work_times(2);
    let ended = thread::spawn(|| {
        work_times(3);
        panic!("in a thread");
    })
    .join();
    assert!(ended.is_err());
    work_times(4);
}

/// The number of calls entered is told by a handler that was registered before bedeck's, and so runs after it.
fn exit_with_threads_running() {
    static ENTERED: AtomicU64 = AtomicU64::new(0);
    static LEFT: AtomicU64 = AtomicU64::new(0);
    extern "C" fn tell_entered() {
        say(&format!("entered {}", ENTERED.load(SeqCst)));
    }
    unsafe { libc::atexit(tell_entered) };
    for _ in 0..4 {
        thread::spawn(|| {
            loop {
                ENTERED.fetch_add(1, SeqCst);
                work();
                LEFT.fetch_add(1, SeqCst);
            }
        });
    }
    thread::sleep(Duration::from_millis(200));
    say(&format!("left {}", LEFT.load(SeqCst)));
    exit(0);
}

fn exit_from_two_threads() {
    work_times(6);
    thread::spawn(|| exit(0));
    exit(0);
}

fn panic_with_own_hook() {
    std::panic::set_hook(Box::new(|_| eprintln!("the program's own hook")));
    work_times(9);
    panic!("not shown");
}

/// Nobody reads stderr any more, and the program wants to die of SIGPIPE.
fn closed_stderr() {
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    work_times(3);
    let mut ends = [0; 2];
    unsafe {
        libc::pipe(ends.as_mut_ptr());
        libc::close(ends[0]);
        libc::dup2(ends[1], 2);
    }
    exit(5);
}

/// A thread holds std's locks of both streams, and will for ever.
fn exit_with_locked_streams() {
    work_times(3);
    let (send, locked) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let _streams = (std::io::stdout().lock(), std::io::stderr().lock());
        send.send(()).unwrap();
        thread::sleep(Duration::from_secs(60));
    });
    locked.recv().unwrap();
    exit(4);
}
