//! chili: halves are forked until one is worth a task. A panic in a fork was seen to crash it, so nothing panics here.

use std::num::NonZero;
use std::sync::LazyLock;

use chili::{Config, Scope, ThreadPool};

use super::{CHEAP, Peer, threads};

pub(crate) struct Chili;

static POOL: LazyLock<ThreadPool> =
    LazyLock::new(|| ThreadPool::with_config(Config { thread_count: NonZero::new(threads()), ..Config::default() }));

/// Halves a range.
fn fold_range<T: Send>(
    scope: &mut Scope<'_>,
    (start, end): (usize, usize),
    part: &(impl Fn(usize, usize) -> T + Sync),
    join: &(impl Fn(T, T) -> T + Sync),
) -> T {
    if end - start <= CHEAP {
        return part(start, end);
    }
    let middle = start + (end - start) / 2;
    let (left, right) = scope.join(
        |scope| fold_range(scope, (start, middle), part, join),
        |scope| fold_range(scope, (middle, end), part, join),
    );
    join(left, right)
}

/// Halves a slice.
fn halves<T: Send>(
    scope: &mut Scope<'_>,
    out: &mut [T],
    (start, grain): (usize, usize),
    part: &(impl Fn(usize, &mut [T]) + Sync),
) {
    if out.len() <= grain {
        return part(start, out);
    }
    let middle = out.len() / 2;
    let (left, right) = out.split_at_mut(middle);
    scope.join(
        |scope| halves(scope, left, (start, grain), part),
        |scope| halves(scope, right, (start + middle, grain), part),
    );
}

impl Peer for Chili {
    fn fold<A: Sync, T: Copy + Send + Sync>(
        items: &[A],
        start: T,
        item: impl Fn(&A) -> T + Sync + Copy + Send,
        join: impl Fn(T, T) -> T + Sync + Copy + Send,
    ) -> T {
        let part = |from, to| items[from..to].iter().fold(start, |total, one| join(total, item(one)));
        fold_range(&mut POOL.scope(), (0, items.len()), &part, &join)
    }

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        let part = |from, to| a[from..to].iter().zip(&b[from..to]).map(|(a, b)| a * b).sum();
        fold_range(&mut POOL.scope(), (0, a.len()), &part, &|x: f64, y: f64| x + y)
    }

    fn count(numbers: u64, item: impl Fn(u64) -> u64 + Sync + Copy + Send) -> u64 {
        let part = |from, to| (from as u64..to as u64).map(item).sum();
        fold_range(&mut POOL.scope(), (0, numbers as usize), &part, &|x: u64, y: u64| x + y)
    }

    fn each<T: Send, A: Sync>(out: &mut [T], a: &[A], grain: usize, item: impl Fn(&mut T, &A) + Sync + Copy + Send) {
        let part = |start: usize, out: &mut [T]| out.iter_mut().zip(&a[start..]).for_each(|(out, a)| item(out, a));
        halves(&mut POOL.scope(), out, (0, grain), &part);
    }

    fn each_index<T: Send>(out: &mut [T], grain: usize, item: impl Fn(usize, &mut T) + Sync + Copy + Send) {
        let part = |start: usize, out: &mut [T]| (start..).zip(out).for_each(|(i, out)| item(i, out));
        halves(&mut POOL.scope(), out, (0, grain), &part);
    }

    fn rows(out: &mut [f64], width: usize, item: impl Fn(usize, &mut [f64]) + Sync + Copy + Send) {
        let mut rows: Vec<&mut [f64]> = out.chunks_mut(width).collect();
        Chili::each_index(&mut rows, 1, |i, row| item(i, row));
    }
}
