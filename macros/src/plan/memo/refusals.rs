//! Functions whose results cannot be remembered.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::args::known::{PROFILED, TIMED};
use crate::error::Faults;
use crate::item::{Attribute, Function};

pub(super) fn no_function(at: Span) -> Faults {
    Faults::at(at, "`#[memoize]` remembers what one function returns, and this is none: put it on a fn")
}

pub(super) fn no_body(name: &Ident) -> Faults {
    let message = format!(
        "`#[memoize]` remembers what a body returns, and `{name}` has none: put it on the functions that have one, as in \
         the impls of a trait"
    );
    Faults::at(name.span(), message)
}

/// What stands in the way, whatever the types.
pub(super) fn obstacle(attributes: &[Attribute], function: &Function) -> Result<(), Faults> {
    if let Some(at) = function.constness {
        let message = "`#[memoize]` cannot keep the results of a const fn, which may run in the compiler: take `const` away, \
                       or memoize a function that calls this one";
        return Err(Faults::at(at, message));
    }
    if let Some(naked) = attributes.iter().find(|attribute| attribute.is_naked()) {
        let message = "`#[memoize]` cannot look before a naked function, which has only its own instructions: memoize a function \
             that calls it";
        return Err(Faults::at(naked.span(), message));
    }
    if let Some(at) = function.generator {
        let message = "`#[memoize]` cannot keep a generator: memoize a function that collects its values";
        return Err(Faults::at(at, message));
    }
    Ok(())
}

/// What stands below `#[memoize]` measures the body, for which a trait has no place of its own.
pub(super) fn below(attributes: &[Attribute]) -> Result<(), Faults> {
    let mut faults = Faults::default();
    for name in [TIMED.name, PROFILED.name] {
        let below = |own: &&Attribute| own.is(name) && own.stacked().is_none() && !own.is_conditional();
        if let Some(own) = attributes.iter().find(below) {
            let message = format!(
                "`#[{name}]` below `#[memoize]` would measure the body alone, and nothing may stand beside the functions of a \
                 trait: write `#[{name}]` above `#[memoize]`, which measures every call"
            );
            faults.add(own.span(), message);
        }
    }
    faults.or(())
}

/// The type of what is kept.
pub(super) fn value(function: &Function, signature: &syn::Signature) -> Result<syn::Type, Faults> {
    if let Some(variadic) = &signature.variadic {
        let message =
            "`#[memoize]` cannot make a key of arguments that are not declared: memoize a function that calls this one";
        return Err(Faults::at(variadic.span(), message));
    }
    let name = &signature.ident;
    let syn::ReturnType::Type(_, value) = &signature.output else { return Err(nothing(name, name.span())) };
    if function.never_returns() {
        return Err(nothing(name, value.span()));
    }
    if matches!(&**value, syn::Type::Tuple(tuple) if tuple.elems.is_empty()) {
        return Err(nothing(name, value.span()));
    }
    if !function.output_has_name() {
        let message = "`#[memoize]` cannot keep a value whose type has no name: return a type that is `Clone` in place of \
                       `impl Trait`, for example a `Vec` in place of an iterator";
        return Err(Faults::at(value.span(), message));
    }
    let mut borrows = Borrows(None);
    borrows.visit_type(value);
    if let Some(at) = borrows.0 {
        let message = "`#[memoize]` cannot keep a value that borrows: it would outlive what it borrows from; return an owned \
                       one, as `String` for `&str` and `Arc<[T]>` for `&[T]`";
        return Err(Faults::at(at, message));
    }
    Ok((**value).clone())
}

fn nothing(name: &Ident, at: Span) -> Faults {
    let message = format!(
        "`#[memoize]` remembers what a function returns, and `{name}` returns nothing: return a value, or take the \
         attribute away"
    );
    Faults::at(at, message)
}

/// Looks for a lifetime that is not `'static`.
struct Borrows(Option<Span>);

impl<'ast> Visit<'ast> for Borrows {
    fn visit_type_reference(&mut self, reference: &'ast syn::TypeReference) {
        if reference.lifetime.is_none() {
            self.0 = self.0.or(Some(reference.and_token.span()));
        }
        visit::visit_type_reference(self, reference);
    }

    fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
        if lifetime.ident != "static" {
            self.0 = self.0.or(Some(lifetime.span()));
        }
    }

    fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast syn::ParenthesizedGenericArguments) {}
    fn visit_bound_lifetimes(&mut self, _: &'ast syn::BoundLifetimes) {}
}
