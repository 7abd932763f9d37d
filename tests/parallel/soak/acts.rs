//! What a caller may do next; each act checks what it gets.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, OnceLock, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use bedeck::TaskError;

use super::functions::{self as call, Live};
use crate::order::in_lanes;
use crate::random::Random;

type Act = fn(&mut Random);

pub(super) const ACTS: [(&str, Act); 13] = [
    ("floats", floats),
    ("integers", integers),
    ("writes", writes),
    ("collections", collections),
    ("nested", nested),
    ("nested under a lock", nested_under_a_lock),
    ("failures", failures),
    ("map", map),
    ("stream", stream),
    ("stream anyhow", stream_anyhow),
    ("tasks", tasks),
    ("tasks of tasks", tasks_of_tasks),
    ("inside a pool", inside_a_pool),
];

fn floats(random: &mut Random) {
    let n = random.length(20_000);
    let a: Vec<f64> = (0..n).map(|_| (random.next() >> 20) as f64 * 1e-7).collect();
    let add = |left: f64, right: f64| left + right;
    let sum = in_lanes(n, 0.25, -0.0, |sum, i| sum + a[i], add);
    assert_eq!(call::float_sum(&a).to_bits(), sum.to_bits(), "n = {n}");
    let dot = in_lanes(n, 0.0, -0.0, |sum, i| sum + a[i] * a[i], add);
    assert_eq!(call::float_dot(&a, &a).to_bits(), dot.to_bits(), "n = {n}");
}

fn integers(random: &mut Random) {
    let n = random.length(50_000) as u64;
    assert_eq!(call::integer_sum(n), (0..n).map(|i| i ^ 5).sum(), "n = {n}");
    let n = random.length(200) as u64;
    assert_eq!(call::slow_sum(n), n * n.saturating_sub(1) / 2, "n = {n}");
}

fn writes(random: &mut Random) {
    let mut out: Vec<u64> = (0..random.length(20_000)).map(|_| random.next()).collect();
    let expected: Vec<u64> = out.iter().enumerate().map(|(i, x)| x.wrapping_mul(9) ^ i as u64).collect();
    call::written(&mut out, 9);
    assert!(out == expected, "n = {}", out.len());
}

fn collections(random: &mut Random) {
    let a: Vec<u64> = (0..random.length(10_000)).map(|_| random.next()).collect();
    let expected: Vec<u64> = a.iter().copied().filter(|x| x % 3 != 0).collect();
    assert!(call::gathered(&a) == expected, "n = {}", a.len());
}

fn nested(random: &mut Random) {
    let (rows, columns) = (random.below(60), random.below(200));
    let expected = (0..rows).map(|y| (0..columns).map(|x| (x * y) as u64).sum::<u64>()).sum();
    assert_eq!(call::nested(rows, columns), expected, "{rows} x {columns}");
}

fn nested_under_a_lock(random: &mut Random) {
    let (rows, columns) = (random.below(30), random.below(200));
    let expected = (0..rows).map(|y| (0..columns).map(|x| (x + y) as u64).sum::<u64>()).sum();
    assert_eq!(call::nested_under_a_lock(rows, columns), expected, "{rows} x {columns}");
}

fn failures(random: &mut Random) {
    let n = random.length(3000);
    let place = |random: &mut Random| if random.one_in(2) { usize::MAX } else { random.below(n + 1) };
    let (fails_at, panics_at) = (place(random), place(random));
    let result = catch_unwind(|| call::failing(n, fails_at, panics_at));
    let context = format!("n = {n}, {fails_at}, {panics_at}");
    match result {
        Ok(Ok(sum)) => assert!(sum == 0 && fails_at >= n && panics_at >= n, "{context}"),
        Ok(Err(at)) => assert!(at == fails_at && fails_at < panics_at.min(n), "{context}: {at}"),
        Err(panic) => {
            assert_eq!(panic.downcast_ref(), Some(&panics_at), "{context}");
            assert!(panics_at <= fails_at, "{context}");
        }
    }
}

