//! The same loops with `#[parallel]`.

use bedeck::{par, parallel};

use super::kernels::steps;

#[inline(never)]
#[parallel]
pub(crate) fn sum(a: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in par(0..a.len()) {
        sum += a[i];
    }
    sum
}

#[inline(never)]
#[parallel]
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in par(0..a.len()) {
        sum += a[i] * b[i];
    }
    sum
}

#[inline(never)]
#[parallel]
pub(crate) fn max(a: &[f64]) -> f64 {
    let mut max = f64::MIN;
    for i in par(0..a.len()) {
        max = max.max(a[i]);
    }
    max
}

#[inline(never)]
#[parallel]
pub(crate) fn branches(a: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in par(0..a.len()) {
        if a[i] > 0.5 {
            sum += a[i] * 2.0;
        } else {
            sum += -a[i];
        }
    }
    sum
}

#[inline(never)]
#[parallel]
pub(crate) fn count(a: &[u64]) -> u64 {
    let mut sum = 0;
    for i in par(0..a.len()) {
        sum += a[i] & 0xff;
    }
    sum
}

#[inline(never)]
#[parallel]
pub(crate) fn scale(out: &mut [f64], a: &[f64]) {
    for i in par(0..out.len()) {
        out[i] = a[i] * 2.0 + 1.0;
    }
}

#[inline(never)]
#[parallel]
pub(crate) fn rising(out: &mut [u64]) {
    for i in par(0..out.len()) {
        out[i] = steps(i as u64 + 1);
    }
}

#[inline(never)]
#[parallel]
pub(crate) fn nested(out: &mut [f64], a: &[f64]) {
    for i in par(0..out.len()) {
        out[i] = sum(a) * i as f64;
    }
}
