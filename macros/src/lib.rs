//! The attributes of bedeck. Use the crate `bedeck`, whose documentation describes them.
#![forbid(unsafe_code)]

mod args;
mod error;
mod expand;
mod item;
mod plan;

use proc_macro::TokenStream;

use self::args::known;

/// Described where the crate `bedeck` exports it.
#[proc_macro_attribute]
pub fn timed(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::measured::attribute(&known::TIMED, args.into(), item.into()).into()
}

/// Described where the crate `bedeck` exports it.
#[proc_macro_attribute]
pub fn profiled(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::measured::attribute(&known::PROFILED, args.into(), item.into()).into()
}

/// Described where the crate `bedeck` exports it.
#[proc_macro_attribute]
pub fn memoize(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::memo::attribute(args.into(), item.into()).into()
}

/// Described where the crate `bedeck` exports it.
#[proc_macro_attribute]
pub fn parallel(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::parallel::attribute(args.into(), item.into()).into()
}

/// Described where the crate `bedeck` exports it.
#[proc_macro_attribute]
pub fn vectorize(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::vectorize::attribute(args.into(), item.into()).into()
}
