//! Which binding a name means, where bindings shadow each other.

use proc_macro2::Ident;
use syn::visit::{self, Visit};

use super::reduce::Declared;

/// A binding, by the order of declaration.
pub(super) type Id = usize;

/// What is known of a binding.
#[derive(Default)]
pub(super) struct Binding {
    /// How many parallel loops are around it.
    pub(super) depth: usize,
    /// What `#[reduce(..)]` on its `let` says.
    pub(super) declared: Option<Declared>,
    /// It is a parameter whose type begins with `&`, so that a copy of it is cheap and the same.
    pub(super) lent: bool,
    /// An item: a static, if anybody assigns to it.
    pub(super) item: bool,
}

/// All bindings, and those that can be named here.
#[derive(Default)]
pub(super) struct Scopes {
    bindings: Vec<Binding>,
    open: Vec<Vec<(String, Id)>>,
}

impl Scopes {
    pub(super) fn enter(&mut self) {
        self.open.push(Vec::new());
    }

    pub(super) fn leave(&mut self) {
        self.open.pop();
    }

    pub(super) fn bind(&mut self, name: &Ident, binding: Binding) -> Id {
        let id = self.bindings.len();
        self.bindings.push(binding);
        if let Some(innermost) = self.open.last_mut() {
            innermost.push((name.to_string(), id));
        }
        id
    }

    pub(super) fn find(&self, name: &Ident) -> Option<Id> {
        let name = name.to_string();
        self.open.iter().rev().flat_map(|scope| scope.iter().rev()).find(|(own, _)| *own == name).map(|(_, id)| *id)
    }

    pub(super) fn get(&self, id: Id) -> &Binding {
        &self.bindings[id]
    }

    pub(super) fn get_mut(&mut self, id: Id) -> &mut Binding {
        &mut self.bindings[id]
    }
}

/// The names that a pattern may bind. A name alone may also be a constant, which nobody can change anyway.
pub(super) fn names(pattern: &syn::Pat) -> Vec<Ident> {
    struct Names(Vec<Ident>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            self.0.push(pattern.ident.clone());
            visit::visit_pat_ident(self, pattern);
        }

        fn visit_expr(&mut self, _: &'ast syn::Expr) {}
    }
    let mut names = Names(Vec::new());
    names.visit_pat(pattern);
    names.0
}
