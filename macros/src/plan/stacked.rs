//! What measures a function that is memoized or vectorized goes behind that: see [`Stacked`].

use proc_macro2::TokenStream;
use quote::quote;

use crate::args::known::{MEMOIZE, VECTORIZE};
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
