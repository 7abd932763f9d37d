//! The functions of the crate without the standard library are counted.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bedeck_no_std::{
    Caller, Scale, checked, full, kept, kept_later, kept_memo, kept_slice, largest, later, mixed, mixed_vec, returned,
    scaled, seen, sum,
};

#[test]
fn all_are_counted() {
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!((sum(&[1, 2]), full(1), seen(0), seen(1), Caller::get()), (3, 1, None, Some(0), 1));
    assert_eq!(pin!(later(1, 2)).poll(&mut context), Poll::Ready(3));
    assert_eq!(pin!(returned(1)).poll(&mut context), Poll::Ready(1));
    let rows = bedeck::report().functions;
    let calls = |end: &str| rows.iter().filter(|row| row.name.ends_with(end)).map(|row| row.calls).sum::<u64>();
    assert_eq!(
        ["::sum", "::full", "::seen", "::later", "::returned", "Caller::get", "block"].map(calls),
        [1, 1, 2, 1, 1, 1, 1]
    );
    assert_eq!(largest(&[1, 3, 2, 7, 7]), 7);
    let lines = bedeck::report().lines;
    assert_eq!(lines.iter().filter_map(|line| line.hits).collect::<Vec<_>>(), [1, 1, 5, 5, 3, 2, 1, 1]);
}

#[test]
fn results_are_kept() {
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..2 {
        assert_eq!((kept(4), kept_slice(&[1, 2])), (Some(2), 3));
        assert_eq!(pin!(kept_later(1)).poll(&mut context), Poll::Ready(1));
    }
    assert_eq!((kept_memo().info().hits, kept_memo().peek(5)), (1, Some(Some(2))));
}

#[test]
fn loops_run_on_all_cores() {
    let mut out = [2.0; 1000];
    assert_eq!((scaled(&mut out, &[3.0; 1000]), out), (6000.0, [9.0; 1000]));
    let mut numbers = [2; 1000];
    assert_eq!(checked(&numbers), Ok(2000));
    (numbers[7], numbers[900]) = (0, 0);
    assert_eq!(checked(&numbers), Err(7));
}

#[test]
fn elements_are_computed() {
    assert_eq!((mixed(2.0, 3.0), mixed_vec(&[2.0; 10], &[3.0; 10])), (7.0, vec![7.0; 10]));
    assert_eq!(Scale(2.0).scaled_vec(&[1.0, -1.0]), [Some(2.0), None]);
}
