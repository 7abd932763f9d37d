//! Loops over few items, of which callgrind counts the instructions.

use std::hint::black_box;

use super::{attributed, plain};
use crate::work::repeat;

/// The three loops in one form.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    sum: fn(&[f64]) -> f64,
    count: fn(&[u64]) -> u64,
    scale: fn(&mut [f64], &[f64]),
}

/// As they are written.
pub const PLAIN: Form = Form { sum: plain::sum, count: plain::count, scale: plain::scale };
/// With `#[parallel]`.
pub const ATTRIBUTED: Form = Form { sum: attributed::sum, count: attributed::count, scale: attributed::scale };

/// `N` floats, so often.
pub fn sum<const N: usize>(calls: u64, form: Form) {
    let a = [1.5; N];
    (form.sum)(&a);
    repeat(calls, |_| (form.sum)(black_box(&a)) as u64);
}

/// `N` integers.
pub fn count<const N: usize>(calls: u64, form: Form) {
    let a = [15; N];
    (form.count)(&a);
    repeat(calls, |_| (form.count)(black_box(&a)));
}

/// `N` floats, scaled.
pub fn scale<const N: usize>(calls: u64, form: Form) {
    let (a, out) = ([1.5; N], std::cell::RefCell::new([0.0; N]));
    (form.scale)(&mut out.borrow_mut()[..], &a);
    repeat(calls, |_| {
        (form.scale)(&mut black_box(&mut out.borrow_mut())[..], black_box(&a));
        0
    });
}
