//! Writes at the loop's own index: elements of one slice, of several, of what is no slice; and indices that do not fit.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bedeck::{par, parallel};

use super::pause;
use crate::random::Random;
use crate::{expect_panics, often};

macro_rules! twice {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $body:block)*) => {
        mod plain {
            use super::*;
            $(pub(super) fn $name($($argument: $type),*) $body)*
        }
        mod parallel_form {
            use super::*;
            $(#[parallel] pub(super) fn $name($($argument: $type),*) $body)*
        }
    };
}

twice! {
    fn own_elements(x: &mut [u64], y: &mut [u64], a: &[u64]) {
        for i in par(0..x.len()) {
            pause(i);
            x[i] = x[i].wrapping_mul(3) ^ a[i];
            if a[i] % 3 == 0 { continue; }
            y[i] ^= x[i];
        }
    }
    fn from_an_offset(x: &mut [u64], y: &mut [u64], a: &[u64]) {
        for i in par(a.len() / 3..a.len() / 2) {
            pause(i);
            x[i] += a[i] % 100 + a[i / 2] % 10;
            y[i] = x[i];
        }
    }
    fn too_far(x: &mut [u64], y: &mut [u64], a: &[u64]) {
        for i in par(0..x.len() + a.len() % 2) {
            y[i] = i as u64;
            x[i] = i as u64 ^ a[i.min(1)];
        }
    }
    fn strings(x: &mut [u64], y: &mut [u64], a: &[u64]) {
        let mut all: Vec<String> = a.iter().map(u64::to_string).collect();
        for i in par(0..all.len()) {
            pause(i);
            all[i].push_str(&i.to_string());
        }
        for (i, word) in par(all.iter().enumerate()) {
            x[i] = word.len() as u64;
            y[i] ^= word.bytes().map(u64::from).sum::<u64>();
        }
    }
    fn moved_in(x: &mut [u64], y: &mut [u64], a: &[u64]) {
        let mut vector = a.to_vec();
        let mut pairs = vec![(0, 0); a.len()];
        for i in par(0..vector.len()) {
            vector[i] ^= 1;
            pairs[i] = (i as u64, a[i]);
        }
        for i in par(0..pairs.len()) {
            x[i] = pairs[i].0 ^ vector[i];
            y[i] = pairs[i].1;
        }
    }
}

type Form = fn(&mut [u64], &mut [u64], &[u64]);

pub(super) fn check() {
    let forms: [(&str, Form, Form); 5] = [
        ("own_elements", plain::own_elements, parallel_form::own_elements),
        ("from_an_offset", plain::from_an_offset, parallel_form::from_an_offset),
        ("too_far", plain::too_far, parallel_form::too_far),
        ("strings", plain::strings, parallel_form::strings),
        ("moved_in", plain::moved_in, parallel_form::moved_in),
    ];
    let random = &mut Random::new(4);
    expect_panics();
    for _ in 0..often(150, 3000) {
        let a: Vec<u64> = (0..2 + random.length(3000)).map(|_| random.next() >> 1).collect();
        let start = (a.clone(), a.iter().rev().copied().collect::<Vec<u64>>());
        for (name, plain, parallel) in forms {
            let run = |form: Form| {
                let (mut x, mut y) = start.clone();
                let panic = catch_unwind(AssertUnwindSafe(|| form(&mut x, &mut y, &a))).err();
                let text = panic.map(|panic| panic.downcast_ref::<String>().cloned());
                // What a panic leaves behind is the plain loop's own: it runs if an index may not fit.
                (x, y, text)
            };
            assert!(run(plain) == run(parallel), "{name}, n = {}", a.len());
        }
    }
}
