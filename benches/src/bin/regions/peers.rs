//! The same loops by rayon's iterators.

use rayon::prelude::*;

use super::kernels::{steps, sum as plain_sum};

#[inline(never)]
pub(crate) fn sum(a: &[f64]) -> f64 {
    a.par_iter().sum()
}

#[inline(never)]
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.par_iter().zip(b).map(|(a, b)| a * b).sum()
}

#[inline(never)]
pub(crate) fn max(a: &[f64]) -> f64 {
    a.par_iter().copied().reduce(|| f64::MIN, f64::max)
}

#[inline(never)]
pub(crate) fn branches(a: &[f64]) -> f64 {
    a.par_iter().map(|a| if *a > 0.5 { a * 2.0 } else { -a }).sum()
}

#[inline(never)]
pub(crate) fn count(a: &[u64]) -> u64 {
    a.par_iter().map(|x| x & 0xff).sum()
}

#[inline(never)]
pub(crate) fn scale(out: &mut [f64], a: &[f64]) {
    out.par_iter_mut().zip(a).for_each(|(out, a)| *out = a * 2.0 + 1.0);
}

#[inline(never)]
pub(crate) fn rising(out: &mut [u64]) {
    out.par_iter_mut().enumerate().for_each(|(i, out)| *out = steps(i as u64 + 1));
}

#[inline(never)]
pub(crate) fn nested(out: &mut [f64], a: &[f64]) {
    out.par_iter_mut().enumerate().for_each(|(i, out)| *out = plain_sum(a) * i as f64);
}
