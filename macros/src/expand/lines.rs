//! `lines`: a body with ticks before its statements, and the table of the lines that they stand on.
//!
//! Only whole statements are put in, before the user's own: what runs, in which order it is dropped, and what the compiler infers
//! stays as it was. A loop's body begins with a guard that leads back to the loop's header; closures and async blocks on lines of
//! their own begin with a guard, or become a future, that keeps the line clock running wherever they are run.

mod branches;
mod calls;
mod loops;
mod place;
mod statements;
#[cfg(test)]
mod tests;
mod ticks;
mod walk;

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Stmt};

use self::ticks::Ticks;
use self::walk::{Place, Walk};
use super::wrap;
use crate::args::options::Lines;
use crate::item::Tail;
use crate::plan::{LinesPlan, Shape, SitePlan};

/// A body with ticks, and what holds for the rest of its expansion.
pub(super) struct Ticked {
    /// The site and its lines, behind inner attributes.
    pub(super) declarations: TokenStream,
    pub(super) statements: Vec<TokenTree>,
    pub(super) shape: Shape,
}

/// Puts ticks into the statements of a function whose name stands at `site.place`.
///
/// ```text
/// // Input:  { items a; b }
/// // Output: { static __BEDECK_LINES: Lines = ..; static __BEDECK_SITE: Site = ..;
/// //           items let _line = line_enter(&__BEDECK_SITE); line(&__BEDECK_SITE, 1); a; line(&__BEDECK_SITE, 2); b }
/// ```
///
/// The body of an async function has no guard: its future is wrapped (see [`polled`]).
pub(super) fn ticked(site: &SitePlan, LinesPlan { mode, mut statements, end }: LinesPlan, shape: Shape) -> Ticked {
    let private = |span| wrap::private(site, span);
    let mut walk = Walk::new(Ticks::new(&private, mode), site.place);
    walk.function(&mut statements);
    // What these lints see is an `else` that the user wrote as `else if`.
    let lints = quote!(clippy::if_not_else, clippy::redundant_else, clippy::suspicious_else_formatting);
    let allowed = walk.breaks_chains.then(|| quote!(#![allow(#lints)]));
    let table = table(site, mode, &walk.into_slots(), end);
    if !matches!(shape, Shape::Polled(_)) {
        statements::prepend(&mut statements, Stmt::Expr(Expr::Verbatim(guard(site)), None));
    }
    let tokens: Vec<TokenTree> = statements.iter().flat_map(ToTokens::to_token_stream).collect();
    let shape = match shape {
        Shape::Seen(_) => Shape::Seen(statements),
        Shape::Returned(_, nominal) => Shape::Returned(statements, nominal),
        Shape::Boxed(tail) => Shape::Boxed(Tail::of(&tokens).unwrap_or(tail)),
        shape => shape,
    };
    let site = wrap::site_of_body(site, &table);
    Ticked { declarations: quote!(#allowed #site), statements: tokens, shape }
}

/// The guard of a call that is not async.
fn guard(site: &SitePlan) -> TokenStream {
    let span = wrap::span(site);
    let private = wrap::private(site, span);
    quote_spanned!(span=> let _line = #private::line_enter(&__BEDECK_SITE);)
}

/// The future of a whole body.
///
/// ```text
/// // Input:  async move { statements }
/// // Output: line_poll(&__BEDECK_SITE, 0, async move { statements })
/// ```
pub(super) fn polled(site: &SitePlan, future: &TokenStream) -> TokenStream {
    let span = wrap::span(site);
    let private = wrap::private(site, span);
    quote_spanned!(span=> #private::line_poll(&__BEDECK_SITE, 0, #future))
}

/// The table of lines.
///
/// ```text
/// // Output: Lines::new(&[Origin.line(12), Origin.line(13)], 14, option_env!("CARGO_MANIFEST_DIR"))
/// ```
///
/// As for the site, the compiler takes a line's place from the call's own tokens, which have to be all the user's.
fn table(site: &SitePlan, mode: Lines, slots: &[Place], end: Span) -> TokenStream {
    let span = wrap::span(site);
    let private = wrap::private(site, span);
    let slots = slots.iter().map(|slot| {
        let Place { at, conditions } = slot;
        let (line, written) = (Ident::new("line", *at), Literal::usize_unsuffixed(place::line_of(*at)));
        let mut arguments = Group::new(Delimiter::Parenthesis, TokenTree::from(written).into());
        arguments.set_span(*at);
        quote_spanned!(span=> #private::Origin.#line #arguments #(.only_if(::core::cfg!(#conditions)))*)
    });
    let options = [(mode == Lines::Sampled, quote!(.sampled())), (site.memory, quote!(.memory()))];
    let options = options.into_iter().filter(|(set, _)| *set).map(|(_, call)| call);
    let end = Literal::usize_unsuffixed(place::line_of(end));
    let root = quote_spanned!(span=> ::core::option_env!("CARGO_MANIFEST_DIR"));
    quote_spanned!(span=> #private::Lines::new(&[#(#slots),*], #end, #root) #(#options)*)
}
