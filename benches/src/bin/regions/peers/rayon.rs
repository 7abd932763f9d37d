//! rayon: parallel iterators as they come.

use rayon::prelude::*;

use super::Peer;

pub(crate) struct Rayon;

impl Peer for Rayon {
    fn fold<A: Sync, T: Copy + Send + Sync>(
        items: &[A],
        start: T,
        item: impl Fn(&A) -> T + Sync + Copy + Send,
        join: impl Fn(T, T) -> T + Sync + Copy + Send,
    ) -> T {
        items.par_iter().map(item).reduce(|| start, join)
    }

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        a.par_iter().zip(b).map(|(a, b)| a * b).sum()
    }

    fn count(numbers: u64, item: impl Fn(u64) -> u64 + Sync + Copy + Send) -> u64 {
        (0..numbers).into_par_iter().map(item).sum()
    }

    fn each<T: Send, A: Sync>(out: &mut [T], a: &[A], _: usize, item: impl Fn(&mut T, &A) + Sync + Copy + Send) {
        out.par_iter_mut().zip(a).for_each(|(out, a)| item(out, a));
    }

    fn each_index<T: Send>(out: &mut [T], _: usize, item: impl Fn(usize, &mut T) + Sync + Copy + Send) {
        out.par_iter_mut().enumerate().for_each(|(i, out)| item(i, out));
    }

    fn rows(out: &mut [f64], width: usize, item: impl Fn(usize, &mut [f64]) + Sync + Copy + Send) {
        out.par_chunks_mut(width).enumerate().for_each(|(i, row)| item(i, row));
    }
}
