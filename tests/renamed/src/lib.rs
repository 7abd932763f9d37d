//! A caller that has given the crate another name.
#![deny(warnings)]
#![cfg(test)]

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use other::{memoize, par, parallel, timed, vectorize};

#[timed(crate = ::other)]
fn plain() -> u8 {
    1
}

#[memoize(crate = ::other)]
fn kept(n: u8) -> Result<u8, String> {
    Ok(n)
}

#[timed(crate = ::other)]
#[memoize(crate = ::other, thread_local)]
fn kept_here(#[cfg(any(unix, not(unix)))] n: u8) -> u8 {
    n
}

#[test]
fn results_are_kept() {
    assert_eq!((kept(1), kept(1), kept_here(1), kept_here(1)), (Ok(1), Ok(1), 1, 1));
    assert_eq!((kept_memo().info().hits, kept_here_memo().info().hits), (1, 1));
}

#[parallel(crate = ::other)]
fn dot(a: &[f64], b: &[f64], out: &mut [f64]) -> f64 {
    let mut sum = 0.0;
    for i in par(0..a.len()) {
        out[i] = a[i] * b[i];
        sum += out[i];
    }
    sum
}

#[test]
fn loops_run_on_all_cores() {
    let mut out = [0.0; 500];
    assert_eq!((dot(&[2.0; 500], &[3.0; 500], &mut out), out), (3000.0, [6.0; 500]));
}

#[vectorize(crate = ::other, parallel, fast)]
fn mixed(x: f64, y: f64) -> f64 {
    x * y + 1.0
}

#[timed(crate = ::other)]
#[vectorize(crate = ::other)]
fn increased(n: u8) -> u8 {
    n + 1
}

#[test]
fn elements_are_computed() {
    assert_eq!((mixed_vec(&[2.0, 3.0], &[4.0; 2]), mixed(2.0, 4.0)), (vec![9.0, 13.0], 9.0));
    assert_eq!(increased_vec(&[1, 2]), [2, 3]);
}

#[timed(crate = ::other, in_flight, sample = 2)]
fn full() -> u8 {
    2
}

#[timed(outcome, crate = other)]
fn seen() -> Option<u8> {
    Some(3)
}

#[timed(crate = ::other)]
async fn later() -> u8 {
    4
}

#[timed(crate = ::other, outcome)]
fn boxed() -> Pin<Box<dyn Future<Output = Option<u8>>>> {
    Box::pin(async { Some(5) })
}

#[timed(crate = ::other, future)]
fn returned() -> Pin<Box<dyn Future<Output = u8>>> {
    Box::pin(std::future::ready(6))
}

mod reexport {
    pub(crate) mod deep {
        pub(crate) use other as tools;
    }
}

struct Caller;

#[timed(crate = crate::reexport::deep::tools)]
impl Caller {
    const fn skipped() -> u8 {
        7
    }

    fn get() -> u8 {
        Caller::skipped()
    }
}

fn ready<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

#[other::profiled(lines, crate = ::other)]
fn lines(n: u8) -> u8 {
    let twice = n * 2;
    [twice, 1]
        .iter()
        .map(|n| {
            let more = n + 1;
            more
        })
        .sum()
}

#[test]
fn all_are_counted() {
    assert_eq!(lines(1), 5);
    let hits: Vec<_> = other::report().lines.iter().filter_map(|line| line.hits).collect();
    assert_eq!(hits, [1, 1, 1, 2, 2, 2]);
    assert_eq!((plain(), full(), seen()), (1, 2, Some(3)));
    assert_eq!((ready(later()), ready(boxed()), ready(returned())), (4, Some(5), 6));
    assert_eq!(Caller::get(), 7);
    assert_eq!(other::timed_block!("block", { 8 }), 8);
    let mut rows = other::report().functions;
    // Another test's, which may run at the same time.
    rows.retain(|row| !row.name.ends_with("::kept_here"));
    assert_eq!(rows.len(), 9, "{rows:#?}");
    assert!(rows.iter().all(|row| row.calls == 1 && row.open == 0), "{rows:#?}");
}
