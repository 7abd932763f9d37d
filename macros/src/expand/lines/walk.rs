//! The way through a body, in the order in which it runs.

use proc_macro2::{Span, TokenStream};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Stmt};

use super::loops::Scope;
use super::place;
use super::ticks::{Slot, Ticks};

/// A statement or what else has a tick.
pub(super) struct Place {
    pub(super) at: Span,
    /// What has to hold for it to be compiled.
    pub(super) conditions: Vec<TokenStream>,
}

/// Where the way has come to.
pub(super) struct Walk<'a> {
    pub(super) ticks: Ticks<'a>,
    slots: Vec<Place>,
    /// The line that runs here and its slot, if they are the same whichever way control came.
    pub(super) here: Option<(usize, Slot)>,
    /// The statement that control is in.
    pub(super) statement: Slot,
    /// Nothing else of the statement runs after the expression.
    pub(super) last: bool,
    /// What a `break` here may leave, the innermost last.
    pub(super) scopes: Vec<Scope>,
    /// The conditions of the statements around.
    pub(super) conditions: Vec<TokenStream>,
    /// An `else if` has become a block in an `else`.
    pub(super) breaks_chains: bool,
    /// How many calls were put in so far.
    pub(super) inserted: usize,
}

impl<'a> Walk<'a> {
    /// At the beginning of a function whose signature stands at `signature`.
    pub(super) fn new(ticks: Ticks<'a>, signature: Span) -> Walk<'a> {
        Walk {
            ticks,
            slots: vec![Place { at: signature, conditions: Vec::new() }],
            here: Some((place::line_of(signature), 0)),
            statement: 0,
            last: true,
            scopes: Vec::new(),
            conditions: Vec::new(),
            breaks_chains: false,
            inserted: 0,
        }
    }

    /// The whole body.
    pub(super) fn function(&mut self, statements: &mut Vec<Stmt>) {
        self.statements(statements);
    }

    pub(super) fn into_slots(self) -> Vec<Place> {
        self.slots
    }

    /// A new slot for what begins at `at`.
    pub(super) fn slot(&mut self, at: Span) -> Slot {
        self.slots.push(Place { at, conditions: self.conditions.clone() });
        Slot::try_from(self.slots.len() - 1).unwrap_or(Slot::MAX)
    }

    /// Takes back the slots from `first` on, which nothing uses.
    pub(super) fn forget_slots(&mut self, first: Slot) {
        self.slots.truncate(first as usize);
    }

    /// The slot of the line that runs already, if that is the line of `at`.
    pub(super) fn already_at(&self, at: Span) -> Option<Slot> {
        self.here.filter(|(line, _)| *line == place::line_of(at)).map(|(_, slot)| slot)
    }

    /// Follows what may lead to other lines. Behind it the line is known if nothing did.
    pub(super) fn detour<R>(&mut self, way: impl FnOnce(&mut Self) -> R) -> R {
        let (here, inserted) = (self.here, self.inserted);
        let result = way(self);
        self.here = if self.inserted == inserted { here } else { None };
        result
    }

    /// Follows `way`, which begins on the line that runs here, with other values for what is around it.
    pub(super) fn with_last<R>(&mut self, last: bool, way: impl FnOnce(&mut Self) -> R) -> R {
        let outer = core::mem::replace(&mut self.last, last);
        let result = way(self);
        self.last = outer;
        result
    }

    /// An expression after which more of its statement runs.
    pub(super) fn inner(&mut self, expression: &mut Expr) {
        self.with_last(false, |walk| walk.visit_expr_mut(expression));
    }
}

impl VisitMut for Walk<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match expression {
            Expr::If(e) => self.branch_if(e),
            Expr::Match(e) => self.branch_match(e),
            Expr::Block(e) => self.labelled_block(e),
            Expr::Unsafe(e) => self.branch(&mut e.block),
            Expr::TryBlock(e) => self.branch(&mut e.block),
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => self.loop_as_value(expression),
            Expr::Break(_) => self.leave_loop(expression),
            Expr::Closure(e) => self.closure(e),
            Expr::Async(_) => self.async_block(expression),
            // What is of one value here and is used no further.
            Expr::Paren(_) | Expr::Group(_) | Expr::Reference(_) | Expr::Cast(_) | Expr::Try(_) | Expr::Return(_) => {
                visit_mut::visit_expr_mut(self, expression);
            }
            Expr::Assign(e) => {
                self.inner(&mut e.left);
                self.visit_expr_mut(&mut e.right);
            }
            // The length is the compiler's business.
            Expr::Repeat(e) => self.inner(&mut e.expr),
            Expr::Const(_) => {}
            other => self.with_last(false, |walk| visit_mut::visit_expr_mut(walk, other)),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
    fn visit_path_mut(&mut self, _: &mut syn::Path) {}
    fn visit_angle_bracketed_generic_arguments_mut(&mut self, _: &mut syn::AngleBracketedGenericArguments) {}
    fn visit_macro_mut(&mut self, _: &mut syn::Macro) {}
    fn visit_attribute_mut(&mut self, _: &mut syn::Attribute) {}
}
