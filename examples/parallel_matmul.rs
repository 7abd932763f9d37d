//! The product of two matrices of 1000 x 1000, row by row in the order i, k, j, in which memory is read in a row.
//!
//! ```text
//! trace 16000000
//! in 100.3ms, 19.9 thousand million operations a second
//! parallel_matmul::product (examples/parallel_matmul.rs:16): parallel loop, 1 run, 1,000 items: 1 in parallel on 2.0 cores
//! ```

use std::time::Instant;

use bedeck::{par, parallel};

/// Each iteration has a row of `out`.
#[parallel]
fn product(a: &[f64], b: &[f64], out: &mut [f64], n: usize) {
    for (i, row) in par(out.chunks_mut(n).enumerate()) {
        for k in 0..n {
            let factor = a[i * n + k];
            for (cell, right) in row.iter_mut().zip(&b[k * n..(k + 1) * n]) {
                *cell += factor * right;
            }
        }
    }
}

fn main() {
    let n = 1000;
    let matrix =
        |of: fn(usize, usize) -> usize| -> Vec<f64> { (0..n * n).map(|at| (of(at / n, at % n) % 10) as f64).collect() };
    let (a, b) = (matrix(|i, j| i + j), matrix(|i, j| i * j));
    let mut out = vec![0.0; n * n];
    let began = Instant::now();
    product(&a, &b, &mut out, n);
    let took = began.elapsed();
    println!("trace {}", (0..n).map(|i| out[i * n + i]).sum::<f64>());
    eprintln!(
        "in {took:.1?}, {:.1} thousand million operations a second",
        2e-9 * (n * n * n) as f64 / took.as_secs_f64()
    );
    eprint!("{}", bedeck::explain());
}
