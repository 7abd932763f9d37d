//! `#[parallel(map)]`: a function beside the user's that calls it for all items of a slice.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{FnArg, Pat, parse_quote_spanned};

use super::{batches, region};
use crate::item::Attribute;
use crate::plan::parallel::{Argument, MapPlan, Role, StreamPlan};

/// Attributes that the function beside has, too.
const SHARED: [&str; 5] = ["cfg", "allow", "warn", "deny", "track_caller"];

/// ```text
/// // Input:  fn f(a: &A, b: B) -> R { body }
/// // Output: fn f(a: &A, b: B) -> R { body }
/// //         fn f_par<T: Borrow<A> + Sync>(items: &[T], b: B) -> Vec<R> {
/// //             let (region, turn) = ..; map(region, turn, items, |item| f(Borrow::borrow(item), Clone::clone(&b)))
/// //         }
/// ```
pub(super) fn functions(plan: &MapPlan) -> TokenStream {
    let MapPlan { attributes, visibility, signature, body, .. } = plan;
    let own: TokenStream = attributes.iter().cloned().flat_map(Attribute::into_tokens).collect();
    let shared = attributes.iter().filter(|own| SHARED.iter().any(|word| own.is(word)));
    let shared: TokenStream = shared.cloned().flat_map(Attribute::into_tokens).collect();
    // What clippy has to say of the arguments it says of the user's function.
    let allowed = quote_spanned! {span(plan)=>
        #[allow(
            dead_code,
            unreachable_pub,
            clippy::needless_pass_by_value,
            clippy::ptr_arg,
            clippy::too_many_arguments,
            clippy::trivially_copy_pass_by_ref,
            clippy::type_complexity,
            clippy::used_underscore_binding
        )]
    };
    let beside = beside(plan);
    let streamed = if plan.stream.is_free { streamed(plan, &plan.stream) } else { batches::batched(plan) };
    quote_spanned! {span(plan)=>
        #own #visibility #signature #body
        #[doc(hidden)] #allowed #shared #visibility #beside
        #[doc(hidden)] #allowed #shared #visibility #streamed
    }
}

pub(super) fn span(plan: &MapPlan) -> Span {
    Span::mixed_site().located_at(plan.signature.ident.span())
}

