//! Places: what is assigned to, changed, lent and indexed.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprAssign, ExprBinary, ExprMethodCall, ExprReference};

use super::facts::{Usage, changes};
use super::reduce::{self, Operator};
use super::walk::Walk;

/// The name that is all of an expression.
pub(crate) fn name_of(expression: &Expr) -> Option<&Ident> {
    match expression {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Paren(inner) => name_of(&inner.expr),
        Expr::Group(inner) => name_of(&inner.expr),
        _ => None,
    }
}

impl Walk {
    /// `place = value`
    pub(super) fn assignment(&mut self, node: &mut ExprAssign) {
        if let Some(name) = name_of(&node.left).cloned() {
            if let Some((operator, other)) = reduce::extreme(&name, &mut node.right) {
                self.visit_expr_mut(other);
                return self.mention(&name, Usage::Reduced(operator));
            }
            self.visit_expr_mut(&mut node.right);
            return self.mention(&name, Usage::Assigned { operator: None, at: name.to_token_stream() });
        }
        self.visit_expr_mut(&mut node.right);
        self.changed(&mut node.left);
    }

    /// `place += value` and its like.
    pub(super) fn operation(&mut self, node: &mut ExprBinary) {
        self.visit_expr_mut(&mut node.right);
        let Some(name) = name_of(&node.left).cloned() else { return self.changed(&mut node.left) };
        let usage = match Operator::of(node.op) {
            Some(operator) => Usage::Reduced(operator),
            None => {
                Usage::Assigned { operator: Some(node.op.to_token_stream().to_string()), at: node.op.to_token_stream() }
            }
        };
        self.mention(&name, usage);
    }

    /// `receiver.method(arguments)`
    pub(super) fn call(&mut self, node: &mut ExprMethodCall, statement: bool) {
        for argument in &mut node.args {
            self.visit_expr_mut(argument);
        }
        let changes = changes(&node.method);
        match (name_of(&node.receiver), element_of(&node.receiver)) {
            (Some(name), _) => {
                let (name, method) = (name.clone(), node.method.clone());
                self.mention(&name, Usage::Called { method, changes, statement });
            }
            (None, true) if changes => self.changed(&mut node.receiver),
            _ => self.visit_expr_mut(&mut node.receiver),
        }
    }

    /// `&mut place`
    pub(super) fn lent(&mut self, node: &mut ExprReference) {
        match name_of(&node.expr).cloned() {
            Some(name) => self.mention(&name, Usage::Lent(node.to_token_stream())),
            None => self.changed(&mut node.expr),
        }
    }

    /// A place that changes, and is more than a name.
    fn changed(&mut self, place: &mut Expr) {
        let whole = place.to_token_stream();
        match place {
            Expr::Index(_) => self.element(place, true),
            Expr::Field(field) => self.within(&mut field.base, whole),
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => self.within(&mut unary.expr, whole),
            Expr::Paren(inner) => self.changed(&mut inner.expr),
            Expr::Group(inner) => self.changed(&mut inner.expr),
            Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(|part| self.part(part)),
            Expr::Array(array) => array.elems.iter_mut().for_each(|part| self.part(part)),
            Expr::Infer(_) => {}
            other => self.visit_expr_mut(other),
        }
    }

    /// One place of several that are assigned to at once.
    fn part(&mut self, place: &mut Expr) {
        match name_of(place).cloned() {
            Some(name) => self.mention(&name, Usage::Assigned { operator: None, at: name.to_token_stream() }),
            None => self.changed(place),
        }
    }

    /// A place in another one.
    fn within(&mut self, base: &mut Expr, whole: TokenStream) {
        match name_of(base).cloned() {
            Some(name) => self.mention(&name, Usage::AssignedWithin(whole)),
            None => self.changed(base),
        }
    }

    /// `base[index]`
    pub(super) fn element(&mut self, expression: &mut Expr, changes: bool) {
        let at = expression.to_token_stream();
        let Expr::Index(node) = expression else { return };
        let index = name_of(&node.index).and_then(|index| self.scopes.find(index));
        self.visit_expr_mut(&mut node.index);
        match name_of(&node.expr).cloned() {
            Some(name) => self.mention(&name, Usage::Element { index, changes, at }),
            None if changes => self.changed(&mut node.expr),
            None => self.visit_expr_mut(&mut node.expr),
        }
    }
}

/// Whether a place lies in an element of something.
fn element_of(expression: &Expr) -> bool {
    match expression {
        Expr::Index(_) => true,
        Expr::Field(field) => element_of(&field.base),
        Expr::Paren(inner) => element_of(&inner.expr),
        Expr::Group(inner) => element_of(&inner.expr),
        _ => false,
    }
}
