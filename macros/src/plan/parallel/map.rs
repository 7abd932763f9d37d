//! The plan of `#[parallel(map)]`: which argument varies, and what becomes of the others.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{FnArg, Pat, Type};

use super::RegionPlan;
use crate::args::known::PARALLEL;
use crate::args::parallel::ParallelOptions;
use crate::error::Faults;
use crate::item::{Attribute, Function, Item, Kind, Surroundings, first_span, surroundings};
use crate::plan::memo;

/// A function to call for many items.
pub(crate) struct MapPlan {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: syn::Visibility,
    /// Without `#[each]`.
    pub(crate) signature: syn::Signature,
    pub(crate) body: proc_macro2::Group,
    pub(crate) arguments: Vec<Argument>,
    /// What makes the state of a thread.
    pub(crate) init: Option<syn::Expr>,
    pub(crate) region: RegionPlan,
    pub(crate) stream: StreamPlan,
}

/// How results come one by one.
pub(crate) struct StreamPlan {
    pub(crate) threads: Option<TokenStream>,
    pub(crate) limit: Option<TokenStream>,
    pub(crate) ordered: bool,
    /// Calls borrow nothing but their item, and may run while nobody waits.
    pub(crate) is_free: bool,
}

/// One argument.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    pub(crate) role: Role,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is another one in every call.
    Item,
    /// A thread has one of its own.
    State,
    /// It is the same in all calls.
    Same,
}

/// The plan of `#[parallel(map)]` on an item.
pub(crate) fn map(args: ParallelOptions, item: Item) -> Result<MapPlan, Faults> {
    let Item { attributes, kind } = item;
    let function = match kind {
        Kind::Function(function) => function,
        Kind::Container(container) => return Err(no_function(container.keyword.span())),
        Kind::Other(other) => return Err(no_function(first_span(&other.tokens))),
    };
    let (visibility, mut signature) = memo::signature(&function, PARALLEL.name)?;
    let mut faults = Faults::default();
    faults.of(obstacle(&function, &signature));
    faults.of(options(&args));
    let arguments = faults.of(arguments(&args, &mut signature));
    let (Some(arguments), Some(body)) = (arguments, function.body.clone()) else { return Err(faults) };
    let region = RegionPlan {
        // At once are as many as there are threads.
        threads: args.threads.as_ref().or(args.limit.as_ref()).map(|own| own.value.clone()),
        ..RegionPlan::new(&args, &function)
    };
    let is_free = args.init.is_none() && owns_all(&signature, &arguments);
    if let (Some(ordered), false) = (&args.ordered, is_free || args.ordered.as_ref().is_none_or(|own| own.value)) {
        let message = "`ordered = false` hands out what is done first while other calls run on, and calls that borrow more than their \
                       item, are generic, methods or have a state run only while somebody waits, batch by batch: leave it out, or take \
                       an `Arc` or a value instead of the reference";
        faults.add(ordered.option.span(), message);
    }
    let stream = StreamPlan {
        threads: args.threads.map(|own| own.value),
        limit: args.limit.map(|own| own.value),
        ordered: args.ordered.is_none_or(|own| own.value),
        is_free,
    };
    let init = args.init.map(|init| init.value);
    faults.or(MapPlan { attributes, visibility, signature, body, arguments, init, region, stream })
}

fn no_function(at: Span) -> Faults {
    Faults::at(at, "`#[parallel(map)]` calls a function for many items, and this is none: put it on a fn")
}

/// Functions that cannot be called for many items, or have no place for another one beside them.
fn obstacle(function: &Function, signature: &syn::Signature) -> Result<(), Faults> {
    let mut faults = Faults::default();
    if let Some(at) = function.asyncness {
        let message =
            "`#[parallel(map)]` calls on threads, which cannot wait for a future: put it on a fn that is not async";
        faults.add(at, message);
    }
    if let Some(at) = &signature.unsafety {
        let message = "`#[parallel(map)]` would call an unsafe fn where nobody says why it may: put it on a safe fn";
        faults.add(at.span, message);
    }
    if let Some(receiver) = signature.receiver()
        && !matches!(&*receiver.ty, Type::Reference(reference) if reference.mutability.is_none())
    {
        let message = "`#[parallel(map)]` shares the receiver between all calls: take `&self`";
        faults.add(receiver.self_token.span, message);
    }
    if function.body.is_none() || surroundings(&signature.ident) == Some(Surroundings::Trait) {
        let message = format!(
            "`#[parallel(map)]` puts `{}_par` beside the function, and nothing may stand beside the functions of a trait: put it \
             on a free fn or an inherent method that calls this one",
            signature.ident
        );
        faults.add(signature.ident.span(), message);
    }
    faults.or(())
}

