//! `#[parallel]`: loops give what the plain loop gives.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::float_cmp)] // numbers are small

use std::collections::HashSet;
use std::thread::ThreadId;
use std::time::Duration;

use bedeck::{par, parallel};

#[parallel]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in par(0..a.len()) {
        sum += a[i] * b[i];
    }
    sum
}

#[parallel]
fn scale(out: &mut [f32], k: f32) {
    for i in par(0..out.len()) {
        out[i] *= k;
    }
}

/// The one order of a floating sum: blocks, in them 32 lanes, then the blocks.
fn in_order(terms: &[f64]) -> f64 {
    let n = terms.len();
    if n < 128 {
        return terms.iter().fold(0.0, |sum, term| sum + term);
    }
    let block = (n / 64).clamp(128, 4096);
    let blocks = terms.chunks(block).map(|block| {
        let mut lanes = [-0.0; 32];
        block.iter().enumerate().for_each(|(at, term)| lanes[at % 32] += term);
        lanes.into_iter().reduce(|sum, lane| sum + lane).unwrap()
    });
    0.0 + blocks.reduce(|sum, block| sum + block).unwrap()
}

fn terms(n: usize) -> Vec<f64> {
    (0..n).map(|i| 1.0 / (1.0 + (i * 7919 % 1000) as f64)).collect()
}

#[test]
fn a_dot_product_has_one_order() {
    for n in [0, 1, 31, 127, 128, 129, 1000, 4096, 100_000, 1_000_003] {
        let (a, b) = (terms(n), terms(n + 1));
        let products: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a * b).collect();
        let expected = in_order(&products);
        for _ in 0..20 {
            assert_eq!(dot(&a, &b).to_bits(), expected.to_bits(), "{n}");
        }
    }
}

#[test]
fn a_slice_is_scaled() {
    for n in [0, 1, 100, 10_000, 1_000_000] {
        for _ in 0..20 {
            let mut out: Vec<f32> = (0..n).map(|i| i as f32).collect();
            scale(&mut out, 0.5);
            assert!(out.iter().enumerate().all(|(i, own)| *own == i as f32 * 0.5), "{n}");
        }
    }
}

#[test]
#[should_panic(expected = "index out of bounds: the len is 3 but the index is 3")]
fn an_index_out_of_bounds_panics_as_ever() {
    dot(&[1.0; 200], &[1.0; 3]);
}

/// In a pool of its own: other tests keep the threads of all regions busy.
#[parallel(threads = 2)]
fn who(threads: &mut [Option<ThreadId>]) {
    for i in par(0..threads.len()) {
        std::thread::sleep(Duration::from_millis(1));
        threads[i] = Some(std::thread::current().id());
    }
}

#[test]
fn two_threads_share_a_loop() {
    let mut threads = vec![None; 300];
    who(&mut threads);
    assert!(threads.iter().all(Option::is_some));
    assert_eq!(threads.iter().collect::<HashSet<_>>().len(), 2);
}
