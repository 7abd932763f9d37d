//! Loops: every round ends on the line of the header, which is evaluated once for every round, and once more if the loop ends by
//! itself.

use proc_macro2::TokenStream;
use syn::visit_mut::VisitMut;
use syn::{Block, Expr, ExprBlock, Label, Lifetime, Stmt, token};

use super::place;
use super::statements::prepend;
use super::ticks::Slot;
use super::walk::Walk;

/// What a `break` may leave.
pub(super) struct Scope {
    label: Option<Lifetime>,
    leaves: Leaves,
}

/// What it means to leave it.
enum Leaves {
    /// A block: only a `break` with its label does.
    Block,
    /// `loop`, which ends in no other way.
    Endless,
    /// A loop with this header, behind which control also comes when the loop has ended by itself.
    Header(Slot),
}

impl Scope {
    pub(super) fn block(label: &Label) -> Scope {
        Scope { label: Some(label.name.clone()), leaves: Leaves::Block }
    }

    fn is_left_by(&self, label: Option<&Lifetime>) -> bool {
        match label {
            Some(label) => self.label.as_ref().is_some_and(|own| own.ident == label.ident),
            None => !matches!(self.leaves, Leaves::Block),
        }
    }
}

impl Walk<'_> {
    /// A loop that is a statement. Its slot is the one that control is in.
    ///
    /// ```text
    /// // Input:  while a { statements }
    /// // Output: line_move(&SITE, 7); while a { let _line = line_back_edge(&SITE, 7); statements } line_hit(&SITE, 7);
    /// ```
    ///
    /// A loop has no value and keeps no temporary, so that another statement may stand behind it.
    pub(super) fn loop_as_statement(&mut self, mut statement: Stmt, conditions: &TokenStream, into: &mut Vec<Stmt>) {
        let (at, slot) = (place::of_statement(&statement), self.statement);
        let mut may_end = false;
        if let Stmt::Expr(expression, _) = &mut statement {
            may_end = self.detour(|walk| walk.rounds(expression, slot));
        }
        into.push(statement);
        if may_end && self.ticks.count() {
            into.push(self.ticks.hit(at, slot, conditions));
        }
    }

    /// A loop that stands where a value does.
    ///
    /// ```text
    /// // Input:  let x = loop { .. };
    /// // Output: let x = loop { let _line = line_back_edge(&SITE, 7); .. };
    /// // Input:  let () = while a { .. };
    /// // Output: let () = { while a { .. } line_hit(&SITE, 7); };
    /// ```
    pub(super) fn loop_as_value(&mut self, expression: &mut Expr) {
        let at = place::of_expression(expression);
        let slot = self.slot(at);
        let may_end = self.detour(|walk| walk.rounds(expression, slot));
        if may_end && self.ticks.count() {
            let own = core::mem::replace(expression, Expr::PLACEHOLDER);
            let stmts = vec![Stmt::Expr(own, None), self.ticks.hit(at, slot, &TokenStream::new())];
            let block = Block { brace_token: token::Brace(at), stmts };
            *expression = Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block });
        }
    }

    /// The parts of a loop. Whether it may end by itself.
    fn rounds(&mut self, expression: &mut Expr, header: Slot) -> bool {
        let (head, label, body, may_end) = match expression {
            Expr::ForLoop(e) => (Some(&mut e.expr), &e.label, &mut e.body, true),
            Expr::While(e) => (Some(&mut e.cond), &e.label, &mut e.body, true),
            Expr::Loop(e) => (None, &e.label, &mut e.body, false),
            _ => return false,
        };
        let outer = core::mem::replace(&mut self.statement, header);
        if let Some(head) = head {
            self.inner(head);
        }
        let leaves = if may_end { Leaves::Header(header) } else { Leaves::Endless };
        self.scopes.push(Scope { label: label.as_ref().map(|label| label.name.clone()), leaves });
        let inserted = self.inserted;
        let at = body.brace_token.span.open();
        self.with_last(true, |walk| walk.statements(&mut body.stmts));
        if self.inserted > inserted {
            prepend(&mut body.stmts, self.ticks.round(at, header));
        } else if self.ticks.count() {
            prepend(&mut body.stmts, self.ticks.hit(at, header, &TokenStream::new()));
        }
        self.scopes.pop();
        self.statement = outer;
        may_end
    }

    /// ```text
    /// // Input:  break
    /// // Output: { line_break(&SITE, 7); break }
    /// ```
    pub(super) fn leave_loop(&mut self, expression: &mut Expr) {
        let Expr::Break(node) = expression else { return };
        if let Some(value) = &mut node.expr {
            self.visit_expr_mut(value);
        }
        let left = self.scopes.iter().rev().find(|scope| scope.is_left_by(node.label.as_ref()));
        let Some(Leaves::Header(header)) = left.map(|scope| &scope.leaves) else { return };
        if self.ticks.count() {
            let at = node.break_token.span;
            let leave = self.ticks.leave(at, *header);
            let own = core::mem::replace(expression, Expr::PLACEHOLDER);
            let block = Block { brace_token: token::Brace(at), stmts: vec![leave, Stmt::Expr(own, None)] };
            *expression = Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block });
        }
    }
}