/// Options that mean nothing together.
fn options(args: &ParallelOptions) -> Result<(), Faults> {
    let mut faults = Faults::default();
    if let (Some(limit), Some(_)) = (&args.limit, &args.threads) {
        let message = "`limit` and `threads` both say how many calls run at once: keep one";
        faults.add(limit.option.span(), message);
    }
    if let (Some(chunk), Some(_)) = (&args.chunk, &args.schedule) {
        let message = "`chunk` and `schedule` both say how many items a thread takes at once: keep one";
        faults.add(chunk.option.span(), message);
    }
    faults.or(())
}

/// The arguments by their roles. `#[each]` is taken off.
fn arguments(args: &ParallelOptions, signature: &mut syn::Signature) -> Result<Vec<Argument>, Faults> {
    let mut faults = Faults::default();
    let mut arguments = Vec::new();
    let mut chosen: Option<usize> = None;
    for (at, input) in signature.inputs.iter_mut().enumerate() {
        let FnArg::Typed(typed) = input else { continue };
        if let Some(each) = typed.attrs.iter().position(|own| own.path().is_ident("each")) {
            let each = typed.attrs.remove(each);
            if chosen.is_some() {
                faults.add(each.path().span(), "`#[each]` marks the one argument that varies: keep one");
            }
            chosen = Some(arguments.len());
        }
        let name = match &*typed.pat {
            Pat::Ident(own) => own.ident.clone(),
            pattern => quote::format_ident!("argument_{at}", span = Span::mixed_site().located_at(pattern.span())),
        };
        arguments.push(Argument { name, ty: (*typed.ty).clone(), role: Role::Same });
    }
    let Some(item) = arguments.get_mut(chosen.unwrap_or(0)) else {
        let message = "`#[parallel(map)]` calls the function for every item of a slice, and this one takes none: give it an argument";
        faults.add(signature.ident.span(), message);
        return Err(faults);
    };
    item.role = Role::Item;
    if let Type::ImplTrait(ty) = &item.ty {
        faults.add(
            ty.span(),
            "`#[parallel(map)]` takes a slice of these, whose type needs a name: take a generic parameter",
        );
    }
    faults.of(exclusive(args, &mut arguments));
    faults.or(arguments)
}

/// `&mut` arguments: one may be the state that `init` makes.
fn exclusive(args: &ParallelOptions, arguments: &mut [Argument]) -> Result<(), Faults> {
    let mut faults = Faults::default();
    let mut has_state = false;
    for own in arguments {
        let Type::Reference(reference) = &own.ty else { continue };
        let Some(mutability) = reference.mutability else { continue };
        if own.role == Role::Same && args.init.is_some() && !has_state {
            own.role = Role::State;
            has_state = true;
        } else {
            let message = "`&mut` cannot be lent to several calls at once: return a value, or write `init = ..`, which makes one for \
                           each thread";
            faults.add(mutability.span, message);
        }
    }
    if let (Some(init), false) = (&args.init, has_state) {
        let message = "`init` makes what a thread keeps from one call to the next, and the function takes none: give it an argument \
                       `state: &mut S`";
        faults.add(init.option.span(), message);
    }
    faults.or(())
}

/// Whether calls borrow nothing but their item, so that they may run while nobody waits.
fn owns_all(signature: &syn::Signature, arguments: &[Argument]) -> bool {
    fn refers(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Punct(punct) => matches!(punct.as_char(), '&' | '\''),
            TokenTree::Ident(word) => word == "impl" || word == "Self",
            TokenTree::Group(group) => refers(group.stream()),
            TokenTree::Literal(_) => false,
        })
    }
    let same = arguments.iter().filter(|own| own.role == Role::Same);
    let is_plain = |own: &Argument| match own.borrowed() {
        Some((ty, None)) => !refers(ty),
        Some((_, Some(_))) => false,
        None => !refers(own.ty.to_token_stream()),
    };
    signature.receiver().is_none()
        && signature.generics.params.is_empty()
        && !refers(signature.output.to_token_stream().into_iter().skip(2).collect())
        && same.clone().all(|own| own.borrowed().is_none())
        && arguments.iter().all(is_plain)
}

impl Argument {
    /// What it refers to, and for how long, where it is a reference.
    pub(crate) fn borrowed(&self) -> Option<(TokenStream, Option<&syn::Lifetime>)> {
        match &self.ty {
            Type::Reference(reference) => Some((reference.elem.to_token_stream(), reference.lifetime.as_ref())),
            _ => None,
        }
    }
}
