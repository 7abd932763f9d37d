//! Other memoizing attributes and caches, used as their manuals say.

use std::sync::LazyLock;
use std::time::Duration;

use crate::contestants::{CAPACITY, MINUTE, body, body_of_text};
use crate::{OfNumber, OfText};

pub(crate) const UNLIMITED: &[OfNumber] = &[("cached", cached), ("dashmap", dashmap), ("papaya", papaya)];
pub(crate) const LIMITED: &[OfNumber] = &[("cached, size", cached_sized), ("quick_cache", quick_cache), ("moka", moka)];
pub(crate) const TIMED: &[OfNumber] = &[("cached, time", cached_timed), ("moka, time to live", moka_timed)];
pub(crate) const TEXTS: &[OfText] = &[("cached", cached_text)];

#[cached::proc_macro::cached(name = "CACHED")]
pub(crate) fn cached(number: u64) -> u64 {
    body(number)
}

#[cached::proc_macro::cached(name = "CACHED_SIZED", size = 10_000)]
pub(crate) fn cached_sized(number: u64) -> u64 {
    body(number)
}

#[cached::proc_macro::cached(name = "CACHED_TIMED", time = 60)]
pub(crate) fn cached_timed(number: u64) -> u64 {
    body(number)
}

#[cached::proc_macro::cached(
    name = "CACHED_TEXT",
    ty = "cached::UnboundCache<String, u64>",
    create = "{ cached::UnboundCache::new() }",
    convert = r#"{ text.to_owned() }"#
)]
pub(crate) fn cached_text(text: &str) -> u64 {
    body_of_text(text)
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