fn map(random: &mut Random) {
    let items: Vec<u64> = (0..random.length(2000)).map(|_| random.next() >> 30).collect();
    let texts = call::text_par(&items);
    assert_eq!(texts.len(), items.len());
    assert!(texts.iter().zip(&items).all(|((_, text), item)| *text == item.to_string()));
}

fn stream(random: &mut Random) {
    let n = random.length(200) as u64;
    let panics_at = if random.one_in(4) { random.below(n as usize + 1) as u64 } else { u64::MAX };
    let takes = if random.one_in(3) { random.below(n as usize + 1) } else { usize::MAX };
    let taken = catch_unwind(AssertUnwindSafe(|| {
        let numbers = call::streamed_iter(0..n, panics_at).take(takes).map(|(_, number)| number);
        assert!(numbers.enumerate().all(|(i, number)| number == 3 * i as u64));
    }));
    let reaches = panics_at < n && panics_at < takes as u64;
    assert_eq!(taken.is_err(), reaches, "n = {n}, {panics_at}, {takes}");
}

fn stream_anyhow(random: &mut Random) {
    let n = random.length(200) as u64;
    if random.one_in(3) {
        let some = random.below(n as usize + 1);
        assert_eq!(call::streamed_anyhow_iter(0..n).take(some).count(), some);
        return;
    }
    let mut all: Vec<u64> = call::streamed_anyhow_iter(0..n).map(|(_, number)| number).collect();
    all.sort_unstable();
    assert!(all.into_iter().eq((0..n).map(|i| 3 * i)), "n = {n}");
}

/// What a task has to come to, if it is not cancelled.
fn is_right(n: u64, result: Result<(Live, u64), TaskError>, may_be_cancelled: bool) {
    match result {
        Ok((_, sum)) => assert!(n % 97 != 13 && sum == (0..n).map(|i| i ^ 5).sum()),
        Err(TaskError::Cancelled) => assert!(may_be_cancelled),
        Err(TaskError::Panicked(payload)) => {
            assert!(n % 97 == 13);
            assert_eq!(payload.downcast_ref(), Some(&(n as usize)));
        }
    }
}

/// The result, or the error that unwound.
fn caught(run: impl FnOnce() -> (Live, u64)) -> Result<(Live, u64), TaskError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(TaskError::Panicked)
}

fn tasks(random: &mut Random) {
    for _ in 0..random.below(20) {
        let n = random.length(3000) as u64;
        let task = call::task(n, Live::new());
        match random.below(7) {
            0 => drop(task),
            1 => is_right(n, task.try_join(), false),
            2 => is_right(n, caught(|| task.join()), false),
            3 => is_right(n, caught(|| block_on(task)), false),
            4 => {
                let (tell, told) = mpsc::channel();
                task.on_done(move |result| tell.send(result).expect("the caller waits"));
                is_right(n, told.recv().expect("somebody tells"), false);
            }
            5 => {
                task.cancel();
                is_right(n, task.try_join(), true);
            }
            _ => {
                let mut waiting = task;
                let result = caught(|| {
                    loop {
                        match waiting.wait(Duration::from_micros(200)) {
                            Ok(result) => break result,
                            Err(again) => waiting = again,
                        }
                    }
                });
                is_right(n, result, false);
            }
        }
    }
}

fn tasks_of_tasks(random: &mut Random) {
    let n = random.below(20) as u64;
    assert_eq!(call::task_of_tasks(n).join(), (0..n).map(|n| n * 10).sum());
}

/// The same from a thread of the program's own pool.
fn inside_a_pool(random: &mut Random) {
    static POOL: OnceLock<rayon_core::ThreadPool> = OnceLock::new();
    let start = || rayon_core::ThreadPoolBuilder::new().num_threads(3).build().expect("threads");
    let acts: [Act; 7] = [floats, integers, writes, nested, failures, map, tasks_of_tasks];
    let (act, seed) = (acts[random.below(acts.len())], random.next());
    POOL.get_or_init(start).install(|| {
        rayon_core::join(|| act(&mut Random::new(seed)), || nested(&mut Random::new(seed + 1)));
    });
}

/// Runs a future, asleep between its polls.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}
