//! Control flow that would leave a parallel loop.

use proc_macro2::Span;
use syn::visit_mut::VisitMut;
use syn::{Expr, Lifetime};

use super::refusals;
use super::walk::{Frame, Walk};

impl Walk {
    /// `break`, `continue`, `return`, `?` and `.await`.
    pub(super) fn control(&mut self, expression: &mut Expr) {
        match expression {
            Expr::Break(node) => {
                if let Some(value) = &mut node.expr {
                    self.visit_expr_mut(value);
                }
                if self.is_broken(node.label.as_ref()) {
                    self.faults.add(node.break_token.span, refusals::BREAK);
                }
            }
            Expr::Continue(node) => {
                if let Some(label) = &node.label
                    && self.continues_outside(label)
                {
                    self.faults.add(label.ident.span(), refusals::continue_outside(label));
                }
            }
            Expr::Return(node) => {
                if let Some(value) = &mut node.expr {
                    self.visit_expr_mut(value);
                }
                if self.leaves(|_| false) {
                    self.faults.add(node.return_token.span, refusals::RETURN);
                }
            }
            Expr::Try(node) => {
                self.visit_expr_mut(&mut node.expr);
                self.tries(node.question_token.span);
            }
            Expr::Await(node) => {
                self.visit_expr_mut(&mut node.base);
                if self.leaves(|_| false) {
                    self.faults.add(node.await_token.span, refusals::AWAIT);
                }
            }
            _ => {}
        }
    }

    /// Whether a `break` would leave a parallel loop.
    fn is_broken(&self, label: Option<&Lifetime>) -> bool {
        self.leaves(|frame| match (frame, label) {
            (Frame::Loop(_), None) => true,
            (Frame::Loop(Some(own)) | Frame::Block(own), Some(label)) => own.ident == label.ident,
            _ => false,
        })
    }

    /// Whether a `continue` goes on with a loop around a parallel one.
    fn continues_outside(&self, label: &Lifetime) -> bool {
        for frame in self.frames.iter().rev() {
            match frame {
                Frame::Parallel(own) => return own.as_ref().is_none_or(|own| own.ident != label.ident),
                Frame::Loop(Some(own)) if own.ident == label.ident => return false,
                Frame::Function => return false,
                _ => {}
            }
        }
        false
    }

    /// A `?` leaves all loops of its function.
    fn tries(&mut self, at: Span) {
        let mut depth = self.open.len();
        for frame in self.frames.iter().rev() {
            match frame {
                Frame::Parallel(_) => {
                    depth -= 1;
                    self.open[depth].tries.push(at);
                }
                Frame::Function => return,
                _ => {}
            }
        }
    }
}
