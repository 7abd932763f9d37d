//! The twenty traps of every decorator, but for the async ones. That each compiles without a warning is half of the test.

use std::cell::Cell;
use std::fmt::{self, Debug, Display};
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;

use crate::measured as timed;

use crate::rows::{block_on, calls, pause, row};

struct Counter(u32);

impl Counter {
    #[timed]
    fn by_value(self) -> u32 {
        self.0
    }

    #[timed]
    fn by_shared(&self) -> u32 {
        self.0
    }

    #[timed]
    fn by_unique(&mut self) -> &mut u32 {
        self.0 += 1;
        &mut self.0
    }

    #[timed]
    fn by_mut_value(mut self) -> u32 {
        self.0 += 1;
        self.0
    }

    #[timed]
    fn by_box(self: Box<Self>) -> Box<Self> {
        self
    }

    #[timed]
    fn by_arc(self: Arc<Self>) -> usize {
        Arc::strong_count(&self)
    }

    #[timed]
    fn by_pin(mut self: Pin<&mut Self>) -> u32 {
        self.as_mut().0 += 1;
        self.0
    }

    #[timed]
    fn early(&mut self, now: bool) -> Option<&mut u32> {
        if now {
            return Some(&mut self.0);
        }
        None
    }
}

#[test]
fn receivers_of_every_form() {
    let mut counter = Counter(1);
    assert_eq!(*counter.by_unique(), 2);
    assert_eq!(counter.by_shared(), 2);
    assert_eq!(Pin::new(&mut counter).by_pin(), 3);
    assert_eq!(counter.early(true), Some(&mut 3));
    assert_eq!(counter.early(false), None);
    assert_eq!(Box::new(counter).by_box().by_mut_value(), 4);
    assert_eq!(Arc::new(Counter(0)).by_arc(), 1);
    assert_eq!(Counter(7).by_value(), 7);
    for name in ["by_value", "by_shared", "by_unique", "by_mut_value", "by_box", "by_arc", "by_pin"] {
        assert_eq!(calls(&format!("Counter::{name}")), 1, "{name}");
    }
    assert_eq!(calls("Counter::early"), 2);
}

#[timed]
#[expect(clippy::many_single_char_names, reason = "they are forwarded")]
fn patterns(mut a: Vec<u8>, (b, mut c): (u8, u8), [d, ..]: [u8; 3], Counter(e): Counter, _: u8) -> Vec<u8> {
    c += 1;
    a.extend([b, c, d]);
    a.push(u8::try_from(e).unwrap_or(0));
    a
}

#[test]
fn mut_and_pattern_arguments() {
    assert_eq!(patterns(vec![1], (2, 3), [4, 0, 0], Counter(5), 9), [1, 2, 4, 4, 5]);
    assert_eq!(calls("traps::patterns"), 1);
}

#[timed]
fn takes_impl(shown: impl Display, also: &impl Debug) -> String {
    format!("{shown} {also:?}")
}

#[timed]
fn gives_impl(upto: u32) -> impl Iterator<Item = u32> + Clone {
    (0..upto).filter(|n| n % 2 == 0)
}

#[timed]
fn gives_nested_impl(ok: bool) -> Result<impl Debug, impl Display> {
    if !ok {
        return Err("no");
    }
    Ok([1])
}

#[test]
fn impl_trait_in_and_out() {
    assert_eq!(takes_impl(1, &"x"), "1 \"x\"");
    assert_eq!(takes_impl('c', &2), "c 2");
    assert_eq!(gives_impl(5).collect::<Vec<_>>(), [0, 2, 4]);
    assert!(gives_nested_impl(true).is_ok() && gives_nested_impl(false).is_err());
    assert_eq!([calls("traps::takes_impl"), calls("gives_impl"), calls("gives_nested_impl")], [2, 1, 2]);
}

#[timed]
unsafe fn raw(at: *const u32) -> u32 {
    // SAFETY: the caller's.
    unsafe { *at }
}

#[timed]
async unsafe fn raw_later(at: &Cell<u32>) -> u32 {
    // SAFETY: `at` is a reference.
    unsafe { *at.as_ptr() }
}

#[timed]
extern "C" fn called_from_c(n: i32) -> i32 {
    n + 1
}

#[timed]
#[unsafe(no_mangle)]
unsafe extern "C-unwind" fn bedeck_test_exported(n: i32) -> i32 {
    n + 2
}

