//! The attributes of bedeck. Use the crate `bedeck`, whose documentation describes them.
#![forbid(unsafe_code)]

mod args;
mod error;
mod expand;
mod item;
mod plan;

use proc_macro::TokenStream;

/// Measures how often a function is called, how long it takes and how it ends.
#[proc_macro_attribute]
pub fn timed(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::timed::attribute(args.into(), item.into()).into()
}
