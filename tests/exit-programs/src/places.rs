//! Calls in odd places: destructors of thread-locals, unwinding, threads that end at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use crate::{say, work, work_times};

pub(crate) fn run(scenario: &str) -> Option<Result<(), String>> {
    match scenario {
        "thread-locals" => {
            LAST.with(|_| ());
            work_times(2);
            (0..10).for_each(|_| thread::spawn(|| LAST.with(|_| work_times(2))).join().unwrap());
        }
        "first-call-in-destructor" => LAST.with(|_| ()),
        "first-call-in-exit-handler" => {
            extern "C" fn late() {
                work();
            }
            unsafe { libc::atexit(late) };
        }
        "unwinding" => {
            let unwound = catch_unwind(AssertUnwindSafe(|| {
                let _works = Works;
                work_times(1);
                panic!("unwinds through a destructor");
            }));
            assert!(unwound.is_err());
        }
        "first-call-while-unwinding" => {
            let _works = Works;
            panic!("the first call comes later");
        }
        "short-threads" => short_threads(),
        _ => return None,
    }
    Some(Ok(()))
}

struct Works;

impl Drop for Works {
    fn drop(&mut self) {
        work_times(3);
    }
}

thread_local! {
    static LAST: Works = const { Works };
}

fn short_threads() {
    let run = |threads: u32| (0..threads).for_each(|_| thread::spawn(|| work_times(40)).join().unwrap());
    run(1000);
    say(&format!("before {}", resident_kib()));
    run(9000);
    say(&format!("after {}", resident_kib()));
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
