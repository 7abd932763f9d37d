//! paralight: a pool of one's own, with work stealing. It has no chunks.

use std::sync::{LazyLock, Mutex, PoisonError};

use paralight::prelude::*;
use paralight::threads::ThreadPool;

use super::{Peer, threads};

pub(crate) struct Paralight;

static POOL: LazyLock<Mutex<ThreadPool>> = LazyLock::new(|| {
    let num_threads = ThreadCount::try_from(threads()).expect("at least one thread");
    let (range_strategy, cpu_pinning) = (RangeStrategy::WorkStealing, CpuPinningPolicy::No);
    Mutex::new(ThreadPoolBuilder { num_threads, range_strategy, cpu_pinning }.build())
});

/// The pool belongs to whoever computes.
fn with<R>(use_it: impl FnOnce(&mut ThreadPool) -> R) -> R {
    use_it(&mut POOL.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Peer for Paralight {
    fn fold<A: Sync, T: Copy + Send + Sync>(
        items: &[A],
        start: T,
        item: impl Fn(&A) -> T + Sync + Copy + Send,
        join: impl Fn(T, T) -> T + Sync + Copy + Send,
    ) -> T {
        with(|pool| items.par_iter().with_thread_pool(pool).map(item).reduce(|| start, join))
    }

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        with(|pool| (a.par_iter(), b.par_iter()).zip_min().with_thread_pool(pool).map(|(a, b)| a * b).sum())
    }

    fn count(numbers: u64, item: impl Fn(u64) -> u64 + Sync + Copy + Send) -> u64 {
        with(|pool| (0..numbers as usize).into_par_iter().with_thread_pool(pool).map(|i| item(i as u64)).sum())
    }

    fn each<T: Send, A: Sync>(out: &mut [T], a: &[A], _: usize, item: impl Fn(&mut T, &A) + Sync + Copy + Send) {
        with(|pool| {
            (out.par_iter_mut(), a.par_iter()).zip_min().with_thread_pool(pool).for_each(|(out, a)| item(out, a))
        });
    }

    fn each_index<T: Send>(out: &mut [T], _: usize, item: impl Fn(usize, &mut T) + Sync + Copy + Send) {
        with(|pool| out.par_iter_mut().enumerate().with_thread_pool(pool).for_each(|(i, out)| item(i, out)));
    }

    fn rows(out: &mut [f64], width: usize, item: impl Fn(usize, &mut [f64]) + Sync + Copy + Send) {
        let mut rows: Vec<&mut [f64]> = out.chunks_mut(width).collect();
        with(|pool| rows.par_iter_mut().enumerate().with_thread_pool(pool).for_each(|(i, row)| item(i, row)));
    }
}
