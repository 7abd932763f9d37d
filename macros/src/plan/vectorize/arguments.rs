//! The arguments of a vectorized function, and which of them vary.

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{FnArg, Pat, Type};

use crate::error::Faults;

/// So many arguments vary at most.
pub(crate) const MOST_COLUMNS: usize = 8;

/// One argument.
pub(crate) struct Argument {
    /// Its name, or one that it is given where a pattern stands.
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    /// It is another one for each element.
    pub(crate) varies: bool,
}

/// The arguments. `#[each]` is taken off.
pub(super) fn read(signature: &mut syn::Signature) -> Result<Vec<Argument>, Faults> {
    let mut faults = Faults::default();
    let mut arguments = Vec::new();
    for (at, input) in signature.inputs.iter_mut().enumerate() {
        let FnArg::Typed(typed) = input else { continue };
        let marked = typed.attrs.iter().position(|own| own.path().is_ident("each"));
        let varies = marked.map(|each| typed.attrs.remove(each)).is_some();
        faults.of(refusal(typed));
        let name = match &*typed.pat {
            Pat::Ident(own) if own.by_ref.is_none() && own.subpat.is_none() => own.ident.clone(),
            pattern => format_ident!("argument_{}", at + 1, span = Span::mixed_site().located_at(pattern.span())),
        };
        arguments.push(Argument { name, ty: (*typed.ty).clone(), varies });
    }
    if !arguments.iter().any(|own| own.varies) {
        arguments.iter_mut().for_each(|own| own.varies = true);
    }
    let columns: Vec<&Argument> = arguments.iter().filter(|own| own.varies).collect();
    if let Some(more) = columns.get(MOST_COLUMNS) {
        let message = format!(
            "`#[vectorize]` goes over {MOST_COLUMNS} slices at most: mark those that vary with `#[each]`, or pass several values \
             as one tuple or array"
        );
        faults.add(more.name.span(), message);
    }
    // Without a receiver that is refused itself.
    if columns.is_empty() && signature.receiver().is_none_or(|own| own.reference.is_some()) {
        let message = "`#[vectorize]` calls the function for every element of slices, and this one takes none: give it an argument";
        faults.add(signature.ident.span(), message);
    }
    faults.or(arguments)
}

/// Why an argument can neither vary nor be the same for all.
fn refusal(typed: &syn::PatType) -> Result<(), Faults> {
    let mut faults = Faults::default();
    if let Some(cfg) = typed.attrs.iter().find(|own| own.path().is_ident("cfg")) {
        let message = "`#[vectorize]` goes over one slice for an argument, which cannot come and go: write two functions under \
                       `#[cfg(..)]`";
        faults.add(cfg.path().span(), message);
    }
    let mut unfit = Unfit::default();
    unfit.visit_type(&typed.ty);
    if let Some(at) = unfit.exclusive {
        let message = "`&mut` cannot be lent to several elements at once: take a value, and return the new one";
        faults.add(at, message);
    }
    if let Some(at) = unfit.nameless {
        let message = "`#[vectorize]` goes over a slice of these, whose type needs a name: take a generic parameter";
        faults.add(at, message);
    }
    faults.or(())
}

/// Looks for `&mut` and `impl Trait`.
#[derive(Default)]
struct Unfit {
    exclusive: Option<Span>,
    nameless: Option<Span>,
}

impl<'ast> Visit<'ast> for Unfit {
    fn visit_type_reference(&mut self, own: &'ast syn::TypeReference) {
        self.exclusive = self.exclusive.or(own.mutability.map(|word| word.span));
        visit::visit_type_reference(self, own);
    }

    fn visit_type_impl_trait(&mut self, own: &'ast syn::TypeImplTrait) {
        self.nameless = self.nameless.or(Some(own.impl_token.span));
    }

    fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
}
