//! Every form of a parallel loop, against the same loop without the attribute.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::float_cmp)] // numbers are small

use bedeck::{par, parallel};

/// One function twice: as it is, and parallel.
macro_rules! twice {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $(-> $output:ty)? $body:block)*) => {
        mod plain {
            use super::*;
            $(pub(super) fn $name($($argument: $type),*) $(-> $output)? $body)*
        }
        mod parallel_form {
            use super::*;
            $(#[parallel] pub(super) fn $name($($argument: $type),*) $(-> $output)? $body)*
        }
    };
}

twice! {
    fn count_to(n: usize) -> u64 {
        let mut sum = 0;
        for i in par(0..n) { sum += i as u64; }
        sum
    }
    fn signed(n: i64) -> i64 {
        let mut sum = 0_i64;
        for i in par(-n..n) { if i % 3 == 0 { sum += i; } }
        sum
    }
    fn bits(words: &[u32]) -> (u32, u32, u32, u32) {
        let (mut all, mut any, mut odd) = (!0, 0, 0);
        let mut product = 1_u32;
        for word in par(words) { all &= word | 1; any |= word; odd ^= word; product *= word % 2 + 1; }
        (all, any, odd, product)
    }
    fn extremes(numbers: &[i32]) -> (i32, i32) {
        let mut least = i32::MAX;
        let mut greatest = i32::MIN;
        for number in par(numbers.iter()) {
            least = least.min(*number);
            greatest = std::cmp::max(greatest, *number);
        }
        (least, greatest)
    }
    fn float_extremes(numbers: &[f64]) -> (f64, f64) {
        let mut least = f64::INFINITY;
        let mut greatest = f64::NEG_INFINITY;
        for i in par(0..numbers.len()) {
            least = least.min(numbers[i]);
            greatest = f64::max(greatest, numbers[i]);
        }
        (least, greatest)
    }
    fn inverted(pixels: &mut [u8]) {
        for pixel in par(&mut *pixels) { *pixel = !*pixel; }
        for pixel in par(pixels.iter_mut()) { *pixel = pixel.wrapping_add(3); }
    }
    fn zipped(out: &mut [u32], a: &[u32], b: &[u32]) {
        for (o, (a, b)) in par(out.iter_mut().zip(a.iter().zip(b))) { *o = a.wrapping_mul(*b); }
    }
    fn numbered(out: &mut [u64], a: &[u32]) {
        for (i, a) in par(a.iter().enumerate()) { out[i] = i as u64 * u64::from(*a); }
    }
    fn rows(out: &mut [u64], width: usize) {
        for (y, row) in par(out.chunks_mut(width).enumerate()) {
            for (x, cell) in row.iter_mut().enumerate() { *cell = (y * width + x) as u64; }
        }
    }
    fn exact_rows(out: &mut [u64], width: usize) -> u64 {
        for row in par(out.chunks_exact_mut(width)) { row.reverse(); }
        let mut sum = 0;
        for row in par(out.chunks_exact(width)) { sum += row[0]; }
        for row in par(out.chunks(width)) { sum ^= row.iter().sum::<u64>(); }
        sum
    }
    fn skipping(out: &mut [u64], a: &[u32]) -> usize {
        let mut kept = 0;
        'outer: for i in par(0..out.len()) {
            if a[i] % 3 == 1 { continue; }
            for k in 0..10 {
                if a[i] % 7 == k { continue 'outer; }
                if k == 6 { break; }
            }
            kept += 1;
            out[i] += u64::from(a[i]);
        }
        kept
    }
    fn from_the_middle(out: &mut [u64], a: &[u32]) {
        let (start, end) = (out.len() / 3, out.len() / 2);
        for i in par(start..end) { out[i] = u64::from(a[i]) + u64::from(a[i - start]); }
    }
    fn several(x: &mut [u64], y: &mut [u64]) {
        for i in par(0..x.len()) { let t = x[i]; x[i] = y[i]; y[i] = t + 1; }
    }
    fn nested(n: usize, m: usize) -> u64 {
        let mut total = 0;
        for i in par(0..n) {
            let mut row = 0;
            for j in par(0..m) { row += (i * j) as u64; }
            total += row % 7;
        }
        total
    }
    fn products(a: &[u64], b: &[u64], out: &mut [u64], n: usize) {
        for (i, row) in par(out.chunks_mut(n).enumerate()) {
            for k in 0..n {
                let factor = a[i * n + k];
                for j in par(0..n) { row[j] += factor * b[k * n + j]; }
            }
        }
    }
    fn first_error(a: &[u32]) -> Result<u64, usize> {
        let mut seen = vec![0; a.len()];
        for i in par(0..a.len()) {
            seen[i] = if a[i] % 1009 == 1 { Err(i)? } else { u64::from(a[i]) };
        }
        Ok(seen.iter().sum())
    }
    fn counted_until(a: &[u32]) -> Result<(u64, f64), String> {
        let mut count = 0;
        let mut sum = 0.0;
        for a in par(a) {
            if *a % 1009 == 0 { return_error(*a)?; }
            count += 1;
            sum += f64::from(*a % 4);
        }
        Ok((count, sum))
    }
    fn none_of(a: &[u32]) -> Option<usize> {
        for a in par(a) { a.checked_sub(1)?; }
        Some(a.len())
    }
    fn shadowed(a: &[u64]) -> u64 {
        let mut sum = 0;
        for i in par(0..a.len()) {
            let a = a[i];
            let f = |sum: u64| sum + 1;
            sum += f(a);
            { let mut sum = 1; sum += a; assert!(sum > a); }
        }
        sum
    }
    fn shadowed_array(a: &[u64]) -> u64 {
        let mut sum = 0;
        for i in par(0..a.len()) {
            sum += a[i];
            let a = vec![i as u64; i % 10 + i / a.len() + 1];
            sum += a[0] + [3, 4][i % 2];
        }
        sum
    }
    fn closures(a: &[u64]) -> u64 {
        let mut sum = 0;
        for i in par(0..a.len()) { (0..3).for_each(|k| sum += a[i] ^ k); }
        sum
    }
    fn macros(a: &[u64], out: &mut [String]) -> u64 {
        let mut sum = 0;
        for i in par(0..a.len()) {
            assert!(a[i] < u64::MAX, "{i}");
            out[i] = format!("{i} {}", a[i]);
            out[i].push('!');
            sum += out[i].len() as u64;
        }
        sum
    }
    fn inclusive(n: u32) -> u64 {
        let mut sum = 0;
        for i in par(1..=n) { sum += u64::from(i); }
        sum
    }
    fn vectors(out: &mut [Vec<u32>]) {
        for i in par(0..out.len()) { out[i].push(i as u32); out[i][0] += 1; }
    }
    fn one_statement(n: usize) -> usize {
        let mut n_even = 0;
        for i in par(0..n) { if i % 2 == 0 { n_even += 1 } }
        n_even
    }
}

