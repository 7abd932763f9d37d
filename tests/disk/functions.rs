//! Functions whose results are on disk, and how often their bodies ran.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bedeck::{Total, memoize};
use serde::{Deserialize, Serialize};

static BODIES: AtomicU64 = AtomicU64::new(0);

fn body<T>(value: T) -> T {
    BODIES.fetch_add(1, Relaxed);
    value
}

/// How many bodies ran since the last question.
pub(crate) fn bodies() -> u64 {
    BODIES.swap(0, Relaxed)
}

#[memoize(disk)]
pub(crate) fn plain(n: u64) -> Vec<f64> {
    body((0..n).map(|n| f64::from(u32::try_from(n).unwrap()) / 3.0).collect())
}

/// Large enough that a process is killed in the middle of writing.
#[memoize(disk)]
pub(crate) fn large(n: u64) -> Vec<u64> {
    body((0..200_000).map(|at| at * n).collect())
}

#[memoize(disk)]
pub(crate) fn nothing_given() -> String {
    body("always the same".to_owned())
}

#[memoize(disk, ignore(log), version = "2")]
pub(crate) fn borrowing(name: &str, parts: &[Option<&str>], log: &mut Vec<String>) -> HashMap<String, usize> {
    log.push(name.to_owned());
    body(parts.iter().flatten().map(|part| (format!("{name}{part}"), part.len())).collect())
}

#[memoize(disk)]
pub(crate) fn even(n: u64) -> Result<u64, String> {
    body(if n.is_multiple_of(2) { Ok(n) } else { Err("odd".to_owned()) })
}

#[memoize(disk, cache_err)]
pub(crate) fn even_or_kept(n: u64) -> Result<u64, String> {
    body(if n.is_multiple_of(2) { Ok(n) } else { Err("odd".to_owned()) })
}

#[memoize(disk, skip_none)]
pub(crate) fn half(n: u64) -> Option<u64> {
    body(n.is_multiple_of(2).then_some(n / 2))
}

#[memoize(disk, ttl = "700ms")]
pub(crate) fn short_lived(n: u64) -> u64 {
    body(n)
}

#[memoize(disk, capacity = 4)]
pub(crate) fn few(n: u64) -> u64 {
    body(n + 1)
}

#[memoize(disk, max_weight = "1kB", weight = |text| text.len() + 8)]
pub(crate) fn heavy(n: usize) -> String {
    body("x".repeat(n))
}

#[memoize(disk)]
pub(crate) async fn later(n: u64) -> Option<u64> {
    std::future::ready(()).await;
    body(n.checked_sub(1))
}

#[memoize(disk, tag = "disk-tests")]
pub(crate) fn tagged(n: u64) -> u64 {
    body(n)
}

#[memoize(disk)]
pub(crate) fn generic<T: Default + Serialize + Clone + Send + Sync + for<'de> Deserialize<'de> + 'static>(
    n: u64,
) -> (T, u64) {
    body((T::default(), n))
}

#[memoize(disk)]
pub(crate) fn root(x: Total<f64>) -> f64 {
    body(x.0.sqrt())
}

/// Told apart by something that is neither in the key nor in the value.
#[memoize(disk)]
pub(crate) fn sized<const N: usize>(n: usize) -> usize {
    body(n * N)
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) id: u32,
    /// Two keys that differ here alone have the same bytes.
    #[serde(skip)]
    pub(crate) hidden: u32,
}

#[memoize(disk)]
pub(crate) fn hidden(item: &Item) -> u32 {
    body(item.hidden)
}

impl Item {
    #[memoize(disk, with_self)]
    pub(crate) fn times(&self, n: u32) -> u32 {
        body(self.id * n)
    }

    #[memoize(disk, key = (self.id, n))]
    pub(crate) fn plus(&self, n: u32) -> u32 {
        body(self.id + n)
    }
}

pub(crate) trait Price {
    fn price(&self, n: u32) -> u32;
    async fn tax(&self, n: u32) -> u32;
}

impl Price for Item {
    #[memoize(disk, with_self)]
    fn price(&self, n: u32) -> u32 {
        body(self.id * 100 + n)
    }

    #[memoize(disk, with_self)]
    async fn tax(&self, n: u32) -> u32 {
        std::future::ready(()).await;
        body(self.id * 10 + n)
    }
}
