//! Sources and adapters, three deep, of different lengths.

use bedeck::{par, parallel};

use super::pause;
use crate::often;
use crate::random::Random;

/// One function twice: as it is, and parallel with some options.
macro_rules! twice {
    ($(($($option:tt)*) fn $name:ident($($argument:ident: $type:ty),*) -> $output:ty $body:block)*) => {
        mod plain {
            use super::*;
            $(pub(super) fn $name($($argument: $type),*) -> $output $body)*
        }
        mod parallel_form {
            use super::*;
            $(#[parallel($($option)*)] pub(super) fn $name($($argument: $type),*) -> $output $body)*
        }
    };
}

twice! {
    () fn zip_of_zips(x: &mut [u64], y: &[u64], z: &[u64], k: usize) -> u64 {
        let mut sum = 0;
        for ((a, b), (i, c)) in par(x.iter_mut().zip(y).zip(z.chunks(k).enumerate())) {
            pause(i);
            *a = a.wrapping_mul(*b) ^ i as u64;
            sum += *a % 1000 + c.len() as u64;
        }
        sum
    }
    (chunk = 3) fn numbered_numbers(x: &mut [u64], y: &[u64], z: &[u64], k: usize) -> u64 {
        let mut sum = 0;
        for (i, (j, (a, b))) in par(x.chunks_exact_mut(k).zip(y.iter()).enumerate().enumerate()) {
            pause(i);
            a[i % k] = b ^ j as u64;
            sum += (i * j) as u64 % 1000 + z.len() as u64;
        }
        sum
    }
    (schedule = "dynamic(1)") fn chunks_beside_chunks(x: &mut [u64], y: &[u64], z: &[u64], k: usize) -> u64 {
        let mut sum = 0;
        for ((a, b), c) in par(x.chunks_mut(k).zip(y.chunks_exact(k)).zip(z.chunks(k + 1))) {
            pause(c.len());
            for (a, b) in a.iter_mut().zip(b) { *a ^= b; }
            sum += c.iter().map(|c| c % 7).sum::<u64>();
        }
        sum
    }
    (threads = 3) fn ranges_in_zips(x: &mut [u64], y: &[u64], z: &[u64], k: usize) -> u64 {
        let mut sum = 0;
        for (a, (b, (i, c))) in par(x.iter_mut().zip((k..y.len()).zip((5_u64..=100_000).zip(z)))) {
            pause(b);
            *a = i ^ y[b] ^ c;
            sum += *a % 1000;
        }
        sum
    }
    (pool = "chains", threads = 4) fn by_reference(x: &mut [u64], y: &[u64], z: &[u64], k: usize) -> u64 {
        let mut count = 0;
        for (a, b) in par((&mut *x).iter_mut().zip(z)) {
            pause(*b as usize);
            *a = a.wrapping_add(*b);
        }
        for a in par(&mut *x) { *a = a.rotate_left(k as u32); }
        for a in par(&*x) { count += a % 2; }
        for (i, a) in par(y.iter().enumerate()) { count += (i as u64 ^ a) % 3; }
        count
    }
    (serial_below = 100) fn nested(x: &mut [u64], y: &[u64], z: &[u64], k: usize) -> u64 {
        let mut sum = 0;
        for (i, row) in par(x.chunks_mut(k).enumerate()) {
            pause(i);
            let mut own = 0;
            for (a, b) in par(row.iter_mut().zip(y)) {
                *a ^= *b;
                own += *a % 100;
            }
            for j in par(0..row.len().min(z.len())) {
                row[j] = row[j].wrapping_add(z[j]);
            }
            sum += own;
        }
        sum
    }
    () fn three_levels(x: &mut [u64], y: &[u64], z: &[u64], k: usize) -> u64 {
        let mut total = 0;
        for i in par(0..k) {
            let mut middle = 0;
            for j in par(0..k) {
                let mut inner = 0;
                for b in par(&y[..y.len().min(50)]) { inner += b % 10 * (i + j) as u64; }
                middle += inner % 97;
            }
            total += middle;
        }
        for i in par(0..x.len()) { x[i] = total ^ i as u64 ^ z.len() as u64; }
        total
    }
}

type Form = fn(&mut [u64], &[u64], &[u64], usize) -> u64;

pub(super) fn check() {
    let forms: [(&str, Form, Form); 7] = [
        ("zip_of_zips", plain::zip_of_zips, parallel_form::zip_of_zips),
        ("numbered_numbers", plain::numbered_numbers, parallel_form::numbered_numbers),
        ("chunks_beside_chunks", plain::chunks_beside_chunks, parallel_form::chunks_beside_chunks),
        ("ranges_in_zips", plain::ranges_in_zips, parallel_form::ranges_in_zips),
        ("by_reference", plain::by_reference, parallel_form::by_reference),
        ("nested", plain::nested, parallel_form::nested),
        ("three_levels", plain::three_levels, parallel_form::three_levels),
    ];
    let random = &mut Random::new(3);
    for _ in 0..often(150, 3000) {
        let k = 1 + random.length(40);
        let [x, y, z] = [(); 3].map(|()| {
            let n = random.length(3000);
            (0..n).map(|_| random.next() >> 1).collect::<Vec<u64>>()
        });
        for (name, plain, parallel) in forms {
            let (mut expected, mut own) = (x.clone(), x.clone());
            let results = (plain(&mut expected, &y, &z, k), parallel(&mut own, &y, &z, k));
            let context = format!("{name}, {} {} {} by {k}", x.len(), y.len(), z.len());
            assert_eq!(results.0, results.1, "{context}");
            assert!(expected == own, "{context}");
        }
    }
}
