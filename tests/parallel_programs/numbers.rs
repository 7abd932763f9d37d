//! Vectors, matrices, particles, primes.

use bedeck::par;

use super::{near, programs, random, reals};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Body {
    pub(crate) at: [f64; 3],
    pub(crate) speed: [f64; 3],
    pub(crate) mass: f64,
}

#[derive(Clone, Copy)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// Rows of a sparse matrix.
pub(crate) struct Sparse {
    pub(crate) starts: Vec<usize>,
    pub(crate) columns: Vec<usize>,
    pub(crate) values: Vec<f64>,
}

programs! {
    pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (x, y) in par(a.iter().zip(b)) {
            sum += x * y;
        }
        sum
    }

    pub(super) fn dot_of_structs(points: &[Point]) -> f64 {
        let mut sum = 0.0;
        for point in par(points) {
            let Point { x, y } = *point;
            sum += x * y;
        }
        sum
    }

    pub(super) fn sum_of_references(numbers: &[u64]) -> u64 {
        let mut sum = 0;
        for number in par(numbers.iter()) {
            sum += number;
        }
        sum
    }

    pub(super) fn axpy(a: f64, x: &[f64], y: &mut [f64]) {
        for i in par(0..y.len()) {
            y[i] += a * x[i];
        }
    }

    pub(super) fn matmul(a: &[f64], b: &[f64], c: &mut [f64], n: usize) {
        for (i, row) in par(c.chunks_mut(n).enumerate()) {
            for k in 0..n {
                let factor = a[i * n + k];
                for j in 0..n {
                    row[j] += factor * b[k * n + j];
                }
            }
        }
    }

    pub(super) fn transpose(a: &[f64], n: usize) -> Vec<f64> {
        let mut out = vec![0.0; a.len()];
        for (i, row) in par(out.chunks_mut(n).enumerate()) {
            for (j, cell) in row.iter_mut().enumerate() {
                *cell = a[j * n + i];
            }
        }
        out
    }

    pub(super) fn sparse(matrix: &Sparse, x: &[f64]) -> Vec<f64> {
        let mut y = vec![0.0; matrix.starts.len() - 1];
        for row in par(0..y.len()) {
            let mut sum = 0.0;
            for at in matrix.starts[row]..matrix.starts[row + 1] {
                sum += matrix.values[at] * x[matrix.columns[at]];
            }
            y[row] = sum;
        }
        y
    }

    pub(super) fn forces(bodies: &[Body], out: &mut [[f64; 3]]) {
        for (i, body) in par(bodies.iter().enumerate()) {
            let mut force = [0.0; 3];
            for (j, other) in bodies.iter().enumerate() {
                if i == j {
                    continue;
                }
                let mut distance = 1e-3;
                for axis in 0..3 {
                    distance += (other.at[axis] - body.at[axis]).powi(2);
                }
                for axis in 0..3 {
                    force[axis] += other.mass * (other.at[axis] - body.at[axis]) / distance;
                }
            }
            out[i] = force;
        }
    }

    pub(super) fn advance(bodies: &mut [Body], forces: &[[f64; 3]], step: f64) {
        for (body, force) in par(bodies.iter_mut().zip(forces)) {
            for axis in 0..3 {
                body.speed[axis] += step * force[axis];
                body.at[axis] += step * body.speed[axis];
            }
        }
    }

    pub(super) fn energy(bodies: &[Body]) -> f64 {
        let mut energy = 0.0;
        for body in par(bodies) {
            let square: f64 = body.speed.iter().map(|v| v * v).sum();
            energy += 0.5 * body.mass * square;
        }
        energy
    }

    pub(super) fn mean_and_variance(numbers: &[f64]) -> (f64, f64) {
        let (mut sum, mut squares) = (0.0, 0.0);
        for x in par(numbers) {
            sum += x;
            squares += x * x;
        }
        let n = numbers.len() as f64;
        (sum / n, squares / n - (sum / n) * (sum / n))
    }

    pub(super) fn primes(below: usize) -> usize {
        let mut count = 0;
        'numbers: for n in par(2..below) {
            let mut factor = 2;
            while factor * factor <= n {
                if n % factor == 0 {
                    continue 'numbers;
                }
                factor += 1;
            }
            count += 1;
        }
        count
    }

    pub(super) fn collatz(below: u64) -> u32 {
        let mut longest = 0_u32;
        for start in par(1..below) {
            let (mut n, mut steps) = (start, 0_u32);
            loop {
                if n == 1 {
                    break;
                }
                n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
                steps += 1;
            }
            longest = longest.max(steps);
        }
        longest
    }

    pub(super) fn extremes(numbers: &[f64]) -> (f64, f64) {
        let mut least = f64::INFINITY;
        let mut most = f64::NEG_INFINITY;
        for x in par(numbers) {
            least = least.min(*x);
            most = most.max(*x);
        }
        (least, most)
    }

    pub(super) fn checksum(numbers: &[u64]) -> u64 {
        let mut sum = 0;
        for (i, n) in par(numbers.iter().enumerate()) {
            sum ^= n.rotate_left(i as u32 % 64);
        }
        sum
    }

    pub(super) fn product_modulo(numbers: &[u64]) -> std::num::Wrapping<u64> {
        let mut product = std::num::Wrapping(1);
        for n in par(numbers) {
            product *= std::num::Wrapping(n | 1);
        }
        product
    }

    pub(super) fn all_below(numbers: &[u64], bound: u64) -> bool {
        let mut all = true;
        for n in par(numbers) {
            all &= *n < bound;
        }
        all
    }

    pub(super) fn integral(from: f64, to: f64, steps: usize) -> f64 {
        let width = (to - from) / steps as f64;
        let mut area = 0.0;
        for step in par(0..steps) {
            let x = from + (step as f64 + 0.5) * width;
            area += x.sin() * width;
        }
        area
    }

    pub(super) fn polynomials(x: &[f64], coefficients: &[f64], out: &mut Vec<f64>) {
        for i in par(0..x.len()) {
            out[i] = coefficients.iter().rev().fold(0.0, |sum, c| sum * x[i] + c);
        }
    }

    pub(super) fn smoothed(numbers: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; numbers.len()];
        for i in par(0..numbers.len()) {
            let left = if i == 0 { numbers[i] } else { numbers[i - 1] };
            let right = numbers.get(i + 1).copied().unwrap_or(numbers[i]);
            out[i] = (left + numbers[i] + right) / 3.0;
        }
        out
    }

    pub(super) fn nested_sum(rows: &[Vec<u64>]) -> u64 {
        let mut sum = 0;
        for row in par(rows) {
            for n in par(row) {
                sum += n;
            }
        }
        sum
    }

    pub(super) fn balance(events: &[(u64, u64)]) -> u64 {
        let mut balance = 1_000_000_000_u64;
        let mut out = 0;
        for &(amount, _) in par(events) {
            out += amount;
        }
        balance -= out;
        balance
    }

    pub(super) fn nearest(points: &[(f64, f64)], centres: &[(f64, f64)], labels: &mut [usize]) {
        for (label, &(x, y)) in par(labels.iter_mut().zip(points)) {
            let mut best = f64::MAX;
            for (at, &(cx, cy)) in centres.iter().enumerate() {
                let distance = (x - cx).powi(2) + (y - cy).powi(2);
                if distance < best {
                    best = distance;
                    *label = at;
                }
            }
        }
    }

    pub(super) fn clamped(numbers: &mut Vec<f64>) {
        for x in par(&mut *numbers) {
            *x = match *x {
                x if x < -0.5 => -0.25,
                x if x > 0.5 => 0.5,
                x => x,
            };
        }
    }

    pub(super) fn first_large(numbers: &[u64]) -> Result<u64, String> {
        let mut sum = 0_u64;
        for (i, n) in par(numbers.iter().enumerate()) {
            let small = u16::try_from(*n).map_err(|error| format!("{i}: {error}"))?;
            sum += u64::from(small);
        }
        Ok(sum)
    }
}

