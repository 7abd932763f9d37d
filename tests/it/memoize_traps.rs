//! `#[memoize]` and what every decorator is tested against: names that the user has taken, tokens that a macro made, attributes
//! that go to the right place. That each compiles without a warning is half of the test.

use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use bedeck::memoize;

use crate::rows::block_on;

/// Everything that an expansion might be tempted to name.
mod shadowed {
    #![allow(non_camel_case_types, dead_code, unreachable_pub, unused_macros, non_upper_case_globals)]

    use ::bedeck::memoize;

    macro_rules! thread_local {
        ($($any:tt)*) => {
            compile_error!("the user's")
        };
    }
    pub mod core {}
    pub mod std {}
    mod bedeck {}
    pub enum Some {}
    pub enum None {}
    pub enum Ok {}
    pub enum Err {}
    pub struct Option;
    pub struct Result;
    pub struct Box;
    pub struct Memo;
    pub struct Act;
    pub trait Future {}
    pub type u32 = ();
    pub type str = ();
    pub type u64 = ();
    pub const MEMO: u8 = 1;
    pub fn find() {}

    #[memoize]
    pub fn plain(key: u8, table: u8, value: u8, miss: u8, run: u8, keep: u8, act: u8) -> u8 {
        MEMO + key + table + value + miss + run + keep + act
    }

    #[memoize(key = (key, table, value + act), skip_none, capacity = 10, ttl = "1h", wait = "1s")]
    pub fn full(key: u8, table: u8, value: u8, act: u8) -> ::core::option::Option<u8> {
        if key == 0 {
            return ::core::option::Option::None;
        }
        ::core::option::Option::Some(key + table + value + act)
    }

    #[memoize(thread_local)]
    pub fn local(chosen: u8) -> ::core::result::Result<u8, ()> {
        if chosen == 0 {
            return ::core::result::Result::Err(());
        }
        ::core::result::Result::Ok(chosen)
    }

    #[memoize]
    pub async fn later(task: &::core::primitive::str, refresh: u8) -> u8 {
        let _ = task;
        ::core::future::ready(refresh).await
    }
}

#[test]
fn shadowed_names() {
    for _ in 0..2 {
        assert_eq!(shadowed::plain(1, 2, 3, 4, 5, 6, 7), 29);
        assert_eq!(shadowed::full(1, 2, 3, 4), Some(10));
        assert_eq!((shadowed::local(1), block_on(shadowed::later("a", 2))), (Ok(1), 2));
    }
    assert_eq!(shadowed::plain_memo().peek(1, 2, 3, 4, 5, 6, 7), Some(29));
    assert_eq!((shadowed::full_memo().info().hits, shadowed::local_memo().info().hits), (1, 1));
}

macro_rules! function {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),*) -> $output:ty $body:block) => {
        #[memoize]
        $(#[$meta])*
        $vis fn $name($($arg: $ty),*) -> $output $body
    };
}

function! {
    /// With documentation.
    pub(super) fn from_fragments(a: &[u8], n: usize) -> Option<u8> { a.get(n).copied() }
}

macro_rules! any_item {
    ($item:item) => {
        #[memoize(capacity = 4)]
        $item
    };
}

any_item! {
    pub(super) fn from_an_item(n: u8) -> u8 { n + 1 }
}

macro_rules! any_pattern {
    ($name:ident, $arg:ident, $pattern:pat, $ty:ty, $key:expr, $every:expr) => {
        #[memoize(key = ($arg, $key), capacity = $every)]
        fn $name($arg: $ty, $pattern: $ty) -> $ty {
            $arg + 1
        }
    };
}

any_pattern!(options_from_fragments, a, _, u8, a + 1, 4);

struct Held(u8);

macro_rules! method {
    ($self:ident, $name:ident, $body:expr) => {
        impl Held {
            #[memoize(key = $self.0)]
            fn $name(&$self) -> u8 { $body }
        }
    };
}

method!(self, method_from_fragments, self.0);

#[test]
fn fragments_of_macros() {
    assert_eq!([from_fragments(&[1, 2], 1), from_fragments(&[1, 2], 1)], [Some(2); 2]);
    assert_eq!(from_fragments_memo().info().hits, 1);
    assert_eq!((from_an_item(1), from_an_item_memo().peek(1)), (2, Some(2)));
    assert_eq!((options_from_fragments(1, 2), options_from_fragments(1, 3)), (2, 2));
    assert_eq!((Held(3).method_from_fragments(), Held(3).method_from_fragments()), (3, 3));
}

