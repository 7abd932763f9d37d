//! `#[vectorize]`: a scalar function and the loops beside it.
#![allow(
    clippy::cast_lossless,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::doc_markdown,
    clippy::float_cmp,
    clippy::items_after_statements,
    clippy::manual_is_multiple_of,
    clippy::many_single_char_names,
    clippy::used_underscore_binding,
    reason = "what is vectorized is written as users write it"
)]

mod levels;
mod traps;

use bedeck::vectorize;

#[vectorize]
fn hypot(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

/// Other types, in and out.
#[vectorize]
fn is_above(x: f32, n: i32) -> bool {
    x > n as f32
}

#[vectorize]
fn mixed((a, b): (u8, u16), mut c: u64, _: [i8; 3]) -> Option<u64> {
    c += u64::from(a);
    c.checked_sub(u64::from(b))
}

/// Polynomials of one argument, with coefficients that are the same for all.
#[vectorize(parallel)]
fn polynomial(coefficients: &[f64], #[each] x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, own| sum * x + own)
}

#[vectorize(fast)]
fn fused(x: f64, y: f64, z: f32) -> f64 {
    let mut sum = x * y + 1.0;
    sum -= x * x;
    sum + f64::from(z * 2.0 - z) + (1 + 2 * 3) as f64
}

#[vectorize(fast, parallel, name = "hypot of generic numbers")]
pub(crate) fn generic<'a, T, const N: usize>(x: T, y: [T; N], _name: &'a str) -> T
where
    T: Copy + std::ops::Mul<Output = T> + std::ops::Add<Output = T> + Send + Sync,
{
    y.iter().fold(x, |sum, own| sum * x + *own)
}

struct Scale {
    by: f64,
}

impl Scale {
    #[vectorize]
    fn scaled(&self, x: f64) -> f64 {
        x * self.by
    }

    #[vectorize(parallel)]
    pub(crate) const fn twice(x: f64) -> f64 {
        x * 2.0
    }
}

#[test]
fn elements_are_what_the_function_returns() {
    for n in 0..=300_i32 {
        let xs: Vec<f64> = (0..n).map(f64::from).collect();
        let ys: Vec<f64> = xs.iter().map(|x| x * 0.5 - 7.0).collect();
        let expected: Vec<f64> = xs.iter().zip(&ys).map(|(x, y)| hypot(*x, *y)).collect();
        let mut out = vec![0.0; n as usize];
        hypot_slice(&xs, &ys, &mut out);
        assert_eq!((&out, &hypot_vec(&xs, &ys)), (&expected, &expected));
        let scale = Scale { by: 3.0 };
        scale.scaled_slice(&xs, &mut out);
        assert!(out.iter().zip(&xs).all(|(out, x)| *out == x * 3.0));
        assert_eq!(Scale::twice_vec(&xs), scale.scaled_vec(&xs).iter().map(|x| x / 3.0 * 2.0).collect::<Vec<_>>());
        let numbers: Vec<i32> = (0..n).rev().collect();
        let floats: Vec<f32> = xs.iter().map(|x| *x as f32).collect();
        assert!(is_above_vec(&floats, &numbers).iter().zip(0..).all(|(above, i)| *above == (i > n - 1 - i)));
    }
}