#[test]
fn vectors() {
    let (a, b) = (reals(5000), reals(5001));
    near(plain::dot(&a, &b), parallel::dot(&a, &b));
    let points: Vec<Point> = a.iter().zip(&b).map(|(x, y)| Point { x: *x, y: *y }).collect();
    near(plain::dot_of_structs(&points), parallel::dot_of_structs(&points));
    let (mut y, mut z) = (b.clone(), b.clone());
    plain::axpy(0.5, &b, &mut y);
    parallel::axpy(0.5, &b, &mut z);
    assert_eq!(y, z);
    let (m, v) = plain::mean_and_variance(&a);
    let (n, w) = parallel::mean_and_variance(&a);
    near(m, n);
    near(v, w);
    assert_eq!(plain::extremes(&a), parallel::extremes(&a));
    near(plain::integral(0.0, 3.0, 10_000), parallel::integral(0.0, 3.0, 10_000));
    assert_eq!(plain::smoothed(&a), parallel::smoothed(&a));
    let mut out = [vec![0.0; 5000], vec![0.0; 5000]];
    plain::polynomials(&a, &b[..5], &mut out[0]);
    parallel::polynomials(&a, &b[..5], &mut out[1]);
    assert_eq!(out[0], out[1]);
    let (mut y, mut z) = (a.clone(), a);
    plain::clamped(&mut y);
    parallel::clamped(&mut z);
    assert_eq!(y, z);
}

