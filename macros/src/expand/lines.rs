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

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Stmt;

use self::ticks::Ticks;
use self::walk::Walk;
use super::wrap;
use crate::plan::SitePlan;

/// A body with ticks.
pub(super) struct Ticked {
    statements: Vec<Stmt>,
    slots: Vec<Span>,
}

/// How lines are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Every tick reads the clock.
    Exact,
    /// Ticks say where they are, and a thread looks.
    Sampled,
}

/// Puts ticks into the statements of a function whose name stands at `site.place`.
pub(super) fn ticked(site: &SitePlan, mode: Mode, mut statements: Vec<Stmt>) -> Ticked {
    let private = |span| wrap::private(site, span);
    let mut walk = Walk::new(Ticks::new(&private, mode), site.place);
    walk.function(&mut statements);
    Ticked { statements, slots: walk.into_slots() }
}

impl Ticked {
    /// The statements, as tokens.
    pub(super) fn statements(&self) -> TokenStream {
        self.statements.iter().map(ToTokens::to_token_stream).collect()
    }

    /// The items in front of all other statements, which are taken out.
    pub(super) fn take_items(&mut self) -> TokenStream {
        let items = self.statements.iter().take_while(|statement| matches!(statement, Stmt::Item(_))).count();
        self.statements.drain(..items).map(ToTokens::into_token_stream).collect()
    }

    /// The table of lines.
    ///
    /// ```text
    /// // Output: Lines::new(&[Origin.line(12), Origin.line(13)], option_env!("CARGO_MANIFEST_DIR"))
    /// ```
    ///
    /// As for the site, the compiler takes a line's place from the call's own tokens, which have to be all the user's.
    pub(super) fn table(&self, site: &SitePlan, mode: Mode) -> TokenStream {
        let span = wrap::span(site);
        let private = wrap::private(site, span);
        let slots = self.slots.iter().map(|slot| {
            let (line, written) = (quote_spanned!(*slot=> line), Literal::usize_unsuffixed(place::line_of(*slot)));
            let arguments = proc_macro2::Group::new(proc_macro2::Delimiter::Parenthesis, written.into_token_stream());
            let arguments = place::group_at(arguments, *slot);
            quote_spanned!(span=> #private::Origin.#line #arguments)
        });
        let sampled = (mode == Mode::Sampled).then(|| quote!(.sampled()));
        let root = quote_spanned!(span=> ::core::option_env!("CARGO_MANIFEST_DIR"));
        quote_spanned!(span=> #private::Lines::new(&[#(#slots),*], #root) #sampled)
    }
}
