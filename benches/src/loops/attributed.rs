//! The same loops with `#[parallel]`.

use bedeck::{par, parallel};

use super::{is_inside, polynomial, steps};

/// `sum += a[i]`, of floats.
#[inline(never)]
#[parallel]
pub fn sum(a: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in par(0..a.len()) {
        sum += a[i];
    }
    sum
}

/// `sum += a[i] * b[i]`.
#[inline(never)]
#[parallel]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in par(0..a.len()) {
        sum += a[i] * b[i];
    }
    sum
}

/// The greatest.
#[inline(never)]
#[parallel]
pub fn max(a: &[f64]) -> f64 {
    let mut max = f64::NEG_INFINITY;
    for i in par(0..a.len()) {
        max = max.max(a[i]);
    }
    max
}

/// A sum with a branch that nobody can predict.
#[inline(never)]
#[parallel]
pub fn branchy(a: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in par(0..a.len()) {
        if a[i] > 0.0 {
            sum += a[i] * a[i];
        } else {
            sum += -a[i];
        }
    }
    sum
}

/// A sum of integers.
#[inline(never)]
#[parallel]
pub fn count(a: &[u64]) -> u64 {
    let mut sum = 0;
    for i in par(0..a.len()) {
        sum += a[i] & 0xff;
    }
    sum
}

/// `out[i] = a[i] * 2 + 1`.
#[inline(never)]
#[parallel]
pub fn scale(out: &mut [f64], a: &[f64]) {
    for i in par(0..out.len()) {
        out[i] = a[i] * 2.0 + 1.0;
    }
}

/// `out[i] = a[i] + b[i]`.
#[inline(never)]
#[parallel]
pub fn add(out: &mut [f64], a: &[f64], b: &[f64]) {
    for i in par(0..out.len()) {
        out[i] = a[i] + b[i];
    }
}

/// `out[i]` is the length of a vector of two parts.
#[inline(never)]
#[parallel]
pub fn hypot(out: &mut [f64], a: &[f64], b: &[f64]) {
    for i in par(0..out.len()) {
        out[i] = (a[i] * a[i] + b[i] * b[i]).sqrt();
    }
}

/// `out[i]` is a polynomial of `a[i]`.
#[inline(never)]
#[parallel]
pub fn powers(out: &mut [f64], a: &[f64]) {
    for i in par(0..out.len()) {
        out[i] = polynomial(a[i]);
    }
}

/// Items that cost the same.
#[inline(never)]
#[parallel]
pub fn uniform(out: &mut [u64], cost: u64) {
    for i in par(0..out.len()) {
        out[i] = steps(cost);
    }
}

/// Items whose costs rise.
#[inline(never)]
#[parallel]
pub fn rising(out: &mut [u64]) {
    for i in par(0..out.len()) {
        out[i] = steps(i as u64 + 1);
    }
}

/// Items whose costs fall.
#[inline(never)]
#[parallel]
pub fn falling(out: &mut [u64]) {
    let n = out.len();
    for i in par(0..out.len()) {
        out[i] = steps((n - i) as u64);
    }
}

/// Items of which few cost most.
#[inline(never)]
#[parallel]
pub fn pareto(out: &mut [u64], costs: &[u64]) {
    for i in par(0..out.len()) {
        out[i] = steps(costs[i]);
    }
}

/// The same, one at a time.
#[inline(never)]
#[parallel(schedule = "dynamic(1)")]
pub fn pareto_one_by_one(out: &mut [u64], costs: &[u64]) {
    for i in par(0..out.len()) {
        out[i] = steps(costs[i]);
    }
}

/// Items of which each is a loop itself.
#[inline(never)]
#[parallel]
pub fn nested(out: &mut [f64], a: &[f64]) {
    for i in par(0..out.len()) {
        out[i] = sum(std::hint::black_box(a)) * i as f64;
    }
}

/// How many of so many samples lie in the circle.
#[inline(never)]
#[parallel]
pub fn pi(samples: u64) -> u64 {
    let mut inside = 0;
    for i in par(0..samples) {
        inside += is_inside(i);
    }
    inside
}

/// A product of square matrices, row by row of what is written and of what is read.
#[inline(never)]
#[parallel]
pub fn matmul(out: &mut [f64], a: &[f64], b: &[f64], n: usize) {
    for (i, row) in par(out.chunks_mut(n).enumerate()) {
        row.fill(0.0);
        for k in 0..n {
            let factor = a[i * n + k];
            for (out, b) in row.iter_mut().zip(&b[k * n..k * n + n]) {
                *out += factor * b;
            }
        }
    }
}
