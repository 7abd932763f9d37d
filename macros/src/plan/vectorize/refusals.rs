//! What cannot be vectorized, in which words, and what to write instead.

use proc_macro2::{Ident, Span};
use syn::Type;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::args::known::{Decorator, MEMOIZE, PARALLEL, PROFILED, VECTORIZE};
use crate::args::vectorize::VectorizeOptions;
use crate::error::Faults;
use crate::item::{Attribute, Function};

pub(super) fn no_function(at: Span) -> Faults {
    Faults::at(at, "`#[vectorize]` calls a function for every element of slices, and this is none: put it on a fn")
}

pub(super) fn no_body(name: &Ident) -> Faults {
    let message = format!(
        "`#[vectorize]` compiles a body for vectors, and `{name}` has none: put it on a fn with a body that is no trait's"
    );
    Faults::at(name.span(), message)
}

pub(super) fn in_trait(name: &Ident) -> Faults {
    let message = format!(
        "`#[vectorize]` puts `{name}_slice` and `{name}_vec` beside the function, and nothing may stand beside the functions of a \
         trait: put it on a free fn or an inherent method, and call that from here"
    );
    Faults::at(name.span(), message)
}

/// Options that mean nothing here.
pub(super) fn options(args: &VectorizeOptions) -> Result<(), Faults> {
    match (&args.name, &args.parallel) {
        (Some(name), None) => {
            let message = "`name` is what the report calls the parallel loop, and there is none: write \
                           `#[vectorize(parallel, name = ..)]`, or leave it out";
            Err(Faults::at(name.option.span(), message))
        }
        _ => Ok(()),
    }
}

const WITH_MEMOIZE: &str = "`#[memoize]` looks up one call after the other, and `#[vectorize]` computes many at once: put \
    `#[memoize]` on a function that calls this one";

const WITH_PARALLEL: &str = "`#[parallel]` runs a call on several threads, and `#[vectorize]` computes many calls on one: write \
    `#[vectorize(parallel)]`, which goes over the slices on all cores";

/// `#[vectorize]` below a decorator that has other plans for the body.
pub(crate) fn below(attributes: &[Attribute], decorator: &Decorator) -> Result<(), Faults> {
    let message = if decorator.name == MEMOIZE.name { WITH_MEMOIZE } else { WITH_PARALLEL };
    match attributes.iter().find(|own| own.is(VECTORIZE.name) && !own.is_conditional()) {
        Some(own) => Err(Faults::at(own.span(), message)),
        None => Ok(()),
    }
}

/// Attributes that have other plans for the body.
pub(super) fn stacked(attributes: &[Attribute]) -> Result<(), Faults> {
    let mut faults = Faults::default();
    for own in attributes.iter().filter(|own| !own.is_conditional()) {
        let message = if own.is(VECTORIZE.name) {
            "`#[vectorize]` stands here twice, and one is enough: keep one"
        } else if own.is(MEMOIZE.name) {
            WITH_MEMOIZE
        } else if own.is(PARALLEL.name) && !own.has_option("map") {
            WITH_PARALLEL
        } else if own.is(PROFILED.name) && own.has_option("lines") {
            "`lines` follows a call line by line, and `#[vectorize]` computes many calls at once: leave `lines` out"
        } else if own.is("target_feature") {
            "`#[vectorize]` compiles the body for several sets of instructions and chooses among them: leave `#[target_feature]` \
             out, or leave `#[vectorize]` out"
        } else if own.is_naked() {
            "`#[vectorize]` compiles a body for vectors, and a naked function has only its own instructions"
        } else {
            continue;
        };
        faults.add(own.span(), message);
    }
    faults.or(())
}

/// Functions that cannot be called for every element.
pub(super) fn obstacle(function: &Function, signature: &syn::Signature, is_fast: bool) -> Result<(), Faults> {
    let mut faults = Faults::default();
    if let Some(at) = function.asyncness {
        let message =
            "`#[vectorize]` computes all elements at once, and none of them can wait: put it on a fn that is not async";
        faults.add(at, message);
    }
    if let Some(at) = function.generator {
        faults
            .add(at, "`#[vectorize]` needs one value for each element, and a generator has many: put it on a plain fn");
    }
    if let Some(at) = &signature.unsafety {
        let message = "`#[vectorize]` would call an unsafe fn where nobody says why it may: put it on a safe fn";
        faults.add(at.span, message);
    }
    if let (Some(at), true) = (function.constness, is_fast) {
        let message = "`fast` chooses how to round while the program runs, and a const fn may run in the compiler: take `const` or \
                       `fast` away";
        faults.add(at, message);
    }
    if let Some(variadic) = &signature.variadic {
        let message = "`#[vectorize]` goes over one slice for an argument, and these are not declared: declare them";
        faults.add(variadic.span(), message);
    }
    if let Some(receiver) = signature.receiver()
        && !matches!(&*receiver.ty, Type::Reference(reference) if reference.mutability.is_none())
    {
        let message = "`#[vectorize]` shares the receiver between all elements: take `&self`, or name the argument \
                       (`this: Self`) if it varies";
        faults.add(receiver.self_token.span, message);
    }
    faults.or(())
}

/// The type of the results.
pub(super) fn output(function: &Function, signature: &syn::Signature) -> Result<Type, Faults> {
    let name = &signature.ident;
    let nothing = |at| {
        let message = format!(
            "`#[vectorize]` keeps what the function returns for each element, and `{name}` returns nothing: return a value"
        );
        Err(Faults::at(at, message))
    };
    let syn::ReturnType::Type(_, output) = &signature.output else { return nothing(name.span()) };
    if function.never_returns() || matches!(&**output, Type::Tuple(tuple) if tuple.elems.is_empty()) {
        return nothing(output.span());
    }
    if !function.output_has_name() {
        let message = "`#[vectorize]` makes a slice of what the function returns, and `impl Trait` in it has no name: return a \
                       type that is `Copy`";
        return Err(Faults::at(output.span(), message));
    }
    let mut elided = Elided(None);
    elided.visit_type(output);
    match elided.0 {
        Some(at) => {
            let message = format!(
                "`#[vectorize]` makes a slice of what the function returns, where this lifetime must have a name: write \
                 `fn {name}<'a>(..)`, and `&'a` wherever it is the same"
            );
            Err(Faults::at(at, message))
        }
        None => Ok((**output).clone()),
    }
}

/// Looks for a lifetime that is left out.
struct Elided(Option<Span>);

impl<'ast> Visit<'ast> for Elided {
    fn visit_type_reference(&mut self, reference: &'ast syn::TypeReference) {
        if reference.lifetime.is_none() {
            self.0 = self.0.or(Some(reference.and_token.span()));
        }
        visit::visit_type_reference(self, reference);
    }

    fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
        if lifetime.ident == "_" {
            self.0 = self.0.or(Some(lifetime.span()));
        }
    }

    fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast syn::ParenthesizedGenericArguments) {}
}
