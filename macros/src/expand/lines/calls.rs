//! Closures and async blocks: what may run elsewhere and later than the function around it.

use quote::{ToTokens, quote_spanned};
use syn::{Block, Expr, ExprBlock, ExprClosure, ReturnType, Stmt, token};

use super::place;
use super::statements::prepend;
use super::ticks::Slot;
use super::walk::Walk;

impl Walk<'_> {
    /// A closure that has lines of its own keeps the clock running there.
    ///
    /// ```text
    /// // Input:  |x| expression
    /// // Output: |x| { let _line = line_closure(&SITE, 7); expression }
    /// // Input:  async |x| expression
    /// // Output: async |x| line_poll(&SITE, 7, async { expression }).await
    /// ```
    pub(super) fn closure(&mut self, node: &mut ExprClosure) {
        if node.constness.is_some() {
            return;
        }
        let at = place::of_closure(node);
        let Some(slot) = self.elsewhere(at, |walk| walk.branch_of(&mut node.body)) else { return };
        let mut block = into_block(&mut node.body);
        if node.asyncness.is_none() {
            prepend(&mut block.stmts, self.ticks.closure(at, slot));
            *node.body = plain(block);
            return;
        }
        if let ReturnType::Type(_, output) = &node.output {
            prepend(&mut block.stmts, self.ticks.edge(at, output));
        }
        let future = self.ticks.polled(at, slot, &quote_spanned!(at=> async #block));
        let awaited = Expr::Verbatim(quote_spanned!(at=> #future.await));
        *node.body = match &node.output {
            ReturnType::Default => awaited,
            ReturnType::Type(..) => {
                plain(Block { brace_token: token::Brace(at), stmts: vec![Stmt::Expr(awaited, None)] })
            }
        };
    }

    /// An async block that has lines of its own keeps the clock running while it is polled.
    ///
    /// ```text
    /// // Input:  async move { statements }
    /// // Output: line_poll(&SITE, 7, async move { statements })
    /// ```
    pub(super) fn async_block(&mut self, expression: &mut Expr) {
        let Expr::Async(node) = expression else { return };
        let at = node.async_token.span;
        if let Some(slot) = self.elsewhere(at, |walk| walk.branch(&mut node.block)) {
            *expression = Expr::Verbatim(self.ticks.polled(at, slot, &node.to_token_stream()));
        }
    }

    /// Follows what begins at `at` and is no part of the straight way through the function. The slot that it begins on, if it
    /// has lines of its own.
    fn elsewhere(&mut self, at: proc_macro2::Span, way: impl FnOnce(&mut Self)) -> Option<Slot> {
        let (here, statement, inserted) = (self.here, self.statement, self.inserted);
        let apart = self.already_at(at).is_none();
        let slot = self.slot(at);
        self.here = Some((place::line_of(at), slot));
        self.statement = slot;
        let scopes = core::mem::take(&mut self.scopes);
        self.with_last(true, way);
        self.scopes = scopes;
        self.here = here;
        self.statement = statement;
        if apart || self.inserted > inserted {
            // A guard leads back to the line that was left, and a future leaves none.
            self.inserted = inserted;
            return Some(slot);
        }
        self.forget_slots(slot);
        None
    }
}

fn into_block(body: &mut Expr) -> Block {
    match core::mem::replace(body, Expr::PLACEHOLDER) {
        Expr::Block(ExprBlock { attrs, label: None, block }) if attrs.is_empty() => block,
        value => super::statements::block_of(value),
    }
}

fn plain(block: Block) -> Expr {
    Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block })
}
