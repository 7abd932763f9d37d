//! What the loops do, as plain loops.

/// `sum += a[i]`, of floats.
#[inline(never)]
pub(crate) fn sum(a: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i];
    }
    sum
}

/// `sum += a[i] * b[i]`.
#[inline(never)]
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i] * b[i];
    }
    sum
}

/// The largest.
#[inline(never)]
pub(crate) fn max(a: &[f64]) -> f64 {
    let mut max = f64::MIN;
    for i in 0..a.len() {
        max = max.max(a[i]);
    }
    max
}

/// A body with branches, which processors that have to guess them run slowly.
#[inline(never)]
pub(crate) fn branches(a: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        if a[i] > 0.5 {
            sum += a[i] * 2.0;
        } else {
            sum += -a[i];
        }
    }
    sum
}

/// The same of integers.
#[inline(never)]
pub(crate) fn count(a: &[u64]) -> u64 {
    let mut sum = 0;
    for i in 0..a.len() {
        sum += a[i] & 0xff;
    }
    sum
}

/// `out[i] = a[i] * 2 + 1`.
#[inline(never)]
pub(crate) fn scale(out: &mut [f64], a: &[f64]) {
    for i in 0..out.len() {
        out[i] = a[i] * 2.0 + 1.0;
    }
}

/// Items whose costs rise.
#[inline(never)]
pub(crate) fn rising(out: &mut [u64]) {
    for i in 0..out.len() {
        out[i] = steps(i as u64 + 1);
    }
}

/// So many steps of a xorshift generator (G. Marsaglia, "Xorshift RNGs", 2003).
#[inline(never)]
pub(crate) fn steps(count: u64) -> u64 {
    let mut state = count | 1;
    for _ in 0..count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    state
}

/// Items of which each is a loop itself.
#[inline(never)]
pub(crate) fn nested(out: &mut [f64], a: &[f64]) {
    for i in 0..out.len() {
        out[i] = sum(std::hint::black_box(a)) * i as f64;
    }
}