fn return_error(a: u32) -> Result<(), String> {
    Err(format!("{a} is a multiple"))
}

const SIZES: [usize; 8] = [0, 1, 2, 127, 128, 1000, 4099, 50_000];

fn words(n: usize) -> Vec<u32> {
    let mut state = 12345_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state
    };
    (0..n).map(|_| next() >> 3).collect()
}

/// The same of both forms, several times, since a region learns.
fn same<R: PartialEq + std::fmt::Debug>(plain: impl Fn() -> R, parallel: impl Fn() -> R) {
    let expected = plain();
    for _ in 0..12 {
        assert_eq!(parallel(), expected);
    }
}

/// What is left of `out` by both.
fn same_out<T: Clone + PartialEq + std::fmt::Debug, R: PartialEq + std::fmt::Debug>(
    out: &[T],
    plain: impl Fn(&mut Vec<T>) -> R,
    parallel: impl Fn(&mut Vec<T>) -> R,
) {
    let run = |form: &dyn Fn(&mut Vec<T>) -> R| {
        let mut out = out.to_vec();
        let result = form(&mut out);
        (out, result)
    };
    same(|| run(&plain), || run(&parallel));
}

#[test]
fn reductions() {
    for n in SIZES {
        let (words, long) = (words(n), words(n).into_iter().map(u64::from).collect::<Vec<_>>());
        let numbers: Vec<i32> = words.iter().map(|w| *w as i32 - (1 << 28)).collect();
        let floats: Vec<f64> = numbers.iter().map(|n| f64::from(*n)).collect();
        same(|| plain::count_to(n), || parallel_form::count_to(n));
        same(|| plain::signed(n as i64), || parallel_form::signed(n as i64));
        let few = &words[..n.min(30)];
        same(|| plain::bits(few), || parallel_form::bits(few));
        same(|| plain::extremes(&numbers), || parallel_form::extremes(&numbers));
        same(|| plain::float_extremes(&floats), || parallel_form::float_extremes(&floats));
        same(|| plain::shadowed(&long), || parallel_form::shadowed(&long));
        same(|| plain::shadowed_array(&long), || parallel_form::shadowed_array(&long));
        same(|| plain::closures(&long), || parallel_form::closures(&long));
        same(|| plain::inclusive(n as u32), || parallel_form::inclusive(n as u32));
        same(|| plain::one_statement(n), || parallel_form::one_statement(n));
        same(|| plain::nested(n.min(300), 200), || parallel_form::nested(n.min(300), 200));
    }
}

