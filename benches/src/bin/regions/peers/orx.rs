//! orx-parallel: parallel iterators, its own pool, the schedule that it chooses. It has neither `zip` nor chunks.

use orx_parallel::*;

use super::Peer;

pub(crate) struct Orx;

impl Peer for Orx {
    fn fold<A: Sync, T: Copy + Send + Sync>(
        items: &[A],
        start: T,
        item: impl Fn(&A) -> T + Sync + Copy + Send,
        join: impl Fn(T, T) -> T + Sync + Copy + Send,
    ) -> T {
        items.par().map(item).reduce(join).unwrap_or(start)
    }

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        let n = a.len().min(b.len());
        let (a, b) = (&a[..n], &b[..n]);
        (0..n).par().map(|i| a[i] * b[i]).sum()
    }

    fn count(numbers: u64, item: impl Fn(u64) -> u64 + Sync + Copy + Send) -> u64 {
        (0..numbers as usize).par().map(|i| item(i as u64)).sum()
    }

    fn each<T: Send, A: Sync>(out: &mut [T], a: &[A], _: usize, item: impl Fn(&mut T, &A) + Sync + Copy + Send) {
        out.into_par().enumerate().for_each(|(i, out)| item(out, &a[i]));
    }

    fn each_index<T: Send>(out: &mut [T], _: usize, item: impl Fn(usize, &mut T) + Sync + Copy + Send) {
        out.into_par().enumerate().for_each(|(i, out)| item(i, out));
    }

    fn rows(out: &mut [f64], width: usize, item: impl Fn(usize, &mut [f64]) + Sync + Copy + Send) {
        let mut rows: Vec<&mut [f64]> = out.chunks_mut(width).collect();
        rows.par_mut().enumerate().for_each(|(i, row)| item(i, row));
    }
}
