//! `f_iter` beside a function whose calls borrow: results one by one, calls batch by batch.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, Lifetime, parse_quote_spanned};

use super::map::{called, input_of, named, same, span};
use super::region;
use crate::plan::parallel::{Argument, MapPlan, RegionPlan, Role};

/// ```text
/// // Input:  fn f(a: &A, b: &B, c: C) -> R { body }
/// // Output: fn f_iter<I: IntoIterator<Item: Borrow<A> + Send>>(items: I, b: &B, c: C) -> impl Iterator<Item = R> {
/// //             let (region, turn) = ..;
/// //             batches(region, turn, IntoIterator::into_iter(items), 0, || (), move |state, item| {
/// //                 f(Borrow::borrow(&item), b, Clone::clone(&c))
/// //             })
/// //         }
/// ```
pub(super) fn batched(plan: &MapPlan) -> TokenStream {
    let span = span(plan);
    let private = region::private(&plan.region, span);
    // It cannot be told how many items will come.
    let region = RegionPlan { progress: false, ..plan.region.clone() };
    let declared = region::declared(&region, plan.signature.ident.span());
    let is_lent = lends_its_item(plan);
    let signature = signature(plan, is_lent);
    let (items, item) = (Ident::new("items", span), Ident::new("item", span));
    let arguments = plan.arguments.iter().map(|own| match (own.role, own.borrowed(), &own.name) {
        (Role::Item, Some(_), _) if !is_lent => quote_spanned!(span=> ::core::borrow::Borrow::borrow(&#item)),
        (Role::Item, ..) => item.to_token_stream(),
        (Role::State, ..) => quote_spanned!(span=> state),
        (Role::Same, Some(_), name) => name.to_token_stream(),
        (Role::Same, None, name) => quote_spanned!(span=> ::core::clone::Clone::clone(&#name)),
    });
    let call = called(plan, arguments);
    let init = init(plan, span);
    let limit = plan.stream.limit.clone().unwrap_or_else(|| quote_spanned!(span=> 0));
    quote_spanned! {span=>
        #signature {
            #declared
            #private::pool::batches(
                region,
                turn,
                ::core::iter::IntoIterator::into_iter(#items),
                #limit,
                #init,
                move |state, #item| { let _ = &state; #call },
            )
        }
    }
}

/// What makes the state of a thread: with values of its own, where it names arguments.
fn init(plan: &MapPlan, span: Span) -> TokenStream {
    let Some(init) = &plan.init else { return quote_spanned!(span=> || ()) };
    let tokens = init.to_token_stream();
    let owned = plan.arguments.iter().filter(|own| own.role == Role::Same && own.borrowed().is_none());
    let names: Vec<&Ident> = owned.map(|own| &own.name).filter(|name| mentions(tokens.clone(), name)).collect();
    quote_spanned!(span=> { #(let #names = ::core::clone::Clone::clone(&#names);)* move || { #(let #names = &#names;)* #init } })
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}

/// Whether results may borrow from the item, which then has to be a reference itself.
fn lends_its_item(plan: &MapPlan) -> bool {
    let Some((_, lifetime)) = plan.arguments.iter().find(|own| own.role == Role::Item).and_then(Argument::borrowed)
    else {
        return false;
    };
    if lifetime.is_some() {
        return true;
    }
    let mut output = plan.signature.output.clone();
    let mut elided = Elided { instead: Lifetime::new("'__bedeck", span(plan)), found: false };
    elided.visit_return_type_mut(&mut output);
    elided.found && plan.signature.receiver().is_none()
}

fn signature(plan: &MapPlan, is_lent: bool) -> syn::Signature {
    let span = span(plan);
    let mut signature = plan.signature.clone();
    signature.ident = named(&signature.ident, "_iter");
    (signature.constness, signature.abi) = (None, None);
    let lifetime = Lifetime::new("'__bedeck", span);
    let mut arguments = plan.arguments.iter();
    let mut inputs = syn::punctuated::Punctuated::<FnArg, syn::Token![,]>::new();
    for input in &plan.signature.inputs {
        match (input, input_of(input, &mut arguments)) {
            (FnArg::Typed(_), Some(argument)) => match argument.role {
                Role::State => {}
                Role::Item => {
                    inputs.push(parse_quote_spanned!(span=> items: __BedeckItems));
                    let bound = item(argument, is_lent.then_some(&lifetime), span);
                    signature
                        .generics
                        .params
                        .push(parse_quote_spanned!(span=> __BedeckItems: ::core::iter::IntoIterator<#bound>));
                }
                Role::Same => inputs.push(same(input, argument)),
            },
            (receiver, _) => inputs.push(receiver.clone()),
        }
    }
    signature.inputs = inputs;
    let needs_lifetime = plan
        .arguments
        .iter()
        .any(|own| own.role == Role::Item && is_lent && own.borrowed().is_some_and(|(_, lifetime)| lifetime.is_none()));
    if needs_lifetime {
        Elided { instead: lifetime.clone(), found: false }.visit_return_type_mut(&mut signature.output);
        signature.generics.params.insert(0, parse_quote_spanned!(span=> #lifetime));
    }
    let output = match &signature.output {
        syn::ReturnType::Type(_, ty) => ty.to_token_stream(),
        syn::ReturnType::Default => quote_spanned!(span=> ()),
    };
    signature.output = parse_quote_spanned!(span=> -> impl ::core::iter::Iterator<Item = #output>);
    signature
}

/// What the items are.
fn item(argument: &Argument, lent: Option<&Lifetime>, span: Span) -> TokenStream {
    let send = quote_spanned!(span=> ::core::marker::Send);
    match (argument.borrowed(), lent) {
        (Some((borrowed, own)), Some(lent)) => {
            let lifetime = own.unwrap_or(lent);
            quote_spanned!(span=> Item = & #lifetime #borrowed, IntoIter: ::core::iter::Iterator<Item: #send>)
        }
        (Some((borrowed, _)), None) => quote_spanned!(span=> Item: ::core::borrow::Borrow<#borrowed> + #send),
        (None, _) => {
            let ty = &argument.ty;
            quote_spanned!(span=> Item = #ty, IntoIter: ::core::iter::Iterator<Item: #send>)
        }
    }
}

/// Gives a name to lifetimes that have none.
struct Elided {
    instead: Lifetime,
    found: bool,
}

impl VisitMut for Elided {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        if reference.lifetime.is_none() {
            reference.lifetime = Some(self.instead.clone());
            self.found = true;
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = self.instead.clone();
            self.found = true;
        }
    }

    fn visit_type_bare_fn_mut(&mut self, _: &mut syn::TypeBareFn) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut syn::ParenthesizedGenericArguments) {}
}
