//! Loops on all cores: a sum with one order, disjoint writes, an error that stops the rest, and a histogram.
//!
//! ```text
//! pi is about 3.1414
//! a corner of the product: 2402
//! words by length: [0, 0, 0, 4000, 2000, 3000, 0, 0]
//! Ok(85000)
//! Err("\"seven\": invalid digit found in string")
//! ```

use bedeck::{par, parallel};

/// The part of a square that lies in the circle, times four.
#[parallel]
fn pi(samples: u64) -> f64 {
    let mut hits = 0;
    for sample in par(0..samples) {
        let (x, y) = (random(2 * sample), random(2 * sample + 1));
        if x * x + y * y <= 1.0 {
            hits += 1;
        }
    }
    4.0 * f64::from(hits) / samples as f64
}

/// The `n`th of a row of numbers from 0 to 1 that look random (SplitMix64, by G. Steele, D. Lea and C. Flood).
fn random(n: u64) -> f64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Row by row.
#[parallel]
fn product(a: &[f64], b: &[f64], out: &mut [f64], n: usize) {
    for (i, row) in par(out.chunks_mut(n).enumerate()) {
        for k in 0..n {
            for j in 0..n {
                row[j] += a[i * n + k] * b[k * n + j];
            }
        }
    }
}

/// Every thread counts in an array of its own; in the end they are added up.
#[parallel]
fn lengths(words: &[&str]) -> [u32; 8] {
    #[reduce(each(+))]
    let mut counts = [0; 8];
    for word in par(words) {
        counts[word.len().min(7)] += 1;
    }
    counts
}

/// The error is that of the first bad number, whichever thread found which.
#[parallel]
fn parsed(words: &[&str], out: &mut [u32]) -> Result<u32, String> {
    let mut sum = 0;
    for i in par(0..words.len()) {
        out[i] = words[i].parse().map_err(|error| format!("{:?}: {error}", words[i]))?;
        sum += out[i];
    }
    Ok(sum)
}

fn main() {
    println!("pi is about {:.4}", pi(10_000_000));

    let n = 300;
    let a: Vec<f64> = (0..n * n).map(|i| (i % 7) as f64).collect();
    let mut out = vec![0.0; n * n];
    product(&a, &a, &mut out, n);
    println!("a corner of the product: {}", out[n * n - 1]);

    let text = "the quick brown fox jumps over the lazy dog ".repeat(1000);
    let words: Vec<&str> = text.split_whitespace().collect();
    println!("words by length: {:?}", lengths(&words));

    let mut numbers = vec!["17"; 5000];
    let mut out = vec![0; 5000];
    println!("{:?}", parsed(&numbers, &mut out));
    (numbers[4000], numbers[77]) = ("four", "seven");
    println!("{:?}", parsed(&numbers, &mut out));
}
