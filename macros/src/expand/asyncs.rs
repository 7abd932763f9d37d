//! Async functions, and functions whose tail is a pinned async block.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use super::{lines, wrap};
use crate::item::{Function, Parameter, Tail, refill};
use crate::plan::{Polled, SitePlan};

/// The body of an async function as one future in a wrapper.
///
/// ```text
/// // Input:  async fn f() -> T { statements }
/// // Output: { poll({ .. &__BEDECK_SITE }, async move { if false { return edge::<T>(); } statements }).await }
/// ```
///
/// The edge gives the block the type that the function declares, so that returned values are coerced and errors point
/// at the user's code. Parameters that the block takes over begin it, as `let a = a;`; the statements then are a block in it.
/// Braces around the statements are the user's: when the temporaries of the tail are dropped depends on their edition.
pub(super) fn polled(
    site: &SitePlan,
    function: &mut Function,
    how: Polled,
    body: &Group,
    statements: Vec<TokenTree>,
) -> TokenStream {
    // What is wrong with an outcome is wrong with the type that is returned.
    let span = if site.outcome { wrap::span(site).located_at(site.returns) } else { wrap::span(site) };
    let private = wrap::private(site, span);
    let edge = how.output.map(|output| quote_spanned!(span=> if false { return #private::edge::<#output>(); }));
    let taken = take_over(span, function, how.taken);
    let statements: TokenStream = statements.into_iter().collect();
    let block = if taken.is_empty() {
        refill(body, quote!(#edge #statements)).into_token_stream()
    } else {
        // Those temporaries go before the parameters do, which is what a tail does in the edition of these braces.
        let own = refill(body, statements);
        quote_spanned!(span=> { #taken #edge #own })
    };
    let future = quote_spanned!(span=> async move #block);
    let future = if site.lines { lines::polled(site, &future) } else { future };
    let wrapped = poll(site, span, future);
    quote_spanned!(span=> #wrapped.await)
}

/// The statements that take the parameters over. Their `mut` moves along.
fn take_over(span: Span, function: &mut Function, parameters: Vec<Parameter>) -> TokenStream {
    if parameters.is_empty() {
        return TokenStream::new();
    }
    let taken = parameters.iter().filter_map(|parameter| {
        let (attributes, mutability, name) = (&parameter.attributes, &parameter.mutability, parameter.name.as_ref()?);
        // The underscore says that the user has no use for it, not that nobody may have one.
        let allowed = name.to_string().starts_with('_').then(|| quote!(#[allow(clippy::used_underscore_binding)]));
        Some(quote_spanned!(span=> #allowed #attributes let #mutability #name = #name;))
    });
    let taken = taken.collect();
    let kept = parameters.into_iter().map(Parameter::into_taken);
    function.set_parameters(quote_spanned!(span=> #(#kept),*));
    taken
}

/// The async block of a tail in a wrapper, inside its box.
///
/// ```text
/// // Input:  { statements Box::pin(async move { .. }) }
/// // Output: { statements Box::pin(poll({ .. &__BEDECK_SITE }, async move { .. })) }
/// ```
pub(super) fn boxed(site: &SitePlan, tail: Tail) -> TokenStream {
    tail.pinning(&|block| poll(site, wrap::span(site), block))
}

/// `future` in the wrapper that the options ask for, and in its span.
fn poll(site: &SitePlan, span: Span, future: TokenStream) -> TokenStream {
    let private = wrap::private(site, span);
    let poll = if site.outcome { quote_spanned!(span=> poll_outcome) } else { quote_spanned!(span=> poll) };
    let declared = wrap::with_site(site, &quote_spanned!(span=> &__BEDECK_SITE));
    wrap::instrumented(site, quote_spanned!(span=> #private::#poll(#declared, #future)))
}
