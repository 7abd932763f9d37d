//! The calls that are put in.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::{Expr, Stmt};

use crate::args::options::Lines;

/// A slot's number in the table of lines.
pub(super) type Slot = u32;

/// Makes the calls.
pub(super) struct Ticks<'a> {
    private: &'a dyn Fn(Span) -> TokenStream,
    mode: Lines,
}

impl<'a> Ticks<'a> {
    pub(super) fn new(private: &'a dyn Fn(Span) -> TokenStream, mode: Lines) -> Ticks<'a> {
        Ticks { private, mode }
    }

    /// Whether anything is counted.
    pub(super) fn count(&self) -> bool {
        self.mode == Lines::Exact
    }

    /// A line begins to run.
    pub(super) fn tick(&self, at: Span, slot: Slot, conditions: &TokenStream) -> Stmt {
        let call = self.call(at, if self.count() { "line" } else { "line_mark" }, slot);
        statement(quote_spanned!(at=> #conditions #call;))
    }

    /// A loop's line begins to run; its hits are counted by its rounds.
    pub(super) fn header(&self, at: Span, slot: Slot, conditions: &TokenStream) -> Stmt {
        let call = self.call(at, if self.count() { "line_move" } else { "line_mark" }, slot);
        statement(quote_spanned!(at=> #conditions #call;))
    }

    /// A loop's header was evaluated once more.
    pub(super) fn hit(&self, at: Span, slot: Slot, conditions: &TokenStream) -> Stmt {
        let call = self.call(at, "line_hit", slot);
        statement(quote_spanned!(at=> #conditions #call;))
    }

    /// A loop is left before its header was evaluated again.
    pub(super) fn leave(&self, at: Span, slot: Slot) -> Stmt {
        let call = self.call(at, "line_break", slot);
        statement(quote_spanned!(at=> #call;))
    }

    /// A round of a loop begins; its end leads back to the header.
    pub(super) fn round(&self, at: Span, slot: Slot) -> Stmt {
        self.guard(at, if self.count() { "line_back_edge" } else { "line_mark_back" }, slot)
    }

    /// A block begins whose end leads back to its statement.
    pub(super) fn back(&self, at: Span, slot: Slot) -> Stmt {
        self.guard(at, if self.count() { "line_back" } else { "line_mark_back" }, slot)
    }

    /// A call of a closure begins.
    pub(super) fn closure(&self, at: Span, slot: Slot) -> Stmt {
        self.guard(at, "line_closure", slot)
    }

    /// A future whose polls are charged to lines.
    pub(super) fn polled(&self, at: Span, slot: Slot, future: &TokenStream) -> TokenStream {
        let at = hygienic(at);
        let (private, slot) = ((self.private)(at), Literal::u32_unsuffixed(slot));
        quote_spanned!(at=> #private::line_poll(&__BEDECK_SITE, #slot, #future))
    }

    /// What gives an async block the type `output`.
    pub(super) fn edge(&self, at: Span, output: &syn::Type) -> Stmt {
        let at = hygienic(at);
        let private = (self.private)(at);
        statement(quote_spanned!(at=> if false { return #private::edge::<#output>(); }))
    }

    fn guard(&self, at: Span, function: &str, slot: Slot) -> Stmt {
        let call = self.call(at, function, slot);
        let at = hygienic(at);
        statement(quote_spanned!(at=> let _line = #call;))
    }

    fn call(&self, at: Span, function: &str, slot: Slot) -> TokenStream {
        let at = hygienic(at);
        let (private, function) = ((self.private)(at), format_ident!("{function}", span = at));
        let slot = Literal::u32_unsuffixed(slot);
        quote_spanned!(at=> #private::#function(&__BEDECK_SITE, #slot))
    }
}

/// A span at the user's place with names of its own.
pub(super) fn hygienic(at: Span) -> Span {
    Span::mixed_site().located_at(at)
}

/// A statement that has its semicolon.
fn statement(tokens: TokenStream) -> Stmt {
    Stmt::Expr(Expr::Verbatim(tokens), None)
}
