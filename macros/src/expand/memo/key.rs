//! The key of a call.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::parts::{private, span};
use crate::plan::memo::MemoPlan;

/// Statements that end with a local named `key`.
///
/// ```text
/// // Input:  fn f(a: &str, n: u32)
/// // Output: let key = { use {traits}; ((&&&&&&Arg(&a)).key(), (&&&&&&Arg(&n)).key(),) };
/// // Input:  key = (s.id, round(x))
/// // Output: let chosen = (&s.id, &round(x),); let key = { use {traits}; ((&&&&&&Arg(chosen.0)).key(), ..) };
/// ```
pub(super) fn key(plan: &MemoPlan) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    let chosen = plan.key.as_ref().map(|key| chosen(plan, key));
    let receiver = plan.receiver.iter().filter(|own| own.keyed).map(|own| {
        let (word, at) = (&own.word, Span::mixed_site().located_at(own.word.span()));
        component(plan, at, &quote_spanned!(at=> &#word))
    });
    let expressions = plan.key.iter().flatten().enumerate().map(|(place, expression)| {
        let (place, at) = (syn::Index::from(place), Span::mixed_site().located_at(expression.span()));
        component(plan, at, &quote_spanned!(at=> chosen.#place))
    });
    let arguments = plan.arguments.iter().filter(|own| own.keyed).map(|own| {
        let (name, at) = (&own.name, Span::mixed_site().located_at(own.ty.span()));
        component(plan, at, &quote_spanned!(at=> &#name))
    });
    let components: Vec<TokenStream> = receiver.chain(expressions).chain(arguments).collect();
    if components.is_empty() {
        return quote_spanned!(span=> let key = (););
    }
    quote_spanned! {span=>
        #chosen
        let key = {
            use #private::memo::{
                ByCopy as _, ByLending as _, ByNesting as _, BySlice as _, ByValue as _, Refused as _,
            };
            (#(#components,)*)
        };
    }
}

/// The user's expressions, each evaluated once, outside of the scope of our traits.
fn chosen(plan: &MemoPlan, key: &[syn::Expr]) -> TokenStream {
    let span = span(plan);
    let opened = plan.arguments.iter().filter_map(|own| {
        let (pattern, name) = (own.pattern.as_ref()?, &own.name);
        Some(quote_spanned!(span=> #[allow(unused_variables)] let #pattern = &#name;))
    });
    let references = key.iter().map(|expression| match expression {
        syn::Expr::Path(_)
        | syn::Expr::Field(_)
        | syn::Expr::Call(_)
        | syn::Expr::MethodCall(_)
        | syn::Expr::Lit(_)
        | syn::Expr::Macro(_)
        | syn::Expr::Index(_)
        | syn::Expr::Tuple(_)
        | syn::Expr::Paren(_) => quote_spanned!(span=> &#expression),
        _ => quote_spanned!(span=> &(#expression)),
    });
    quote_spanned!(span=> #(#opened)* let chosen = (#(#references,)*);)
}

fn component(plan: &MemoPlan, at: Span, reference: &TokenStream) -> TokenStream {
    let private = private(plan, at);
    quote_spanned!(at=> (&&&&&&#private::memo::Arg(#reference)).key())
}
