//! `std::thread::scope`: the items in as many equal parts as there are threads, a new thread for each but one.

use std::thread::scope;

use super::{Peer, threads};

pub(crate) struct Scoped;

/// The parts of a range, one of them here.
fn fold_range<T: Copy + Send>(
    length: usize,
    part: impl Fn(usize, usize) -> T + Sync + Copy + Send,
    join: impl Fn(T, T) -> T,
) -> T {
    let size = length.div_ceil(threads()).max(1);
    scope(|scope| {
        let starts = (size..length).step_by(size);
        let others: Vec<_> = starts.map(|start| scope.spawn(move || part(start, (start + size).min(length)))).collect();
        let first = part(0, size.min(length));
        others.into_iter().fold(first, |total, other| join(total, other.join().expect("no part panics")))
    })
}

/// The parts of a slice, one of them here.
fn parts<T: Send>(out: &mut [T], part: impl Fn(usize, &mut [T]) + Sync + Copy + Send) {
    let size = out.len().div_ceil(threads()).max(1);
    scope(|scope| {
        let mut chunks = (0..).step_by(size).zip(out.chunks_mut(size));
        let first = chunks.next();
        chunks.for_each(|(start, chunk)| _ = scope.spawn(move || part(start, chunk)));
        if let Some((start, chunk)) = first {
            part(start, chunk);
        }
    });
}

impl Peer for Scoped {
    fn fold<A: Sync, T: Copy + Send + Sync>(
        items: &[A],
        start: T,
        item: impl Fn(&A) -> T + Sync + Copy + Send,
        join: impl Fn(T, T) -> T + Sync + Copy + Send,
    ) -> T {
        let part = |from: usize, to: usize| items[from..to].iter().fold(start, |total, one| join(total, item(one)));
        fold_range(items.len(), part, join)
    }

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        let part = |from: usize, to: usize| a[from..to].iter().zip(&b[from..to]).map(|(a, b)| a * b).sum::<f64>();
        fold_range(a.len(), part, |x, y| x + y)
    }

    fn count(numbers: u64, item: impl Fn(u64) -> u64 + Sync + Copy + Send) -> u64 {
        fold_range(numbers as usize, |from, to| (from as u64..to as u64).map(item).sum::<u64>(), |x, y| x + y)
    }

    fn each<T: Send, A: Sync>(out: &mut [T], a: &[A], _: usize, item: impl Fn(&mut T, &A) + Sync + Copy + Send) {
        parts(out, |start, out| out.iter_mut().zip(&a[start..]).for_each(|(out, a)| item(out, a)));
    }

    fn each_index<T: Send>(out: &mut [T], _: usize, item: impl Fn(usize, &mut T) + Sync + Copy + Send) {
        parts(out, |start, out| (start..).zip(out).for_each(|(i, out)| item(i, out)));
    }

    fn rows(out: &mut [f64], width: usize, item: impl Fn(usize, &mut [f64]) + Sync + Copy + Send) {
        let mut rows: Vec<&mut [f64]> = out.chunks_mut(width).collect();
        parts(&mut rows, |start, rows| (start..).zip(rows).for_each(|(i, row)| item(i, row)));
    }
}
