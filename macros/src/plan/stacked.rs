//! What measures a function that is memoized or vectorized goes behind that: see [`Stacked`]. `#[memoize]` itself goes behind
//! what puts functions beside the one that it stands on, so that they call the one that looks up.

use proc_macro2::TokenStream;
use quote::quote;

use crate::args::known::{MEMOIZE, PARALLEL, VECTORIZE};
use crate::args::memo::MemoOptions;
use crate::args::options::Options;
use crate::args::stacked::Stacked;
use crate::item::{Attribute, Item, Kind};

/// The item with this decorator behind `#[memoize]` or `#[vectorize]`, if it is a function with one.
///
/// ```text
/// // Input:  #[timed(cpu)] #[memoize] fn f() -> V { body }
/// // Output: #[memoize] #[::bedeck::timed(cpu, __bedeck_outside)] fn f() -> V { body }
/// ```
pub(crate) fn behind(options: &Options, item: Item) -> Option<TokenStream> {
    let divides = |own: &Attribute| (own.is(MEMOIZE.name) || own.is(VECTORIZE.name)) && !own.is_conditional();
    if options.stacked.is_some() || !matches!(item.kind, Kind::Function(_)) {
        return None;
    }
    let at = item.attributes.iter().position(divides)?;
    let decorator = quote::format_ident!("{}", options.decorator.name);
    let krate = options.krate.clone().unwrap_or_else(|| quote!(::bedeck));
    let arguments = Stacked::Outside.put(options.tokens.clone());
    let mut tokens = TokenStream::new();
    for (place, attribute) in item.attributes.into_iter().enumerate() {
        tokens.extend(attribute.into_tokens());
        if place == at {
            tokens.extend(quote!(#[#krate::#decorator(#arguments)]));
        }
    }
    tokens.extend(item.kind.into_tokens(options.decorator.name));
    Some(tokens)
}

/// The item with `#[memoize]` behind `#[parallel(map)]` or `#[parallel(spawn)]`, if it is a function with one.
///
/// ```text
/// // Input:  #[memoize(ttl = "1s")] #[inline] #[parallel(map)] fn f(n: u64) -> V { body }
/// // Output: #[parallel(map)] #[::bedeck::memoize(ttl = "1s")] #[inline] fn f(n: u64) -> V { body }
/// ```
pub(crate) fn behind_parallel(options: &MemoOptions, args: &TokenStream, item: &Item) -> Option<TokenStream> {
    let puts_beside = |own: &Attribute| {
        let is_one = own.is(PARALLEL.name) && !own.is_conditional();
        is_one && (own.has_option("map") || own.has_option("spawn"))
    };
    let at = item.attributes.iter().position(puts_beside).filter(|_| matches!(item.kind, Kind::Function(_)))?;
    let krate = options.krate.clone().unwrap_or_else(|| quote!(::bedeck));
    let Item { mut attributes, kind } = item.clone();
    let mut tokens: TokenStream = attributes.remove(at).into_tokens().into_iter().collect();
    tokens.extend(quote!(#[#krate::memoize(#args)]));
    tokens.extend(attributes.into_iter().flat_map(Attribute::into_tokens));
    tokens.extend(kind.into_tokens(MEMOIZE.name));
    Some(tokens)
}
