//! One table for each function: whatever is the same about two of them, and whatever stands in front of them.
#![allow(
    clippy::needless_lifetimes,
    clippy::needless_pass_by_value,
    clippy::boxed_local,
    reason = "the signatures are what is tested"
)]

use std::borrow::Cow;
use std::marker::PhantomData;
use std::panic::Location;
use std::path::Path;

use bedeck::{memoize, profiled, timed};

use crate::rows::{block_on, calls, pause};

struct Sized<T, const N: usize>(PhantomData<T>);

impl<T: Default + std::fmt::Debug, const N: usize> Sized<T, N> {
    #[memoize]
    fn shown<const M: usize>(times: u8) -> String {
        format!("{N} {M} {times} {:?}", T::default())
    }
}

struct Left;
struct Right;

impl Left {
    #[memoize]
    fn name(n: u8) -> String {
        format!("left {n}")
    }
}

impl Right {
    #[memoize]
    fn name(n: u8) -> String {
        format!("right {n}")
    }
}

macro_rules! named {
    ($module:ident $text:literal) => {
        mod $module {
            use bedeck::memoize;

            #[memoize]
            pub(super) fn name(n: u8) -> String {
                format!(concat!($text, " {}"), n)
            }
        }
    };
}

named! { first "first" }
named! { second "second" }

#[test]
fn each_function_has_a_table_of_its_own() {
    for _ in 0..2 {
        assert_eq!([Sized::<u8, 1>::shown::<2>(3), Sized::<u8, 2>::shown::<1>(3)], ["1 2 3 0", "2 1 3 0"]);
        assert_eq!([Sized::<bool, 1>::shown::<2>(3), Sized::<String, 1>::shown::<2>(3)], ["1 2 3 false", "1 2 3 \"\""]);
        assert_eq!(
            [Left::name(1), Right::name(1), first::name(1), second::name(1)],
            ["left 1", "right 1", "first 1", "second 1"]
        );
    }
    let info = Sized::<u8, 1>::shown_memo::<2>().info();
    assert_eq!((info.hits, info.misses, info.entries), (1, 1, 1));
    for info in [Left::name_memo().info(), Right::name_memo().info(), first::name_memo().info()] {
        assert_eq!((info.hits, info.misses), (1, 1));
    }
    Sized::<u8, 1>::shown_memo::<2>().clear();
    assert_eq!(Sized::<u8, 1>::shown_memo::<2>().info().entries, 0);
    assert_eq!(Sized::<u8, 2>::shown_memo::<1>().info().entries, 1);
}

#[memoize]
fn slices<'a, 'b>(words: &'a [&'b str], more: &[&[u8]]) -> usize {
    words.len() + more.len()
}

#[memoize]
fn nested(pair: Option<&(u8, String)>, lent: Option<(u8, &str)>, deep: &&str) -> usize {
    pair.map_or(0, |(n, text)| usize::from(*n) + text.len()) + lent.map_or(0, |(_, text)| text.len()) + deep.len()
}

#[memoize]
fn owned(cow: Cow<'static, str>, boxed: Box<str>, path: &Path) -> usize {
    cow.len() + boxed.len() + path.as_os_str().len()
}

#[test]
fn borrowed_and_owned_arguments() {
    let text = "ab".to_owned();
    for _ in 0..2 {
        assert_eq!((slices(&[&text, ""], &[&[1], &[]]), slices(&["ab"], &[])), (4, 1));
        assert_eq!(nested(Some(&(1, text.clone())), Some((1, &text)), &&*text), 7);
        assert_eq!((nested(None, None, &""), owned(Cow::Borrowed("a"), "b".into(), Path::new("c"))), (0, 3));
        assert_eq!(owned(Cow::Owned("a".to_owned()), "b".into(), Path::new("c")), 3);
    }
    assert_eq!((slices_memo().info().misses, nested_memo().info().misses, owned_memo().info().misses), (2, 2, 1));
}

/// Documented.
#[memoize]
#[track_caller]
#[must_use = "it is the result"]
#[inline]
#[doc(alias = "line")]
fn here(_: u8, mut n: u32, (_a, ref _b): (u8, String), _unused: &str) -> u32 {
    n += Location::caller().line();
    n
}

#[memoize]
#[deprecated = "of old"]
#[cold]
#[inline(never)]
fn old(n: u8) -> u8 {
    n
}

#[test]
fn attributes_and_patterns() {
    let line = line!() + 1;
    let first = || here(1, 0, (2, "a".to_owned()), "b");
    assert_eq!([first(), first()], [line; 2]);
    assert_eq!(here(1, 0, (2, "a".to_owned()), "b"), line, "a hit is where the miss was");
    #[allow(deprecated)]
    let olds = (old(1), old(1), old_memo().info().hits);
    assert_eq!(olds, (1, 1, 1));
}

#[profiled(lines)]
#[memoize]
fn lines_above(n: u64) -> u64 {
    n
}

#[memoize]
#[profiled(lines)]
fn lines_below(n: u64) -> u64 {
    let twice = n * 2;
    twice / 2
}

#[profiled]
#[memoize]
fn profiled_above(n: u64) -> u64 {
    n
}

#[memoize]
#[profiled]
fn profiled_below(n: u64) -> u64 {
    n
}

#[memoize]
#[timed]
#[profiled]
fn both_below(n: u64) -> u64 {
    n
}

#[timed]
#[memoize]
async fn timed_later(n: u64) -> u64 {
    pause().await;
    n
}

#[memoize]
#[timed(outcome)]
async fn later_timed(n: u64) -> Option<u64> {
    pause().await;
    Some(n)
}

#[test]
fn counts_of_decorators_that_measure() {
    for n in [1, 1, 2, 1, 2] {
        assert_eq!([lines_above(n), lines_below(n), profiled_above(n), profiled_below(n), both_below(n)], [n; 5]);
        assert_eq!((block_on(timed_later(n)), block_on(later_timed(n))), (n, Some(n)));
    }
    assert_eq!([calls("places::lines_above"), calls("places::lines_below")], [5, 2]);
    assert_eq!([calls("places::profiled_above"), calls("places::profiled_below")], [5, 2]);
    assert_eq!([calls("places::timed_later"), calls("places::later_timed")], [5, 2]);
    assert_eq!(calls("places::both_below"), 2);
    let lines = bedeck::report().lines;
    let hits = |name: &str| -> Vec<u64> {
        lines.iter().filter(|line| line.function.contains(name)).filter_map(|line| line.hits).collect()
    };
    assert_eq!(hits("lines_below"), [2, 2, 2]);
    assert_eq!((lines_below_memo().info().hits, timed_later_memo().info().hits), (3, 3));
}
