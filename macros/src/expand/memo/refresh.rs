//! How the handle of an async function computes anew: by an async function of its own.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::visit_mut::{self, VisitMut};

use super::beside::{allowed, call_uncached, handle, path, signature};
use super::parts::{Looks, compute, private, span, table};
use crate::expand::attributes::Sorted;
use crate::plan::memo::MemoPlan;

/// How its name begins.
const PREFIX: &str = "__bedeck_refresh_";

/// What computes anew.
///
/// ```text
/// // Input:  async fn f(a: &str) -> V { body }
/// // Output: async fn __bedeck_refresh_f(a: &str) -> V { match f_memo().table(..).restart_async(key).await { .. } }
/// ```
pub(super) fn function(plan: &MemoPlan, attributes: &Sorted) -> Option<TokenStream> {
    if !plan.memo.is_async {
        return None;
    }
    let span = span(plan);
    let mut signature = signature(plan);
    (signature.unsafety, signature.abi) = (None, None);
    signature.ident = plan.beside(PREFIX, "");
    let (held, memo) = super::disk::held(plan, &handle(plan));
    let (key, table) = (super::key::key(plan), table(plan, &memo, &TokenStream::new()));
    let start = quote_spanned!(span=> table.restart_async(key).await);
    let compute = compute(plan, &start, &call_uncached(plan), Looks::Nowhere);
    let (attributes, allowed) = (&attributes.beside, allowed(plan));
    Some(quote_spanned! {span=>
        #[doc(hidden)]
        #[allow(clippy::too_many_arguments)]
        #allowed
        #attributes
        #signature {
            #held
            #key
            #table
            #compute
        }
    })
}

/// What the handle has for it, as a further type argument and as a call; and the lifetimes that the handle's signature needs.
///
/// ```text
/// // Output: fn f_memo<'__bedeck_0>() -> FunctionMemo<.., impl Refreshes<(&'__bedeck_0 str,), Future = impl Future<Output = V>>> {
/// //             ..; FunctionMemo::shared(..).refreshing(__bedeck_refresh_f)
/// //         }
/// ```
pub(super) fn in_handle(plan: &MemoPlan, signature: &mut syn::Signature) -> Option<(TokenStream, TokenStream)> {
    if !plan.memo.is_async || !plan.parameters_have_names() {
        return None;
    }
    let span = span(plan);
    let (private, value, path) = (private(plan, span), &plan.value, path(plan, PREFIX, ""));
    let receiver = plan.receiver.iter().map(|own| &own.ty);
    let mut types: Vec<syn::Type> = receiver.chain(plan.arguments.iter().map(|own| &own.ty)).cloned().collect();
    let mut named = Named { span, lifetimes: Vec::new() };
    if let Some(syn::FnArg::Receiver(receiver)) = signature.inputs.first_mut() {
        named.visit_type_mut(&mut receiver.ty);
        types[0] = (*receiver.ty).clone();
        // `&self` and `self: &Self` are one, and the latter says it with a type.
        if let Some((_, lifetime)) = &mut receiver.reference
            && lifetime.is_none()
        {
            *lifetime = named.lifetimes.first().cloned();
        }
    }
    types.iter_mut().for_each(|ty| named.visit_type_mut(ty));
    for (at, lifetime) in named.lifetimes.into_iter().enumerate() {
        signature.generics.params.insert(at, syn::LifetimeParam::new(lifetime).into());
    }
    let ty = quote_spanned! {span=>
        , impl #private::memo::Refreshes<(#(#types,)*), Future = impl ::core::future::Future<Output = #value>>
    };
    Some((ty, quote_spanned!(span=> .refreshing(#path))))
}

/// Gives lifetimes names that have none.
struct Named {
    span: proc_macro2::Span,
    lifetimes: Vec<syn::Lifetime>,
}

impl Named {
    fn next(&mut self) -> syn::Lifetime {
        let lifetime = syn::Lifetime::new(&format!("'__bedeck_{}", self.lifetimes.len()), self.span);
        self.lifetimes.push(lifetime.clone());
        lifetime
    }
}

impl VisitMut for Named {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        if reference.lifetime.is_none() {
            reference.lifetime = Some(self.next());
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = self.next();
        }
    }

    fn visit_type_bare_fn_mut(&mut self, _: &mut syn::TypeBareFn) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut syn::ParenthesizedGenericArguments) {}
}
