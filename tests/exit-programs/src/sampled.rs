//! Programs with `lines = "sampled"`, whose lines a thread of the runtime's looks at.

use std::fs;
use std::process::exit;
use std::thread;
use std::time::{Duration, Instant};

use bedeck::profiled;

use crate::{say, wait_for_the_test, work_times};

pub(crate) fn run(scenario: &str) -> Option<Result<(), String>> {
    match scenario {
        "sampled" => {
            work_times(5);
            busy(100);
            say(&format!("sampled {}", sampled().as_millis()));
            say(&format!("samplers {}", samplers()));
        }
        "sampled-open" => {
            work_times(5);
            thread::spawn(|| busy(60_000));
            thread::sleep(Duration::from_millis(100));
            say(&format!("sampled {}", sampled().as_millis()));
            exit(7);
        }
        "sampled-wait" => {
            work_times(5);
            busy(20);
            say("ready");
            wait_for_the_test();
        }
        "sampled-again" => {
            busy(20);
            // By now the sampler sleeps.
            thread::sleep(Duration::from_millis(400));
            let before = sampled();
            busy(200);
            say(&format!("sampled {}", (sampled() - before).as_millis()));
        }
        "sampled-reset" => {
            busy(200);
            bedeck::reset();
            say(&format!("left {}", sampled().as_millis()));
            busy(50);
            say(&format!("sampled {}", sampled().as_millis()));
        }
        "sampled-fork" => {
            busy(20);
            // SAFETY: the child only does what the parent does.
            if unsafe { libc::fork() } == 0 {
                busy(200);
                say(&format!("child {}", sampled().as_millis()));
                say(&format!("samplers {}", samplers()));
                exit(0);
            }
            // SAFETY: waits for the child.
            unsafe { libc::wait(std::ptr::null_mut()) };
        }
        _ => return None,
    }
    Some(Ok(()))
}

#[profiled(lines = "sampled")]
fn busy(milliseconds: u64) {
    let end = Instant::now() + Duration::from_millis(milliseconds);
    while Instant::now() < end {
        std::hint::spin_loop();
    }
}

/// The time on all lines.
fn sampled() -> Duration {
    let lines = bedeck::report().lines;
    Duration::from_nanos(lines.iter().filter_map(|line| line.total_ns).sum())
}

/// How many threads of the runtime's look.
fn samplers() -> usize {
    let Ok(threads) = fs::read_dir("/proc/self/task") else { return 0 };
    let name = |thread: fs::DirEntry| fs::read_to_string(thread.path().join("comm")).unwrap_or_default();
    threads
        .flatten()
        .filter(|thread| thread.path().exists())
        .map(name)
        .filter(|name| name.trim() == "bedeck-lines")
        .count()
}