#[test]
fn matrices() {
    let n = 40;
    let (a, b) = (reals(n * n), reals(n * n + 1)[1..].to_vec());
    let mut products = [vec![0.0; n * n], vec![0.0; n * n]];
    plain::matmul(&a, &b, &mut products[0], n);
    parallel::matmul(&a, &b, &mut products[1], n);
    assert_eq!(products[0], products[1]);
    assert_eq!(plain::transpose(&a, n), parallel::transpose(&a, n));
    let columns: Vec<usize> = random(900, 300).into_iter().map(|column| column as usize).collect();
    let matrix = Sparse { starts: (0..=300).map(|row| 3 * row).collect(), columns, values: reals(900) };
    assert_eq!(plain::sparse(&matrix, &a), parallel::sparse(&matrix, &a));
}

#[test]
fn particles() {
    let reals = reals(1400);
    let body = |at: usize| Body {
        at: [reals[at], reals[at + 1], reals[at + 2]],
        speed: [reals[at + 3], reals[at + 4], reals[at + 5]],
        mass: 1.0 + reals[at + 6].abs(),
    };
    let mut bodies: Vec<Body> = (0..200).map(|at| body(7 * at)).collect();
    let mut others = bodies.clone();
    let mut forces = [vec![[0.0; 3]; 200], vec![[0.0; 3]; 200]];
    plain::forces(&bodies, &mut forces[0]);
    parallel::forces(&bodies, &mut forces[1]);
    assert_eq!(forces[0], forces[1]);
    plain::advance(&mut bodies, &forces[0], 0.01);
    parallel::advance(&mut others, &forces[0], 0.01);
    assert_eq!(bodies, others);
    near(plain::energy(&bodies), parallel::energy(&bodies));
    let points: Vec<(f64, f64)> = bodies.iter().map(|body| (body.at[0], body.at[1])).collect();
    let mut labels = [vec![0; 200], vec![0; 200]];
    plain::nearest(&points, &points[..7], &mut labels[0]);
    parallel::nearest(&points, &points[..7], &mut labels[1]);
    assert_eq!(labels[0], labels[1]);
}

#[test]
fn whole_numbers() {
    let numbers = random(3000, 60_000);
    assert_eq!(plain::sum_of_references(&numbers), parallel::sum_of_references(&numbers));
    assert_eq!(plain::primes(3000), parallel::primes(3000));
    assert_eq!(plain::collatz(3000), parallel::collatz(3000));
    assert_eq!(plain::checksum(&numbers), parallel::checksum(&numbers));
    assert_eq!(plain::product_modulo(&numbers), parallel::product_modulo(&numbers));
    for bound in [10, 60_000] {
        assert_eq!(plain::all_below(&numbers, bound), parallel::all_below(&numbers, bound));
    }
    let rows: Vec<Vec<u64>> = numbers.chunks(100).map(<[u64]>::to_vec).collect();
    assert_eq!(plain::nested_sum(&rows), parallel::nested_sum(&rows));
    let events: Vec<(u64, u64)> = numbers.iter().map(|n| (*n, 1)).collect();
    assert_eq!(plain::balance(&events), parallel::balance(&events));
    assert_eq!(plain::first_large(&numbers), parallel::first_large(&numbers));
    let mut large = numbers;
    (large[2000], large[900]) = (1 << 20, 1 << 30);
    assert_eq!(plain::first_large(&large), parallel::first_large(&large));
    assert!(parallel::first_large(&large).unwrap_err().starts_with("900: "));
}
