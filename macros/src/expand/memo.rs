//! `#[memoize]` from the attribute to its expansion.

mod beside;
mod disk;
mod key;
mod parts;
mod refresh;
mod within;

use proc_macro2::TokenStream;
use quote::quote;

use crate::args::known::MEMOIZE;
use crate::args::memo::MemoOptions;
use crate::item::{Item, Kind, Surroundings};
use crate::plan::memo::{self as plan, MemoPlan};
use crate::plan::stacked;

/// The whole way of the attribute, from tokens to tokens.
pub(crate) fn attribute(args: TokenStream, tokens: TokenStream) -> TokenStream {
    let item = Item::read(tokens.clone());
    let (options, mut faults) = MemoOptions::read(args.clone());
    if let Some(variants) = conditional(&options, &args, &item) {
        return variants;
    }
    if faults.is_empty()
        && let Some(behind) = stacked::behind_parallel(&options, &args, &item)
    {
        return behind;
    }
    // What is wrong with an option would be taken for its absence.
    let plan = if faults.is_empty() { faults.of(plan::memo(options, item)) } else { None };
    plan.map_or_else(|| faults.beside(tokens), |plan| expand(&plan))
}

fn expand(plan: &MemoPlan) -> TokenStream {
    match plan.surroundings {
        Surroundings::Free | Surroundings::Inherent => beside::function(plan),
        Surroundings::Trait => within::function(plan),
    }
}

/// A function with a parameter under `#[cfg]`, once with it and once without it: arguments of a call cannot be conditional.
///
/// ```text
/// // Input:  #[memoize] fn f(#[cfg(c)] a: A) -> V { body }
/// // Output: #[cfg(c)] #[memoize] fn f(a: A) -> V { body }  #[cfg(not(c))] #[memoize] fn f() -> V { body }
/// ```
fn conditional(options: &MemoOptions, args: &TokenStream, item: &Item) -> Option<TokenStream> {
    let Kind::Function(function) = &item.kind else { return None };
    let (body, (visibility, signature)) = (function.body.as_ref()?, plan::signature(function, MEMOIZE.name).ok()?);
    let attributes_of = |input: &syn::FnArg| match input {
        syn::FnArg::Receiver(own) => own.attrs.clone(),
        syn::FnArg::Typed(own) => own.attrs.clone(),
    };
    let find = |input: &syn::FnArg| attributes_of(input).iter().position(|own| own.path().is_ident("cfg"));
    let (at, own) = signature.inputs.iter().enumerate().find_map(|(at, input)| Some((at, find(input)?)))?;
    let condition = attributes_of(&signature.inputs[at])[own].parse_args::<TokenStream>().ok()?;
    let (mut with, mut without) = (signature.clone(), signature.clone());
    match &mut with.inputs[at] {
        syn::FnArg::Receiver(receiver) => receiver.attrs.remove(own),
        syn::FnArg::Typed(typed) => typed.attrs.remove(own),
    };
    without.inputs =
        without.inputs.into_pairs().enumerate().filter(|(other, _)| *other != at).map(|(_, pair)| pair).collect();
    let attributes: TokenStream =
        item.attributes.iter().cloned().flat_map(crate::item::Attribute::into_tokens).collect();
    let krate = options.krate.clone().unwrap_or_else(|| quote!(::bedeck));
    Some(quote! {
        #[cfg(#condition)] #[#krate::memoize(#args)] #attributes #visibility #with #body
        #[cfg(not(#condition))] #[#krate::memoize(#args)] #attributes #visibility #without #body
    })
}