#[test]
fn writes() {
    for n in SIZES {
        let (a, b) = (words(n), words(n + 5)[5..].to_vec());
        let long: Vec<u64> = a.iter().map(|w| u64::from(*w)).collect();
        let bytes: Vec<u8> = a.iter().map(|w| *w as u8).collect();
        same_out(&bytes, |out| plain::inverted(out), |out| parallel_form::inverted(out));
        same_out(&a, |out| plain::zipped(out, &a, &b), |out| parallel_form::zipped(out, &a, &b));
        same_out(&long, |out| plain::numbered(out, &a), |out| parallel_form::numbered(out, &a));
        same_out(&long, |out| plain::rows(out, 7), |out| parallel_form::rows(out, 7));
        same_out(&long, |out| plain::exact_rows(out, 3), |out| parallel_form::exact_rows(out, 3));
        same_out(&long, |out| plain::skipping(out, &a), |out| parallel_form::skipping(out, &a));
        same_out(&long, |out| plain::from_the_middle(out, &a), |out| parallel_form::from_the_middle(out, &a));
        let strings = vec![String::new(); n.min(2000)];
        let some = &long[..strings.len()];
        same_out(&strings, |out| plain::macros(some, out), |out| parallel_form::macros(some, out));
        let vectors = vec![vec![1]; n.min(2000)];
        same_out(&vectors, |out| plain::vectors(out), |out| parallel_form::vectors(out));
    }
    let (x, y): (Vec<u64>, Vec<u64>) = (0..10_000).map(|i| (i, i * 3)).unzip();
    same_out(
        &x,
        |x| {
            let mut y = y.clone();
            plain::several(x, &mut y);
            y
        },
        |x| {
            let mut y = y.clone();
            parallel_form::several(x, &mut y);
            y
        },
    );
    let square: Vec<u64> = (0..40 * 40).collect();
    same_out(
        &vec![0; 40 * 40],
        |out| plain::products(&square, &square, out, 40),
        |out| parallel_form::products(&square, &square, out, 40),
    );
}

#[test]
fn the_error_of_the_lowest_index_comes_back() {
    for n in SIZES {
        let a = words(n);
        same(|| plain::first_error(&a), || parallel_form::first_error(&a));
        same(|| plain::counted_until(&a), || parallel_form::counted_until(&a));
        same(|| plain::none_of(&a), || parallel_form::none_of(&a));
        let mut zeros = vec![1; n];
        zeros.extend([0]);
        same(|| plain::none_of(&zeros), || parallel_form::none_of(&zeros));
    }
}