/// The signature and the body of the function beside.
fn beside(plan: &MapPlan) -> TokenStream {
    let span = span(plan);
    let private = region::private(&plan.region, span);
    let declared = region::declared(&plan.region, plan.signature.ident.span());
    let (signature, item) = (beside_signature(plan, &private), Ident::new("item", span));
    let items = Ident::new("items", span);
    let same = plan.arguments.iter().filter(|own| own.role == Role::Same).map(|own| &own.name);
    let arguments = plan.arguments.iter().map(|own| passed(own, &item, span));
    let call = called(plan, arguments);
    let mapped = match &plan.init {
        None => quote_spanned!(span=> #private::pool::map(region, turn, #items, |#item| #call)),
        Some(init) => quote_spanned! {span=>
            #private::pool::map_with(region, turn, #items, || #init, |state, #item| #call)
        },
    };
    quote_spanned!(span=> #signature { #declared #(let #same = &#same;)* #mapped })
}

/// The user's function, called.
pub(super) fn called(plan: &MapPlan, arguments: impl Iterator<Item = TokenStream>) -> TokenStream {
    let span = span(plan);
    let name = &plan.signature.ident;
    let generics = turbofish(&plan.signature.generics, span);
    match plan.signature.receiver() {
        Some(receiver) => {
            let this = &receiver.self_token;
            quote_spanned!(span=> Self::#name #generics(#this, #(#arguments),*))
        }
        None if has_self(plan) => quote_spanned!(span=> Self::#name #generics(#(#arguments),*)),
        None => quote_spanned!(span=> #name #generics(#(#arguments),*)),
    }
}

/// ```text
/// // Input:  fn f(a: &A, b: B) -> R { body }
/// // Output: fn f_iter<I: IntoIterator<Item: Borrow<A>>>(items: I, b: B) -> Stream<I::IntoIter, R> {
/// //             stream(IntoIterator::into_iter(items), move |item| f(Borrow::borrow(&item), Clone::clone(&b)), None, 0, 0, true)
/// //         }
/// ```
fn streamed(plan: &MapPlan, stream: &StreamPlan) -> TokenStream {
    let span = span(plan);
    let pool = region::private(&plan.region, span);
    let pool = quote_spanned!(span=> #pool::pool);
    let name = &plan.signature.ident;
    let beside = named(name, "_iter");
    let is_item = |own: &&Argument| own.role == Role::Item;
    let item = plan.arguments.iter().find(is_item).map(|own| match own.borrowed() {
        Some((borrowed, _)) => quote_spanned!(span=> Item: ::core::borrow::Borrow<#borrowed>),
        None => {
            let ty = &own.ty;
            quote_spanned!(span=> Item = #ty)
        }
    });
    let rest = plan.arguments.iter().filter(|own| !is_item(own)).map(|own| {
        let (name, ty) = (&own.name, &own.ty);
        quote_spanned!(span=> #name: #ty)
    });
    let arguments = plan.arguments.iter().map(|own| match (own.role, own.borrowed(), &own.name) {
        (Role::Item, Some(_), _) => quote_spanned!(span=> ::core::borrow::Borrow::borrow(&item)),
        (Role::Item, None, _) => quote_spanned!(span=> item),
        (_, _, name) => quote_spanned!(span=> ::core::clone::Clone::clone(&#name)),
    });
    let call = if has_self(plan) { quote_spanned!(span=> Self::#name) } else { quote_spanned!(span=> #name) };
    let output = match &plan.signature.output {
        syn::ReturnType::Type(_, ty) => ty.to_token_stream(),
        syn::ReturnType::Default => quote_spanned!(span=> ()),
    };
    let named_pool = match &plan.region.pool {
        Some(name) => quote_spanned!(span=> ::core::option::Option::Some(#name)),
        None => quote_spanned!(span=> ::core::option::Option::None),
    };
    let number = |given: &Option<TokenStream>| given.clone().unwrap_or_else(|| quote_spanned!(span=> 0));
    let (threads, limit, ordered) = (number(&stream.threads), number(&stream.limit), stream.ordered);
    quote_spanned! {span=>
        fn #beside<__BedeckItems: ::core::iter::IntoIterator<#item>>(
            items: __BedeckItems,
            #(#rest),*
        ) -> #pool::Stream<__BedeckItems::IntoIter, #output> {
            #pool::stream(
                ::core::iter::IntoIterator::into_iter(items),
                move |item| #call(#(#arguments),*),
                #named_pool,
                #threads,
                #limit,
                #ordered,
            )
        }
    }
}

/// The function's name with an ending.
pub(super) fn named(name: &Ident, ending: &str) -> Ident {
    let text = name.to_string();
    Ident::new(&format!("{}{ending}", text.strip_prefix("r#").unwrap_or(&text)), name.span())
}

/// Whether it is an associated function, as far as its file says.
fn has_self(plan: &MapPlan) -> bool {
    crate::item::surroundings(&plan.signature.ident) == Some(crate::item::Surroundings::Inherent)
}

/// One argument of a call.
fn passed(own: &Argument, item: &Ident, span: Span) -> TokenStream {
    let name = &own.name;
    match (own.role, own.borrowed()) {
        (Role::Item, Some(_)) => quote_spanned!(span=> ::core::borrow::Borrow::borrow(#item)),
        (Role::Item, None) => quote_spanned!(span=> ::core::clone::Clone::clone(#item)),
        (Role::State, _) => quote_spanned!(span=> state),
        (Role::Same, Some(_)) => quote_spanned!(span=> *#name),
        (Role::Same, None) => quote_spanned!(span=> ::core::clone::Clone::clone(#name)),
    }
}

fn beside_signature(plan: &MapPlan, private: &TokenStream) -> syn::Signature {
    let span = span(plan);
    let mut signature = plan.signature.clone();
    signature.ident = named(&signature.ident, "_par");
    (signature.constness, signature.abi) = (None, None);
    let output = match &signature.output {
        syn::ReturnType::Type(_, ty) => ty.to_token_stream(),
        syn::ReturnType::Default => quote_spanned!(span=> ()),
    };
    signature.output = parse_quote_spanned!(span=> -> #private::Vec<#output>);
    let mut arguments = plan.arguments.iter();
    let mut inputs = syn::punctuated::Punctuated::<FnArg, syn::Token![,]>::new();
    for input in &plan.signature.inputs {
        match (input, input_of(input, &mut arguments)) {
            (FnArg::Typed(_), Some(argument)) => match argument.role {
                Role::State => {}
                Role::Item => inputs.push(items(argument, &mut signature.generics, span)),
                Role::Same => inputs.push(same(input, argument)),
            },
            (receiver, _) => inputs.push(receiver.clone()),
        }
    }
    signature.inputs = inputs;
    signature
}

pub(super) fn input_of<'a>(input: &FnArg, arguments: &mut std::slice::Iter<'a, Argument>) -> Option<&'a Argument> {
    match input {
        FnArg::Receiver(_) => None,
        FnArg::Typed(_) => arguments.next(),
    }
}

/// `items: &[T]`, and the parameter `T`.
fn items(argument: &Argument, generics: &mut syn::Generics, span: Span) -> FnArg {
    let items = Ident::new("items", span);
    match argument.borrowed() {
        Some((borrowed, lifetime)) => {
            let ty = Ident::new("__BedeckItem", span);
            generics.params.push(parse_quote_spanned! {span=>
                #ty: ::core::borrow::Borrow<#borrowed> + ::core::marker::Sync
            });
            parse_quote_spanned!(span=> #items: & #lifetime [#ty])
        }
        None => {
            let ty = &argument.ty;
            parse_quote_spanned!(span=> #items: &[#ty])
        }
    }
}

/// The argument by its name.
pub(super) fn same(input: &FnArg, argument: &Argument) -> FnArg {
    let mut input = input.clone();
    if let FnArg::Typed(typed) = &mut input {
        typed.attrs.retain(|own| own.path().is_ident("cfg"));
        *typed.pat = Pat::Verbatim(argument.name.to_token_stream());
    }
    input
}

/// The user's own parameters, where they can be given.
pub(in crate::expand) fn turbofish(generics: &syn::Generics, span: Span) -> TokenStream {
    let names = generics.params.iter().filter_map(|parameter| match parameter {
        syn::GenericParam::Type(own) => Some(&own.ident),
        syn::GenericParam::Const(own) => Some(&own.ident),
        syn::GenericParam::Lifetime(_) => None,
    });
    let names: Vec<&Ident> = names.collect();
    if names.is_empty() { TokenStream::new() } else { quote_spanned!(span=> ::<#(#names),*>) }
}
