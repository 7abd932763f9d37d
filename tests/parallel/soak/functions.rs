//! What the callers call.

use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bedeck::{par, parallel};

#[parallel]
pub(super) fn float_sum(a: &[f64]) -> f64 {
    let mut sum = 0.25;
    for i in par(0..a.len()) {
        sum += a[i];
    }
    sum
}

#[parallel(pool = "soak", threads = 3)]
pub(super) fn float_dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, b) in par(a.iter().zip(b)) {
        sum += a * b;
    }
    sum
}

#[parallel]
pub(super) fn integer_sum(n: u64) -> u64 {
    let mut sum = 0;
    for i in par(0..n) {
        sum += i ^ 5;
    }
    sum
}

#[parallel(threads = 4, schedule = "dynamic(1)")]
pub(super) fn slow_sum(n: u64) -> u64 {
    let mut sum = 0;
    for i in par(0..n) {
        sum += busy(i % 50 * 20) + i;
    }
    sum
}

#[parallel]
pub(super) fn written(out: &mut [u64], by: u64) {
    for i in par(0..out.len()) {
        out[i] = out[i].wrapping_mul(by) ^ i as u64;
    }
}

#[parallel]
pub(super) fn gathered(a: &[u64]) -> Vec<u64> {
    #[reduce(concat)]
    let mut all = Vec::new();
    for a in par(a) {
        if a % 3 != 0 {
            all.push(*a);
        }
    }
    all
}

#[parallel]
pub(super) fn nested(rows: usize, columns: usize) -> u64 {
    let mut total = 0;
    for y in par(0..rows) {
        let mut row = 0;
        for x in par(0..columns) {
            row += (x * y) as u64 + busy(3);
        }
        total += row;
    }
    total
}

/// A lock around an inner loop, which every iteration of the outer one takes.
#[parallel]
pub(super) fn nested_under_a_lock(rows: usize, columns: usize) -> u64 {
    let lock = Mutex::new(0);
    for y in par(0..rows) {
        let mut held = lock.lock().unwrap_or_else(PoisonError::into_inner);
        let mut row = 0;
        for x in par(0..columns) {
            row += (x + y) as u64 + busy(20);
        }
        *held += row;
    }
    lock.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[parallel]
pub(super) fn failing(n: usize, fails_at: usize, panics_at: usize) -> Result<u64, usize> {
    let mut sum = 0;
    for i in par(0..n) {
        if i == panics_at {
            std::panic::panic_any(i);
        }
        sum += if i >= fails_at { Err(i)? } else { busy(5) };
    }
    Ok(sum)
}

#[parallel(map)]
pub(super) fn text(n: &u64) -> (Live, String) {
    busy(n % 100);
    (Live::new(), n.to_string())
}

#[parallel(map, limit = 6)]
pub(super) fn streamed(n: u64, panics_at: u64) -> (Live, u64) {
    let live = Live::new();
    busy(n % 200);
    if n == panics_at {
        std::panic::panic_any(n as usize);
    }
    (live, n * 3)
}

#[parallel(map, limit = 6, ordered = false, pool = "soak")]
pub(super) fn streamed_anyhow(n: u64) -> (Live, u64) {
    busy(n % 200);
    (Live::new(), n * 3)
}

#[parallel(spawn)]
pub(super) fn task(n: u64, live: Live) -> (Live, u64) {
    bedeck::checkpoint();
    let sum = integer_sum(n) + busy(n % 300);
    bedeck::checkpoint();
    if n % 97 == 13 {
        std::panic::panic_any(n as usize);
    }
    (live, sum)
}

#[parallel(spawn, pool = "soak", threads = 3)]
pub(super) fn task_of_tasks(n: u64) -> u64 {
    let tasks: Vec<_> = (0..n).map(|n| small_task(n * 10)).collect();
    tasks.into_iter().map(bedeck::Task::join).sum()
}

#[parallel(spawn)]
fn small_task(n: u64) -> u64 {
    n + busy(n % 100)
}

/// Takes about so many times some nanoseconds; 0.
pub(super) fn busy(times: u64) -> u64 {
    (0..times).fold(0, |all, i| std::hint::black_box(all & i))
}

static LIVE: AtomicIsize = AtomicIsize::new(0);

/// Something that is counted as long as it lives.
#[derive(Debug)]
pub(super) struct Live(Box<u64>);

impl Live {
    pub(super) fn new() -> Live {
        LIVE.fetch_add(1, Ordering::Relaxed);
        Live(Box::new(7))
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        assert_eq!(std::mem::replace(&mut *self.0, 0), 7, "dropped twice");
        LIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// All that is counted ends: what tasks hold may take a moment.
pub(super) fn all_end() {
    let began = Instant::now();
    while LIVE.load(Ordering::Relaxed) != 0 {
        assert!(began.elapsed() < Duration::from_secs(60), "{LIVE:?} are left");
        std::thread::sleep(Duration::from_millis(1));
    }
}
