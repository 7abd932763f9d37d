//! `#[timed]` on async functions, and on those whose tail is a pinned async block.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote_spanned;

use super::wrap;
use crate::item::{Tail, refill};
use crate::plan::SitePlan;

/// The body of an async function as one future in a wrapper.
///
/// ```text
/// // Input:  async fn f() -> T { statements }
/// // Output: { poll({ .. &SITE }, async move { if false { return edge::<T>(); } statements }).await }
/// ```
///
/// The edge gives the block the type that the function declares, so that returned values are coerced and errors point
/// at the user's code.
pub(super) fn polled(site: &SitePlan, edge: Option<TokenStream>, statements: Vec<TokenTree>) -> TokenStream {
    let span = wrap::span(site);
    let private = wrap::private(site, span);
    let edge = edge.map(|output| quote_spanned!(span=> if false { return #private::edge::<#output>(); }));
    let statements: TokenStream = statements.into_iter().collect();
    let wrapped = poll(site, span, quote_spanned!(span=> async move { #edge #statements }));
    quote_spanned!(span=> #wrapped.await)
}

/// The async block of a tail in a wrapper, inside its box.
///
/// ```text
/// // Input:  { statements Box::pin(async move { .. }) }
/// // Output: { statements Box::pin(poll({ .. &SITE }, async move { .. })) }
/// ```
pub(super) fn boxed(site: &SitePlan, tail: Tail) -> TokenStream {
    let pinned = poll(site, wrap::span(site), tail.pinned.stream());
    let mut tokens: TokenStream = tail.before.into_iter().collect();
    tokens.extend([refill(&tail.pinned, pinned)]);
    tokens
}

/// `future` in the wrapper that the options ask for.
fn poll(site: &SitePlan, span: Span, future: TokenStream) -> TokenStream {
    let private = wrap::private(site, span);
    let poll = if site.outcome { quote_spanned!(span=> poll_outcome) } else { quote_spanned!(span=> poll) };
    let site = wrap::with_site(site, &quote_spanned!(span=> &SITE));
    quote_spanned!(span=> #private::#poll(#site, #future))
}
