//! The copy of a loop that goes over a chunk, one closure an iteration.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Lifetime, Stmt};

use crate::plan::parallel::LoopPlan;

/// What copies are made of.
#[derive(Clone, Copy)]
pub(super) struct Copied<'a> {
    pub(super) own: &'a LoopPlan,
    pub(super) body: &'a Block,
    /// The path of the engine.
    pub(super) pool: &'a TokenStream,
    /// What the function returns.
    pub(super) output: &'a TokenStream,
    pub(super) span: Span,
}

impl Copied<'_> {
    /// Whether the place in the chunk is needed to get at elements.
    fn is_indexed(&self) -> bool {
        !self.own.written.is_empty() || !self.own.windowed.is_empty()
    }

    /// When the loop runs as it is written: if that is `cheaper`, or an array has no element for some index.
    pub(super) fn condition(&self, cheaper: &TokenStream) -> TokenStream {
        let Copied { own, pool, span, .. } = *self;
        let written = own.written.iter().map(|name| quote_spanned!(span=> || !#pool::fits(&items, #name[..].len())));
        let windowed = own.windowed.iter().map(|name| {
            // The methods are those of the first trait that applies, so many references off.
            quote_spanned!(span=> || !#pool::fits(&items, (&&&&#pool::Window(&#name)).reach()))
        });
        let condition = quote_spanned!(span=> #cheaper #(#written)* #(#windowed)*);
        let traits = self.traits();
        if traits.is_empty() { condition } else { quote_spanned!(span=> { #traits #condition }) }
    }

    /// The names for the `number`th windowed array: as the engine looks at it, and its index in an iteration.
    fn view(&self, number: usize) -> [Ident; 2] {
        ["view", "key"].map(|word| quote::format_ident!("{word}_{number}", span = self.span))
    }

    /// The traits of windows, where there are any.
    fn traits(&self) -> TokenStream {
        let Copied { own, pool, span, .. } = *self;
        if own.windowed.is_empty() {
            return TokenStream::new();
        }
        quote_spanned!(span=> use #pool::{ByCut as _, ByDeref as _, ByIndex as _, ByItself as _};)
    }

    /// Shared references under a name of their own: the address of the copy goes to other threads, and the loop as it is
    /// written keeps the original in a register.
    pub(super) fn rebound(&self) -> TokenStream {
        let Copied { own, span, .. } = *self;
        own.lent.iter().map(|name| quote_spanned!(span=> let #name = #name;)).collect()
    }

    /// The items with the arrays that are written.
    pub(super) fn items(&self) -> TokenStream {
        let Copied { own, pool, span, .. } = *self;
        let with = |items, name| quote_spanned!(span=> #pool::with(#items, &mut #name[..]));
        own.written.iter().fold(quote_spanned!(span=> items), with)
    }

    /// The pattern of what comes back of [`items`](Self::items), cut.
    pub(super) fn chunk(&self) -> TokenStream {
        let Copied { own, span, .. } = *self;
        own.written.iter().fold(quote_spanned!(span=> chunk), |chunk, name| quote_spanned!(span=> (#chunk, #name)))
    }

    /// What is read at the index, cut like the items.
    pub(super) fn windows(&self) -> TokenStream {
        let Copied { own, pool, span, .. } = *self;
        if !self.is_indexed() {
            return TokenStream::new();
        }
        let first = if own.chain.is_counted() {
            quote_spanned!(span=> cut.start)
        } else {
            quote_spanned!(span=> #pool::first(&chunk))
        };
        let traits = self.traits();
        let windows = own.windowed.iter().enumerate().map(|(number, name)| {
            let [view, _] = self.view(number);
            quote_spanned! {span=>
                let #view = #pool::Window(&#name);
                let #name = { #traits (&&&&#view).window(first, cut.length) };
            }
        });
        quote_spanned!(span=> let first = #first; #(#windows)*)
    }

    /// The loop over a chunk. `before` and `once` are what an iteration consists of; both may name the place `at`.
    pub(super) fn looped(&self, before: &TokenStream, once: &TokenStream) -> TokenStream {
        let Copied { own, pool, span, .. } = *self;
        let pattern = &own.pattern;
        let keys = self.keys();
        if self.is_indexed() && !own.chain.is_counted() {
            quote_spanned! {span=>
                for at in 0..cut.length { #before let #pattern = #pool::nth(&chunk, at); #keys #once }
            }
        } else if self.is_indexed() || !before.is_empty() {
            quote_spanned!(span=> for (at, #pattern) in ::core::iter::Iterator::enumerate(chunk) { #before #keys #once })
        } else {
            quote_spanned!(span=> for #pattern in chunk { #once })
        }
    }

    /// The index of the iteration in each windowed array.
    fn keys(&self) -> TokenStream {
        let Copied { own, span, .. } = *self;
        if !self.is_indexed() {
            return TokenStream::new();
        }
        // An index that only elements had is not one that nobody uses.
        let (index, traits) = (own.index.iter(), self.traits());
        let used = quote_spanned!(span=> #(let _ = &#index;)*);
        let keys = own.windowed.iter().enumerate().map(|(number, _)| {
            let ([view, key], index) = (self.view(number), own.index.iter());
            quote_spanned!(span=> let #key = { #traits (&&&&#view).key(at, #(#index)*) };)
        });
        quote_spanned!(span=> #used #(#keys)*)
    }

    /// What ends an iteration, and a chunk.
    pub(super) fn done(&self) -> TokenStream {
        let Copied { own, pool, span, .. } = *self;
        if own.tries { quote_spanned!(span=> #pool::Fallible::DONE) } else { quote_spanned!(span=> #pool::Done) }
    }

    /// What copies return, where the compiler cannot tell.
    pub(super) fn returns(&self) -> TokenStream {
        let Copied { own, pool, output, span, .. } = *self;
        if own.tries { quote_spanned!(span=> -> #pool::Iteration<#output>) } else { TokenStream::new() }
    }

    /// The attribute of the copies. The engine has a function for each set of vector instructions, and what becomes part of
    /// these functions is compiled for theirs. A long body stays on its own: it would be there once for each set.
    pub(super) fn inlined(&self) -> TokenStream {
        /// In tokens.
        const LONG: usize = 1000;
        let Copied { body, span, .. } = *self;
        if size(body.to_token_stream()) > LONG { TokenStream::new() } else { quote_spanned!(span=> #[inline(always)]) }
    }

    /// One iteration: a closure, so that what would leave the loop does not compile.
    pub(super) fn iteration(&self) -> TokenStream {
        let Copied { own, span, .. } = *self;
        let (body, done, returns) = (self.own_body(), self.done(), self.returns());
        let failed = own.tries.then(|| quote_spanned!(span=> ?));
        quote_spanned!(span=> (|| #returns { #body #done })() #failed;)
    }

    /// The body, with elements by their place in the chunk.
    fn own_body(&self) -> TokenStream {
        let Copied { own, span, .. } = *self;
        let mut body = self.body.clone();
        let end = self.done();
        let label = own.label.as_ref().map(|label| &label.name);
        Ends { label, end, depth: 0 }.visit_block_mut(&mut body);
        let statements = ended(&body, span);
        match &own.index {
            Some(index) if self.is_indexed() => {
                let written = own.written.iter().map(|name| (name, Ident::new("at", span)));
                let windowed =
                    own.windowed.iter().enumerate().map(|(number, name)| (name, self.view(number)[1].clone()));
                placed(statements, &written.chain(windowed).collect::<Vec<_>>(), index)
            }
            _ => statements,
        }
    }
}

/// How many tokens there are.
fn size(tokens: TokenStream) -> usize {
    let token = |token| if let TokenTree::Group(group) = token { 1 + size(group.stream()) } else { 1 };
    tokens.into_iter().map(token).sum()
}

/// The statements of a body, behind which another one can stand.
fn ended(body: &Block, span: Span) -> TokenStream {
    let statements = body.stmts.iter();
    let semicolon = match body.stmts.last() {
        Some(Stmt::Expr(last, None)) if !is_block(last) => quote_spanned!(span=> ;),
        _ => TokenStream::new(),
    };
    quote_spanned!(span=> #(#statements)* #semicolon)
}

/// Whether an expression needs no semicolon to be a statement.
fn is_block(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::Block(_)
            | Expr::If(_)
            | Expr::Match(_)
            | Expr::ForLoop(_)
            | Expr::While(_)
            | Expr::Loop(_)
            | Expr::Unsafe(_)
            | Expr::Verbatim(_)
    )
}

/// `continue` ends the closure that is the iteration.
struct Ends<'a> {
    label: Option<&'a Lifetime>,
    end: TokenStream,
    /// How many loops are around.
    depth: usize,
}

impl VisitMut for Ends<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match expression {
            Expr::Continue(node) => {
                let own = match &node.label {
                    None => self.depth == 0,
                    Some(label) => self.label.is_some_and(|own| own.ident == label.ident),
                };
                if own {
                    let (at, end) = (node.continue_token.span, &self.end);
                    *expression = Expr::Verbatim(quote_spanned!(at=> return #end));
                }
            }
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => {
                self.depth += 1;
                visit_mut::visit_expr_mut(self, expression);
                self.depth -= 1;
            }
            Expr::Closure(_) | Expr::Async(_) | Expr::Verbatim(_) => {}
            other => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// `array[index]` becomes `array[place]`, in macros too. All mentions of these arrays are of that form.
fn placed(tokens: TokenStream, arrays: &[(&Ident, Ident)], index: &Ident) -> TokenStream {
    let mut place: Option<&Ident> = None;
    let mut token = |token| match (token, place.take()) {
        (TokenTree::Group(group), place) => {
            let is_index =
                group.delimiter() == Delimiter::Bracket && peeled(group.stream()).is_some_and(|only| only == *index);
            let inside = match place {
                Some(place) if is_index => place.to_token_stream(),
                _ => placed(group.stream(), arrays, index),
            };
            let mut own = Group::new(group.delimiter(), inside);
            own.set_span(group.span());
            TokenTree::Group(own)
        }
        (token, _) => {
            if let TokenTree::Ident(name) = &token {
                place = arrays.iter().find(|(array, _)| *array == name).map(|(_, place)| place);
            }
            token
        }
    };
    tokens.into_iter().map(&mut token).collect()
}

/// The one name in `tokens`, whatever invisible groups are around it.
fn peeled(tokens: TokenStream) -> Option<Ident> {
    match crate::item::peel(tokens.into_iter().collect()).as_slice() {
        [TokenTree::Ident(name)] => Some(name.clone()),
        _ => None,
    }
}
