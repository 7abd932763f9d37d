//! The parameters of a memoized function, and which of them are the key.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::args::memo::MemoOptions;
use crate::error::Faults;

/// So many parts a key has at most.
const MOST_COMPONENTS: usize = 12;

/// `self`
pub(crate) struct Receiver {
    /// The word, as the user wrote it.
    pub(crate) word: TokenStream,
    pub(crate) ty: syn::Type,
    /// It is part of the key.
    pub(crate) keyed: bool,
}

/// One parameter.
pub(crate) struct Argument {
    /// Its name, or one that it is given where a pattern stands.
    pub(crate) name: Ident,
    /// What stands in place of a name.
    pub(crate) pattern: Option<syn::Pat>,
    pub(crate) ty: syn::Type,
    /// `impl Trait`, somewhere in its type.
    pub(crate) is_impl: bool,
    /// It is part of the key.
    pub(crate) keyed: bool,
}

/// Receiver and parameters, if they can be a key.
pub(super) fn read(
    args: &MemoOptions,
    signature: &syn::Signature,
) -> Result<(Option<Receiver>, Vec<Argument>), Faults> {
    let mut faults = Faults::default();
    let ignored = args.ignore.as_ref().map_or(&[][..], |ignore| &ignore.value);
    let is_ignored = |name: &str| ignored.iter().any(|own| own == name);
    let receiver = signature.receiver().map(|own| Receiver {
        word: own.self_token.to_token_stream(),
        ty: (*own.ty).clone(),
        keyed: args.with_self.is_some(),
    });
    faults.of(choice(args, signature, is_ignored("self")));
    let mut arguments = Vec::new();
    for (at, input) in signature.inputs.iter().enumerate() {
        let syn::FnArg::Typed(typed) = input else { continue };
        let mut argument = Argument::new(at, typed);
        let left_out = argument.pattern.is_none() && is_ignored(&argument.name.to_string());
        argument.keyed = args.key.is_none() && !left_out;
        faults.of(refusal(args, &argument, left_out));
        arguments.push(argument);
    }
    for name in ignored {
        let known = name == "self" && receiver.is_some()
            || arguments.iter().any(|own| own.pattern.is_none() && own.name == *name);
        if !known {
            faults.add(name.span(), unknown(name, &arguments));
        }
    }
    let components = arguments.iter().filter(|argument| argument.keyed).count();
    if components + usize::from(args.with_self.is_some()) > MOST_COMPONENTS {
        let message = format!(
            "`#[memoize]` makes keys of up to {MOST_COMPONENTS} arguments, and these are more: name the key, as in \
             `key = (a, b)`"
        );
        faults.add(signature.ident.span(), message);
    }
    faults.or((receiver, arguments))
}

fn unknown(name: &Ident, arguments: &[Argument]) -> String {
    let names: Vec<String> =
        arguments.iter().filter(|own| own.pattern.is_none()).map(|own| format!("`{}`", own.name)).collect();
    let names = if names.is_empty() { "it has none with a name".to_owned() } else { names.join(", ") };
    format!("`ignore` leaves arguments out of the key, and `{name}` is none of this function's: {names}")
}

/// What a method does about its receiver.
fn choice(args: &MemoOptions, signature: &syn::Signature, is_ignored: bool) -> Result<(), Faults> {
    let Some(receiver) = signature.receiver() else {
        let of_methods = [args.with_self.as_ref(), args.instance.as_ref().map(|own| &own.option)];
        return match of_methods.into_iter().flatten().next() {
            Some(option) => Err(Faults::at(
                option.span(),
                format!("`{option}` is about the receiver of a method, and this function has none: leave it out"),
            )),
            None => Ok(()),
        };
    };
    let chosen = [
        args.with_self.as_ref().map(Ident::span),
        args.instance.as_ref().map(|own| own.option.span()),
        is_ignored.then(|| receiver.self_token.span()),
    ];
    if let [_, second, ..] = chosen.iter().flatten().collect::<Vec<_>>().as_slice() {
        let message =
            "`with_self`, `instance` and `ignore(self)` each say what the receiver means for the result: keep one";
        return Err(Faults::at(**second, message));
    }
    if let (Some(instance), false) = (&args.instance, is_shared_reference(&receiver.ty)) {
        let message = "`instance` keeps results in a field while the body runs: take `&self`";
        return Err(Faults::at(instance.option.span(), message));
    }
    if holds_mut(&receiver.ty) && !is_ignored {
        let message =
            "`#[memoize]` cannot remember what a method does to `&mut self`: a hit would not do it; take `&self`";
        return Err(Faults::at(receiver.span(), message));
    }
    if args.with_self.is_some() || args.instance.is_some() || args.key.is_some() || is_ignored {
        return Ok(());
    }
    let message = "`#[memoize]` on a method must know what its receiver means for the result: write `with_self` (it joins the \
                   key, by Hash, Eq and Clone), `key = (self.id, ..)` (what of it matters, and of the arguments) or \
                   `instance = field` (the table lives in its field of type `bedeck::InstanceMemo`)";
    Err(Faults::at(receiver.self_token.span(), message))
}

/// Why a parameter cannot be a part of the key, or be there at all.
fn refusal(args: &MemoOptions, argument: &Argument, left_out: bool) -> Result<(), Faults> {
    let ty = &argument.ty;
    if holds_mut(ty) && !left_out {
        let name = argument.shown();
        return Err(Faults::at(
            ty.span(),
            format!(
                "`#[memoize]` cannot remember what a function does to `&mut` arguments: a hit would not do it; return the \
                 result, or leave the argument out: `ignore({name})`"
            ),
        ));
    }
    if argument.is_impl && args.key.is_none() && !left_out {
        return Err(Faults::at(
            ty.span(),
            "`#[memoize]` cannot key on `impl Trait` arguments: the key type has no name; take a generic parameter or use \
             `key = ..`",
        ));
    }
    Ok(())
}

impl Argument {
    fn new(at: usize, typed: &syn::PatType) -> Argument {
        let (name, pattern) = match &*typed.pat {
            syn::Pat::Ident(own) if own.by_ref.is_none() && own.subpat.is_none() => (own.ident.clone(), None),
            pattern => {
                let span = Span::mixed_site().located_at(pattern.span());
                (Ident::new(&format!("__argument_{at}"), span), Some(pattern.clone()))
            }
        };
        let ty = (*typed.ty).clone();
        let is_impl = Holds::find(&ty, |ty| matches!(ty, syn::Type::ImplTrait(_)));
        Argument { name, pattern, ty, is_impl, keyed: true }
    }

    fn shown(&self) -> String {
        if self.pattern.is_some() { "..".to_owned() } else { self.name.to_string() }
    }
}

fn is_shared_reference(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Reference(reference) if reference.mutability.is_none())
}

fn holds_mut(ty: &syn::Type) -> bool {
    Holds::find(ty, |ty| matches!(ty, syn::Type::Reference(reference) if reference.mutability.is_some()))
}

/// Looks for a type in a type.
struct Holds<F> {
    is_it: F,
    found: bool,
}

impl<F: Fn(&syn::Type) -> bool> Holds<F> {
    fn find(ty: &syn::Type, is_it: F) -> bool {
        let mut holds = Holds { is_it, found: false };
        holds.visit_type(ty);
        holds.found
    }
}

impl<'ast, F: Fn(&syn::Type) -> bool> Visit<'ast> for Holds<F> {
    fn visit_type(&mut self, ty: &'ast syn::Type) {
        self.found |= (self.is_it)(ty);
        visit::visit_type(self, ty);
    }

    fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast syn::ParenthesizedGenericArguments) {}
}
