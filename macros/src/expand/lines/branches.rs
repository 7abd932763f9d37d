//! `if`, `match` and blocks.

use proc_macro2::TokenStream;
use syn::{Expr, ExprBlock, ExprIf, ExprMatch, token};

use super::loops::Scope;
use super::ticks::hygienic;
use super::walk::Walk;

impl Walk<'_> {
    /// The condition belongs to the line of its `if`, and that of an `else if` to its own.
    ///
    /// ```text
    /// // Input:  if a { .. } else if b { .. }
    /// // Output: if a { .. } else { line(&SITE, 7); if b { .. } }
    /// ```
    pub(super) fn branch_if(&mut self, node: &mut ExprIf) {
        self.detour(|walk| {
            walk.inner(&mut node.cond);
            let here = walk.here;
            walk.branch(&mut node.then_branch);
            walk.here = here;
            if let Some((_, otherwise)) = &mut node.else_branch {
                let chained = matches!(**otherwise, Expr::If(_));
                walk.branch_of(otherwise);
                walk.breaks_chains |= chained && matches!(**otherwise, Expr::Block(_));
            }
        });
    }

    /// Scrutinee and guards belong to the line of the `match`.
    ///
    /// ```text
    /// // Input:  match x { a if b => c, d => {} }
    /// // Output: match x { a if b => { line(&SITE, 7); c } d => { line(&SITE, 8); } }
    /// ```
    pub(super) fn branch_match(&mut self, node: &mut ExprMatch) {
        self.detour(|walk| {
            walk.inner(&mut node.expr);
            let here = walk.here;
            for arm in &mut node.arms {
                walk.here = here;
                if let Some((_, guard)) = &mut arm.guard {
                    walk.inner(guard);
                }
                let inserted = walk.inserted;
                walk.empty_arm(&mut arm.body);
                walk.branch_of(&mut arm.body);
                if walk.inserted > inserted {
                    take_braces(&mut arm.body);
                }
            }
        });
    }

    /// `=> {}` is a line too, as `=> ()` would be.
    fn empty_arm(&mut self, body: &mut Expr) {
        if let Expr::Block(ExprBlock { attrs, label: None, block }) = body
            && attrs.is_empty()
            && block.stmts.is_empty()
        {
            let at = block.brace_token.span.open();
            if self.already_at(at).is_none() {
                let slot = self.slot(at);
                block.stmts.push(self.ticks.tick(at, slot, &TokenStream::new()));
                if !self.last {
                    super::statements::prepend(&mut block.stmts, self.ticks.back(at, self.statement));
                }
                self.inserted += 1;
            }
        }
    }

    /// A block, which a `break` may leave if it has a label.
    pub(super) fn labelled_block(&mut self, node: &mut ExprBlock) {
        self.scopes.extend(node.label.as_ref().map(Scope::block));
        self.branch(&mut node.block);
        if node.label.is_some() {
            self.scopes.pop();
        }
    }
}

/// The braces of an arm with a tick are no longer the user's: lints of his style count the statements between his own. An arm drops
/// its temporaries at its end, whatever the edition of the braces is.
fn take_braces(arm: &mut Expr) {
    if let Expr::Block(ExprBlock { label: None, block, .. }) = arm {
        block.brace_token = token::Brace(hygienic(block.brace_token.span.open()));
    }
}
