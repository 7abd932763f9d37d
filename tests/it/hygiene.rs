//! Names that the user has taken, and tokens that a user's macro made.

use bedeck::timed;

use crate::rows::{block_on, calls};

/// Everything that an expansion might be tempted to name.
mod shadowed {
    #![allow(non_camel_case_types, dead_code, unreachable_pub, unused_macros, non_upper_case_globals)]
    #![allow(clippy::used_underscore_binding)]

    use ::bedeck::timed;

    macro_rules! concat {
        ($($any:tt)*) => {
            compile_error!("the user's")
        };
    }
    macro_rules! compile_error {
        ($($any:tt)*) => {};
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
    pub struct Here;
    pub struct Site;
    pub trait Future {}
    pub type u32 = ();
    pub type str = ();
    pub const SITE: u8 = 1;
    pub const NAME: &::core::primitive::str = "hygiene::a constant's name";
    pub fn enter() {}
    pub fn poll() {}

    #[timed]
    pub fn plain(_guard: u8, _g: u8, guard: u8, site: u8) -> u8 {
        SITE + _guard + _g + guard + site
    }

    #[timed(in_flight, cpu, log_over = "1h", sample = 2)]
    pub fn full(_guard: u8) -> u8 {
        SITE + _guard
    }

    #[timed]
    pub async fn later(_guard: u8, site: u8) -> u8 {
        SITE + _guard + site
    }

    #[timed(outcome)]
    pub fn seen(guard: u8) -> ::core::option::Option<u8> {
        if guard == 0 {
            return ::core::option::Option::None;
        }
        ::core::option::Option::Some(SITE + guard)
    }

    #[timed(future)]
    pub fn returned(site: u8) -> impl ::core::future::Future<Output = u8> {
        ::core::future::ready(SITE + site)
    }

    #[timed(name = NAME)]
    pub fn named() {}
}

#[test]
fn shadowed_names() {
    assert_eq!(shadowed::plain(1, 2, 3, 4), 11);
    assert_eq!(shadowed::full(1), 2);
    assert_eq!(block_on(shadowed::later(1, 2)), 4);
    assert_eq!((shadowed::seen(0), shadowed::seen(1)), (None, Some(2)));
    assert_eq!(block_on(shadowed::returned(1)), 2);
    shadowed::named();
    for name in ["plain", "full", "later", "returned"] {
        assert_eq!(calls(&format!("hygiene::shadowed::{name}")), 1, "{name}");
    }
    assert_eq!((calls("hygiene::shadowed::seen"), calls("hygiene::a constant's name")), (2, 1));
}

macro_rules! function {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),*) -> $output:ty $body:block) => {
        #[timed]
        $(#[$meta])*
        $vis fn $name($($arg: $ty),*) -> $output $body
    };
}

function! {
    /// With documentation.
    pub(super) fn from_fragments(a: &[u8], n: usize) -> Option<u8> { a.get(n).copied() }
}

function! {
    #[allow(unused_braces)]
    fn without_visibility() -> [u8; { 2 }] { [1; 2] }
}

macro_rules! any_item {
    ($item:item) => {
        #[timed]
        $item
    };
}

any_item! {
    pub(super) fn from_an_item(n: u8) -> u8 { n + 1 }
}

macro_rules! any_async {
    ($name:ident, $arg:ident, $pattern:pat, $ty:ty, $output:ty, $body:block) => {
        #[timed]
        async fn $name($arg: $ty, $pattern: $ty) -> $output $body
    };
}

any_async!(async_from_fragments, a, mut b, Vec<u8>, Box<dyn std::fmt::Debug>, {
    b.extend(a);
    Box::new(b)
});

macro_rules! any_outcome {
    ($name:ident, $output:ty, $value:expr) => {
        #[timed(outcome)]
        fn $name() -> $output {
            if $value.is_none() {
                return $value;
            }
            $value
        }
    };
}

any_outcome!(outcome_from_fragments, Option<u8>, Some(1));

macro_rules! named {
    ($label:literal, $every:expr, $over:literal) => {
        #[timed(name = $label, sample = $every, log_over = $over)]
        fn options_from_fragments() {}
    };
}

named!("hygiene::from a fragment", 4, "1h");

struct Held(u8);

macro_rules! method {
    ($self:ident, $name:ident, $body:expr) => {
        impl Held {
            #[timed]
            fn $name(&$self) -> u8 { $body }
        }
    };
}

method!(self, method_from_fragments, self.0);

#[test]
fn fragments_of_macros() {
    assert_eq!(from_fragments(&[1, 2], 1), Some(2));
    assert_eq!(without_visibility(), [1, 1]);
    assert_eq!(from_an_item(1), 2);
    assert_eq!(format!("{:?}", block_on(async_from_fragments(vec![1], vec![2]))), "[2, 1]");
    assert_eq!(outcome_from_fragments(), Some(1));
    options_from_fragments();
    assert_eq!(Held(3).method_from_fragments(), 3);
    for name in
        ["from_fragments", "without_visibility", "from_an_item", "async_from_fragments", "outcome_from_fragments"]
    {
        assert_eq!(calls(&format!("hygiene::{name}")), 1, "{name}");
    }
    assert_eq!(calls("hygiene::from a fragment"), 1);
}

#[timed]
fn r#match(r#type: u8) -> u8 {
    r#type
}

#[timed]
async fn r#loop(r#fn: String, r#struct: String) -> String {
    r#fn + &r#struct
}

#[test]
fn raw_identifiers() {
    assert_eq!(r#match(1), 1);
    assert_eq!(block_on(r#loop("a".to_owned(), "b".to_owned())), "ab");
    assert_eq!([calls("hygiene::match") + calls("hygiene::loop")], [2]);
}

#[timed]
fn conditional(#[cfg(not(any()))] a: u8, #[cfg(any())] a: NoSuchType, #[allow(unused)] b: u8) -> u8 {
    a
}

#[timed]
async fn conditional_later(
    #[cfg(not(any()))] a: String,
    #[cfg(any())] a: NoSuchType,
    #[cfg_attr(not(any()), allow(unused))] b: String,
) -> String {
    a
}

#[timed]
async fn expected(#[expect(unused_variables, reason = "it is kept once")] a: String, mut b: String) -> String {
    b.push('!');
    b
}

#[test]
fn attributes_on_parameters() {
    assert_eq!(block_on(expected(String::new(), "b".to_owned())), "b!");
    assert_eq!(conditional(1, 2), 1);
    assert_eq!(block_on(conditional_later("a".to_owned(), "b".to_owned())), "a");
    assert_eq!((calls("hygiene::conditional"), calls("hygiene::conditional_later")), (1, 1));
}
