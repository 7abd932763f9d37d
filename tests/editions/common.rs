// What callers of the editions 2018, 2021 and 2024 have in common, included into each.

use std::future::Future;
use std::task::{Context, Poll, Waker};

#[timed]
async fn later(first: String, mut second: String) -> Box<dyn std::fmt::Debug> {
    if first.is_empty() {
        return Box::new(1);
    }
    second.push_str(&first);
    Box::new(second)
}

#[timed(outcome)]
fn seen(n: u8) -> Option<u8> {
    let n = n.checked_sub(1)?;
    Some(n)
}

#[timed(future)]
fn returned(n: u8) -> impl std::future::Future<Output = u8> {
    std::future::ready(n)
}

#[timed]
async fn diverging() {
    panic!("on purpose")
}

#[parallel]
fn scaled(out: &mut [f64], by: &[f64]) -> Result<f64, usize> {
    let mut sum = 0.0;
    for i in par(0..out.len()) {
        if by[i] < 0.0 {
            return_error(i)?;
        }
        out[i] *= by[i];
        sum += out[i];
    }
    for row in par(out.chunks_mut(10)) {
        row[0] += 1.0;
    }
    Ok(sum)
}

#[vectorize(parallel)]
fn hypot(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

#[vectorize(fast)]
fn mixed<T: Into<f64> + Copy>(#[each] x: T, by: &[f64; 2]) -> f64 {
    by[0] * 2.0 + x.into() - by[1] * by[1]
}

fn check_vectorized() {
    assert_eq!((hypot(3.0, 4.0), hypot_vec(&[3.0; 100], &[4.0; 100])), (5.0, vec![5.0; 100]));
    let mut out = [0.0; 3];
    mixed_slice(&[1_u8, 2, 3], &[1.0, 2.0], &mut out);
    assert_eq!((out, mixed(1_u8, &[1.0, 2.0])), ([-1.0, 0.0, 1.0], -1.0));
}

fn return_error(i: usize) -> Result<(), usize> {
    Err(i)
}

fn check_scaled() {
    let mut out = vec![2.0; 1000];
    let mut by = vec![3.0; 1000];
    assert_eq!(scaled(&mut out, &by), Ok(6000.0));
    assert_eq!(out.iter().sum::<f64>(), 6100.0);
    by[8] = -1.0;
    by[300] = -1.0;
    assert_eq!(scaled(&mut out, &by), Err(8));
}

#[memoize]
async fn kept_later(text: &str, n: u8) -> Result<String, u8> {
    if n == 0 {
        return Err(n);
    }
    Ok(format!("{}{}", text, n))
}

#[memoize(thread_local, skip_none)]
#[allow(clippy::multiple_bound_locations)]
fn kept_here<T: Clone + 'static>(text: &str, n: Option<T>) -> Option<T>
where
    T: Eq + std::hash::Hash,
{
    let _ = text;
    n
}

struct Remembering(bedeck::InstanceMemo);

impl Remembering {
    #[memoize(instance = 0)]
    fn twice(&self, n: u8) -> u8 {
        n * 2
    }
}

fn check_kept() {
    assert_eq!(ready(kept_later_memo().refresh("a", 1)), Ok("a1".to_owned()));
    check_scaled();
    check_vectorized();
    for _ in 0..2 {
        assert_eq!(ready(kept_later("a", 1)), Ok("a1".to_owned()));
        assert_eq!((kept_here("a", Some(1)), kept_here::<u8>("a", None)), (Some(1), None));
    }
    assert_eq!((kept_later_memo().info().hits, kept_here_memo::<i32>().info().hits), (2, 1));
    let memo = Remembering(bedeck::InstanceMemo::new());
    assert_eq!((memo.twice(2), memo.twice_memo().peek(2)), (4, Some(4)));
}

struct Caller(u8);

#[timed]
impl Caller {
    fn get(&self) -> u8 {
        self.0
    }
}

fn ready<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

/// Calls everything above, and checks that it was counted, `own` functions of the caller's too.
fn check(package: &str, own: &[(&str, u64)]) {
    check_kept();
    assert_eq!(format!("{:?}", ready(later("a".to_owned(), "b".to_owned()))), "\"ba\"");
    assert_eq!(format!("{:?}", ready(later(String::new(), String::new()))), "1");
    assert_eq!((seen(0), seen(1)), (None, Some(0)));
    assert_eq!(ready(returned(3)), 3);
    assert!(std::panic::catch_unwind(|| ready(diverging())).is_err());
    assert_eq!(Caller(4).get(), 4);
    assert_eq!(bedeck::timed_block!("block", { 1 + 1 }), 2);
    let rows: Vec<(String, u64)> = bedeck::report().functions.into_iter().map(|row| (row.name, row.calls)).collect();
    let shared = [("later", 2), ("seen", 2), ("returned", 1), ("diverging", 1), ("Caller::get", 1)];
    for (name, calls) in shared.iter().chain(own) {
        let name = format!("{}::{}", package, name);
        assert!(rows.contains(&(name.clone(), *calls)), "{} {:?}", name, rows);
    }
    assert!(rows.contains(&("block".to_owned(), 1)));
}
