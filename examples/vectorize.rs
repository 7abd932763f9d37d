//! A scalar function in loops over slices, by the widest vector instructions that the processor has.
//!
//! ```text
//! 5 13 13
//! [1.0, 3.0, 69.0, 1465.0]
//! [1.5, 3.0]
//! pi is about 3.142
//! ```

use bedeck::vectorize;

/// `hypot` stays; `hypot_slice` and `hypot_vec` stand beside it.
#[vectorize]
fn hypot(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

/// The coefficients are the same for all elements, as `#[each]` says what varies. On all cores.
#[vectorize(parallel)]
fn polynomial(coefficients: &[f64; 8], #[each] x: f64) -> f64 {
    let mut sum = coefficients[0];
    for coefficient in &coefficients[1..] {
        sum = sum * x + coefficient;
    }
    sum
}

/// Products and sums may be rounded once.
#[vectorize(fast)]
fn mix(a: f32, b: f32, t: f32) -> f32 {
    a * (1.0 - t) + b * t
}

/// One for each sample that lies in the circle.
#[vectorize(parallel)]
fn hit(sample: u64) -> u8 {
    let (x, y) = (random(2 * sample), random(2 * sample + 1));
    u8::from(x * x + y * y <= 1.0)
}

/// The `n`th of a row of numbers from 0 to 1 that look random (SplitMix64, by G. Steele, D. Lea and C. Flood).
fn random(n: u64) -> f64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

fn main() {
    let xs: Vec<f64> = (0..1000).map(f64::from).collect();
    let ys = vec![5.0; 1000];
    let mut out = vec![0.0; 1000];
    hypot_slice(&xs, &ys, &mut out);
    println!("{} {} {}", out[0], out[12], hypot(12.0, 5.0));

    let values = polynomial_vec(&[1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 2.0, 1.0], &xs);
    println!("{:?}", &values[..4]);

    println!("{:?}", mix_vec(&[1.0, 2.0], &[3.0, 4.0], &[0.25, 0.5]));

    let samples: Vec<u64> = (0..1_000_000).collect();
    let hits: u64 = hit_vec(&samples).into_iter().map(u64::from).sum();
    println!("pi is about {:.3}", 4.0 * hits as f64 / samples.len() as f64);
}
