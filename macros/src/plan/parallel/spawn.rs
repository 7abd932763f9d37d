//! The plan of `#[parallel(spawn)]`.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{FnArg, Pat};

use super::RegionPlan;
use crate::args::known::PARALLEL;
use crate::args::parallel::ParallelOptions;
use crate::error::Faults;
use crate::item::{Attribute, Function, Item, Kind, Surroundings, first_span, surroundings};
use crate::plan::{memo, vectorize};

/// A function whose calls run on other threads.
pub(crate) struct SpawnPlan {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: syn::Visibility,
    pub(crate) signature: syn::Signature,
    pub(crate) body: proc_macro2::Group,
    /// The names of the arguments, or ones that they are given.
    pub(crate) arguments: Vec<Ident>,
    /// It is called through `Self`.
    pub(crate) is_associated: bool,
    pub(crate) region: RegionPlan,
}

/// The plan of `#[parallel(spawn)]` on an item.
pub(crate) fn spawn(args: &ParallelOptions, item: Item) -> Result<SpawnPlan, Faults> {
    let Item { attributes, kind } = item;
    let function = match kind {
        Kind::Function(function) => function,
        Kind::Container(container) => return Err(no_function(container.keyword.span())),
        Kind::Other(other) => return Err(no_function(first_span(&other.tokens))),
    };
    let (visibility, signature) = memo::signature(&function, PARALLEL.name)?;
    let mut faults = Faults::default();
    faults.of(obstacle(&function, &signature));
    faults.of(vectorize::below(&attributes, &PARALLEL));
    faults.of(options(args));
    faults.of(borrows(&signature));
    let Some(body) = function.body.clone() else { return Err(faults) };
    let is_associated = surroundings(&signature.ident) == Some(Surroundings::Inherent);
    let arguments = signature.inputs.iter().enumerate().filter_map(|(at, input)| match input {
        FnArg::Receiver(_) => None,
        FnArg::Typed(typed) => Some(match &*typed.pat {
            Pat::Ident(own) => own.ident.clone(),
            pattern => quote::format_ident!("argument_{at}", span = Span::mixed_site().located_at(pattern.span())),
        }),
    });
    let arguments = arguments.collect();
    let region = RegionPlan::new(args, &function);
    faults.or(SpawnPlan { attributes, visibility, signature, body, arguments, is_associated, region })
}

fn no_function(at: Span) -> Faults {
    Faults::at(
        at,
        "`#[parallel(spawn)]` runs the calls of a function on other threads, and this is none: put it on a fn",
    )
}

/// Functions whose calls cannot run elsewhere, or that have no place for another one beside them.
fn obstacle(function: &Function, signature: &syn::Signature) -> Result<(), Faults> {
    let mut faults = Faults::default();
    if let Some(at) = function.asyncness {
        let message = "`#[parallel(spawn)]` runs a call on a thread, which cannot wait for a future: put it on a fn that is not async, \
                       whose `Task` can be awaited";
        faults.add(at, message);
    }
    if let Some(at) = function.constness {
        faults.add(
            at,
            "`#[parallel(spawn)]` cannot start threads in a const fn, which may run in the compiler: take `const` away",
        );
    }
    if let Some(at) = &signature.unsafety {
        faults.add(
            at.span,
            "`#[parallel(spawn)]` would call an unsafe fn where nobody says why it may: put it on a safe fn",
        );
    }
    if function.body.is_none() || surroundings(&signature.ident) == Some(Surroundings::Trait) {
        let message = format!(
            "`#[parallel(spawn)]` puts `{}_inline` beside the function, and nothing may stand beside the functions of a trait: put it \
             on a free fn or an inherent method that calls this one",
            signature.ident
        );
        faults.add(signature.ident.span(), message);
    }
    if !function.output_has_name() || function.never_returns() {
        let at = function.output.first().map_or(signature.ident.span(), proc_macro2::TokenTree::span);
        faults.add(at, "`#[parallel(spawn)]` returns a `Task` of the function's type, which needs a name: return a type that has one");
    }
    faults.or(())
}

/// Options that are about several items.
fn options(args: &ParallelOptions) -> Result<(), Faults> {
    let mut faults = Faults::default();
    let given = [
        args.map.as_ref(),
        args.chunk.as_ref().map(|own| &own.option),
        args.schedule.as_ref().map(|own| &own.option),
        args.serial_below.as_ref().map(|own| &own.option),
        args.limit.as_ref().map(|own| &own.option),
        args.progress.as_ref(),
        args.ordered.as_ref().map(|own| &own.option),
        args.init.as_ref().map(|own| &own.option),
        args.name.as_ref().map(|own| &own.option),
    ];
    for option in given.into_iter().flatten() {
        faults.add(option.span(), format!("`{option}` means nothing for one call on another thread: leave it out"));
    }
    faults.or(())
}

/// A call may end after its caller, so that it cannot have borrowed anything.
fn borrows(signature: &syn::Signature) -> Result<(), Faults> {
    let mut faults = Faults::default();
    for input in &signature.inputs {
        let at = match input {
            FnArg::Receiver(own) if matches!(*own.ty, syn::Type::Reference(_)) => Some(own.span()),
            FnArg::Receiver(_) => None,
            FnArg::Typed(typed) => {
                let mut borrowed = Borrowed(None);
                borrowed.visit_type(&typed.ty);
                borrowed.0
            }
        };
        if let Some(at) = at {
            let message = "`#[parallel(spawn)]` cannot lend this to a call that may end after its caller: take it by value, an `Arc`, or \
                           `&'static`; or leave the attribute out and call the function in `bedeck::scope(|s| { s.spawn(|| ..) })`, \
                           whose tasks may borrow, since it waits for them";
            faults.add(at, message);
        }
    }
    faults.or(())
}

/// Looks for a reference that is not `'static`.
struct Borrowed(Option<Span>);

impl<'ast> Visit<'ast> for Borrowed {
    fn visit_type_reference(&mut self, reference: &'ast syn::TypeReference) {
        if reference.lifetime.as_ref().is_none_or(|own| own.ident != "static") {
            self.0 = self.0.or(Some(reference.and_token.span));
        }
        visit::visit_type_reference(self, reference);
    }

    fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast syn::ParenthesizedGenericArguments) {}
}