#[memoize]
fn r#match(r#type: u8, r#fn: &str) -> String {
    format!("{type}{fn}")
}

#[test]
fn raw_identifiers() {
    assert_eq!((r#match(1, "a"), r#match(1, "a")), ("1a".to_owned(), "1a".to_owned()));
    assert_eq!((match_memo().info().hits, match_uncached(2, "b").as_str()), (1, "2b"));
    assert_eq!(bedeck::memo("it::memoize_traps::match").unwrap().info().hits, 1);
}

#[memoize]
fn conditional(#[cfg(not(any()))] a: u8, #[cfg(any())] b: NoSuchType, #[allow(unused)] c: u8) -> u8 {
    a
}

#[cfg(any())]
#[memoize]
fn left_out() -> NoSuchType {}

#[memoize]
#[cfg(any())]
fn left_out_too() -> NoSuchType {}

#[memoize]
#[inline]
#[must_use]
#[deprecated]
#[track_caller]
#[cold]
fn described(n: u8) -> (u8, u32) {
    (n, Location::caller().line())
}

#[memoize]
#[allow(unused_variables, unused_assignments)]
#[expect(clippy::needless_pass_by_value, reason = "once")]
fn expecting(mut unused: String, text: String, _underscore: u8) -> usize {
    unused = String::new();
    text.len()
}

#[test]
#[allow(deprecated)]
fn attributes_go_to_the_right_place() {
    let (here, again) = (line!(), [described(1), described(1)]);
    assert_eq!((again, described_memo().info().hits), ([(1, here); 2], 1));
    assert_eq!((conditional(1, 2), conditional_memo().peek(1, 2)), (1, Some(1)));
    assert_eq!(expecting("a".to_owned(), "b".to_owned(), 1), 1);
}

#[memoize]
unsafe fn trusting(n: u8) -> u8 {
    n
}

#[memoize]
extern "C" fn foreign(n: u8) -> u8 {
    n
}

#[test]
fn unsafe_and_extern_functions() {
    // SAFETY: it demands nothing.
    let (twice, found) = unsafe { ([trusting(1), trusting(1)], trusting_memo().peek(1)) };
    assert_eq!((twice, found), ([1; 2], Some(1)));
    let pointer: extern "C" fn(u8) -> u8 = foreign;
    assert_eq!((pointer(1), foreign_memo().refresh(1)), (1, 1));
}

#[memoize]
fn with_items(n: u32) -> u32 {
    #![allow(clippy::items_after_statements)]
    static COUNT: AtomicU32 = AtomicU32::new(0);
    fn inner(n: u32) -> u32 {
        #[memoize]
        fn innermost(n: u32) -> u32 {
            n + 1
        }
        innermost(n) + innermost(n)
    }
    inner(n) + COUNT.fetch_add(1, Relaxed)
}

#[memoize]
fn dynamic(n: u8) -> std::sync::Arc<dyn Fn(u8) -> u8 + Send + Sync> {
    std::sync::Arc::new(move |m| n + m)
}

#[memoize]
fn array<const N: usize>(bytes: [u8; N]) -> [u8; N] {
    bytes.map(|byte| byte + 1)
}

#[test]
fn all_kinds_of_functions() {
    assert_eq!([with_items(1), with_items(1), with_items(2)], [4, 4, 7]);
    assert_eq!((dynamic(1)(2), dynamic(1)(3)), (3, 4));
    assert_eq!((array([1, 2]), array([1, 2]), array([3])), ([2, 3], [2, 3], [4]));
}

#[test]
fn a_panic_reaches_the_caller_and_is_not_kept() {
    #[memoize]
    fn panics(n: u8) -> u8 {
        static CALLS: AtomicU32 = AtomicU32::new(0);
        assert!(CALLS.fetch_add(1, Relaxed) > 0, "the first time");
        n
    }
    assert!(std::panic::catch_unwind(|| panics(1)).is_err());
    assert_eq!((panics(1), panics(1), panics_memo().info().misses), (1, 1, 2));
}
