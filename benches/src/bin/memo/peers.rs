//! Other memoizing attributes and caches, used as their manuals say.

use std::sync::LazyLock;
use std::time::Duration;

use crate::contestants::{CAPACITY, MINUTE, body, body_of_text};
use crate::{OfNumber, OfText};

pub(crate) const UNLIMITED: &[OfNumber] = &[
    ("cached", cached),
    ("cached, by_key", cached_by_key),
    ("concurrent_cached", concurrent_cached),
    ("memoize, a table for each thread", memoize_of_thread),
    ("memoize, SharedCache", memoize_shared),
    ("comemo", comemo),
    ("cachelito", cachelito),
    ("dashmap", dashmap),
    ("papaya", papaya),
    ("scc", scc),
];
pub(crate) const LIMITED: &[OfNumber] = &[
    ("cached, max_size", cached_sized),
    ("concurrent_cached, max_size", concurrent_sized),
    ("quick_cache", quick_cache),
    ("moka", moka),
];
pub(crate) const TIMED: &[OfNumber] = &[("cached, ttl_secs", cached_timed), ("moka, time to live", moka_timed)];
pub(crate) const TEXTS: &[OfText] = &[("cached", cached_text)];

#[cached::macros::cached(name = "CACHED")]
pub(crate) fn cached(number: u64) -> u64 {
    body(number)
}

#[cached::macros::cached(name = "CACHED_BY_KEY", sync_writes = "by_key")]
pub(crate) fn cached_by_key(number: u64) -> u64 {
    body(number)
}

#[cached::macros::concurrent_cached(name = "CONCURRENT")]
pub(crate) fn concurrent_cached(number: u64) -> u64 {
    body(number)
}

#[cached::macros::cached(name = "CACHED_SIZED", max_size = 10_000)]
pub(crate) fn cached_sized(number: u64) -> u64 {
    body(number)
}

#[cached::macros::concurrent_cached(name = "CONCURRENT_SIZED", max_size = 10_000)]
pub(crate) fn concurrent_sized(number: u64) -> u64 {
    body(number)
}

#[cached::macros::cached(name = "CACHED_TIMED", ttl_secs = 60)]
pub(crate) fn cached_timed(number: u64) -> u64 {
    body(number)
}

#[cached::macros::cached(name = "CACHED_TEXT", key = "String", convert = { text.to_owned() })]
pub(crate) fn cached_text(text: &str) -> u64 {
    body_of_text(text)
}

#[memoize::memoize]
pub(crate) fn memoize_of_thread(number: u64) -> u64 {
    body(number)
}

#[memoize::memoize(SharedCache)]
pub(crate) fn memoize_shared(number: u64) -> u64 {
    body(number)
}

#[comemo::memoize]
pub(crate) fn comemo(number: u64) -> u64 {
    body(number)
}

#[cachelito::cache]
pub(crate) fn cachelito(number: u64) -> u64 {
    body(number)
}

static SCC: LazyLock<scc::HashMap<u64, u64>> = LazyLock::new(scc::HashMap::new);

#[inline(never)]
pub(crate) fn scc(number: u64) -> u64 {
    SCC.read_sync(&number, |_, value| *value).unwrap_or_else(|| *SCC.entry_sync(number).or_insert_with(|| body(number)))
}

static DASHMAP: LazyLock<dashmap::DashMap<u64, u64>> = LazyLock::new(dashmap::DashMap::new);

#[inline(never)]
pub(crate) fn dashmap(number: u64) -> u64 {
    if let Some(value) = DASHMAP.get(&number) {
        return *value;
    }
    *DASHMAP.entry(number).or_insert_with(|| body(number))
}

static PAPAYA: LazyLock<papaya::HashMap<u64, u64>> = LazyLock::new(papaya::HashMap::new);

#[inline(never)]
pub(crate) fn papaya(number: u64) -> u64 {
    let map = PAPAYA.pin();
    *map.get_or_insert_with(number, || body(number))
}

static QUICK: LazyLock<quick_cache::sync::Cache<u64, u64>> =
    LazyLock::new(|| quick_cache::sync::Cache::new(CAPACITY as usize));

#[inline(never)]
pub(crate) fn quick_cache(number: u64) -> u64 {
    QUICK.get_or_insert_with(&number, || Ok::<_, std::convert::Infallible>(body(number))).unwrap_or(0)
}

static MOKA: LazyLock<moka::sync::Cache<u64, u64>> = LazyLock::new(|| moka::sync::Cache::new(CAPACITY));

#[inline(never)]
pub(crate) fn moka(number: u64) -> u64 {
    MOKA.get_with(number, || body(number))
}

static MOKA_TIMED: LazyLock<moka::sync::Cache<u64, u64>> =
    LazyLock::new(|| moka::sync::Cache::builder().time_to_live(Duration::from_nanos(MINUTE)).build());

#[inline(never)]
pub(crate) fn moka_timed(number: u64) -> u64 {
    MOKA_TIMED.get_with(number, || body(number))
}