#[test]
fn unsafe_and_extern() {
    let n = 3;
    // SAFETY: `n` lives, and the two functions want nothing.
    let (raw, later, exported) =
        unsafe { (raw(&raw const n), block_on(raw_later(&Cell::new(4))), bedeck_test_exported(1)) };
    let pointer: extern "C" fn(i32) -> i32 = called_from_c;
    assert_eq!((raw, later, exported, pointer(1)), (3, 4, 3, 2));
    assert_eq!(
        [calls("traps::raw"), calls("raw_later"), calls("called_from_c"), calls("traps::bedeck_test_exported")],
        [1; 4]
    );
}

#[timed]
#[track_caller]
fn where_from() -> &'static Location<'static> {
    Location::caller()
}

#[test]
fn track_caller_is_kept() {
    let (here, line) = (where_from(), line!());
    assert_eq!((here.file(), here.line()), (file!(), line));
    assert_eq!(calls("traps::where_from"), 1);
}

/// Documented.
#[timed]
#[inline(always)]
#[must_use = "reason"]
#[deprecated(note = "old")]
#[expect(clippy::inline_always, reason = "that it is kept is the point")]
fn adorned() -> u8 {
    1
}

#[timed]
#[inline]
#[cold]
fn adorned_below() {}

#[test]
fn attributes_are_forwarded() {
    #[expect(deprecated, reason = "which shows that the attribute is there")]
    let value = adorned();
    #[expect(deprecated, unused_must_use, reason = "which shows that the attribute is there")]
    {
        adorned();
    }
    adorned_below();
    assert_eq!((value, calls("traps::adorned"), calls("adorned_below")), (1, 2, 1));
}

#[cfg(target_arch = "x86_64")]
#[timed]
#[target_feature(enable = "avx2")]
fn wide(a: [u32; 8]) -> u32 {
    a.iter().sum()
}

#[cfg(target_arch = "x86_64")]
#[test]
fn target_feature_is_kept() {
    if std::is_x86_feature_detected!("avx2") {
        // SAFETY: just detected.
        assert_eq!(unsafe { wide([1; 8]) }, 8);
        assert_eq!(calls("traps::wide"), 1);
    }
}

#[timed]
fn bounded<'a, T, F, const N: usize>(items: &'a [T; N], key: F) -> Option<&'a T>
where
    T: Ord + Debug + 'a,
    F: for<'x> Fn(&'x T) -> bool,
    [T; N]: Sized,
{
    items.iter().filter(|item| key(item)).max()
}

#[timed]
#[allow(unused_braces)]
fn in_braces<const N: usize>() -> [u8; { 2 }]
where
    Sizes<{ 2 + 1 }>: Debug,
{
    [u8::try_from(N).unwrap_or(0); 2]
}

#[derive(Debug)]
struct Sizes<const N: usize>;

#[test]
fn where_clauses_and_const_generics_and_higher_ranked_bounds() {
    assert_eq!(bounded(&[1, 5, 3], |n| *n < 5), Some(&3));
    assert_eq!(bounded(&["a", "b"], |_| true), Some(&"b"));
    assert_eq!(in_braces::<4>(), [4, 4]);
    assert_eq!((calls("traps::bounded"), calls("in_braces"), format!("{:?}", Sizes::<3>)), (2, 1, "Sizes".to_owned()));
}

#[timed]
fn never(why: &str) -> ! {
    panic!("{why}")
}

#[timed]
async fn never_later(why: &str) -> ! {
    pause().await;
    panic!("{why}")
}

#[timed]
async fn diverges() {
    pause().await;
    panic!("always")
}

#[test]
fn functions_that_do_not_return() {
    assert!(std::panic::catch_unwind(|| never("here")).is_err());
    assert!(std::panic::catch_unwind(|| block_on(never_later("there"))).is_err());
    assert!(std::panic::catch_unwind(|| block_on(diverges())).is_err());
    for name in ["traps::never", "traps::never_later", "traps::diverges"] {
        assert_eq!((row(name).calls, row(name).panics, row(name).open), (1, 1, 0), "{name}");
    }
}

#[timed]
fn nesting(n: u32) -> u32 {
    #![allow(clippy::inline_always)]
    #![expect(unused_variables, reason = "inner attributes stay in front")]
    const STEP: u32 = 1;
    #[timed]
    fn inside(n: u32) -> u32 {
        n + STEP
    }
    let unused = 0;
    inside(inside(n))
}

#[test]
fn nested_functions_and_inner_attributes() {
    assert_eq!(nesting(1), 3);
    assert_eq!([calls("traps::nesting"), calls("traps::nesting::inside")], [1, 2]);
}

impl fmt::Display for Counter {
    #[timed]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[test]
fn a_method_of_a_foreign_trait() {
    assert_eq!(Counter(3).to_string(), "3");
    assert_eq!(calls("::traps::Counter as core::fmt::Display>::fmt"), 1);
}
