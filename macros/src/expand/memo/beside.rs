//! A function with its companions beside it: free, or in an `impl` of a type's own.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::punctuated::Punctuated;

use super::key;
use super::parts::{call, declared, keep, kind, private, span, table, weigh};
use super::refresh;
use crate::expand::attributes::{Sorted, sorted};
use crate::item::Surroundings;
use crate::plan::memo::{MemoPlan, Tables, UNCACHED};

/// The function and all that stands beside it.
///
/// ```text
/// // Input:  pub fn f<T>(a: &T, n: u32) -> V { body }
/// // Output: pub fn f<T>(a: &T, n: u32) -> V { look up in f_memo::<T>().table(..), on a miss f_uncached::<T>(a, n) }
/// //         pub fn f_uncached<T>(a: &T, n: u32) -> V { body }
/// //         pub fn f_memo<T>() -> FunctionMemo<fn(&T, u32, Act<'_, V>), impl Instance, ..> { static ..; FunctionMemo::shared(..) }
/// //         fn __bedeck_f<T>(a: &T, n: u32, act: Act<'_, V>) { act on the table and the key of the arguments }
/// ```
pub(super) fn function(plan: &MemoPlan) -> TokenStream {
    let attributes = sorted(&plan.attributes);
    let mut tokens = outside(plan, &attributes);
    tokens.extend(uncached(plan, &attributes));
    tokens.extend(memo(plan, &attributes));
    if plan.parameters_have_names() {
        tokens.extend(act(plan, &attributes));
        tokens.extend(refresh::function(plan, &attributes));
    }
    tokens
}

/// A path to a function beside this one, with the type arguments of this one.
pub(super) fn path(plan: &MemoPlan, prefix: &str, ending: &str) -> TokenStream {
    let (name, span) = (plan.beside(prefix, ending), span(plan));
    let arguments: Vec<&proc_macro2::Ident> = plan
        .signature
        .generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            syn::GenericParam::Lifetime(_) => None,
            syn::GenericParam::Type(own) => Some(&own.ident),
            syn::GenericParam::Const(own) => Some(&own.ident),
        })
        .collect();
    let arguments = if arguments.is_empty() { TokenStream::new() } else { quote_spanned!(span=> ::<#(#arguments),*>) };
    match plan.surroundings {
        Surroundings::Free => quote_spanned!(span=> #name #arguments),
        _ => quote_spanned!(span=> Self::#name #arguments),
    }
}

/// The call of the user's body.
pub(super) fn call_uncached(plan: &MemoPlan) -> TokenStream {
    let (span, path) = (span(plan), path(plan, "", UNCACHED));
    let receiver = plan.receiver.iter().map(|own| own.word.clone());
    let arguments = receiver.chain(plan.arguments.iter().map(|own| own.name.to_token_stream()));
    let call = quote_spanned!(span=> #path(#(#arguments),*));
    if plan.signature.unsafety.is_some() { quote_spanned!(span=> unsafe { #call }) } else { call }
}

/// The handle.
pub(super) fn handle(plan: &MemoPlan) -> TokenStream {
    let (span, memo) = (span(plan), path(plan, "", "_memo"));
    let this = plan.receiver.iter().filter(|_| is_in_object(plan)).map(|own| &own.word);
    let memo = quote_spanned!(span=> #memo(#(#this)*));
    if plan.signature.unsafety.is_some() { quote_spanned!(span=> unsafe { #memo }) } else { memo }
}

fn is_in_object(plan: &MemoPlan) -> bool {
    matches!(plan.tables, Tables::Instance(_))
}

/// The user's signature with names in place of patterns.
pub(super) fn signature(plan: &MemoPlan) -> syn::Signature {
    let mut signature = plan.signature.clone();
    let mut arguments = plan.arguments.iter();
    for input in &mut signature.inputs {
        match input {
            syn::FnArg::Receiver(own) => {
                own.attrs.clear();
                if own.reference.is_none() {
                    own.mutability = None;
                }
            }
            syn::FnArg::Typed(typed) => {
                typed.attrs.clear();
                if let Some(argument) = arguments.next() {
                    let name = &argument.name;
                    *typed.pat = syn::Pat::Verbatim(name.to_token_stream());
                }
            }
        }
    }
    signature
}

/// What is called: looks up, and runs the body on a miss.
fn outside(plan: &MemoPlan, attributes: &Sorted) -> TokenStream {
    let (visibility, signature) = (&plan.visibility, signature(plan));
    let inside = call(plan, &handle(plan), &call_uncached(plan));
    let (attributes, allowed) = (&attributes.outside, allowed(plan));
    let body = super::parts::braces(plan, inside);
    quote_spanned!(span(plan)=> #allowed #attributes #visibility #signature #body)
}

/// The underscore in front of a name says that the user has no use for it, not that nobody may have one.
pub(super) fn allowed(plan: &MemoPlan) -> Option<TokenStream> {
    let underscored = plan.arguments.iter().any(|own| own.pattern.is_none() && own.name.to_string().starts_with('_'));
    underscored.then(|| quote_spanned!(span(plan)=> #[allow(clippy::used_underscore_binding)]))
}

/// The user's body.
fn uncached(plan: &MemoPlan, attributes: &Sorted) -> TokenStream {
    let (visibility, mut signature, body) = (&plan.visibility, plan.signature.clone(), &plan.body);
    signature.ident = plan.beside("", UNCACHED);
    let attributes = &attributes.body;
    quote_spanned!(span(plan)=> #[doc(hidden)] #[allow(unreachable_pub)] #attributes #visibility #signature #body)
}

/// A signature of a companion, with the user's generics.
fn companion(plan: &MemoPlan, ending: &str) -> syn::Signature {
    let mut signature = plan.signature.clone();
    signature.asyncness = None;
    signature.abi = None;
    signature.ident = plan.beside("", ending);
    signature.inputs = Punctuated::new();
    signature
}

/// The handle, and the static behind it.
fn memo(plan: &MemoPlan, attributes: &Sorted) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    let mut signature = companion(plan, "_memo");
    let (ty, act) = act_pointer(plan);
    let (kind, declared) = (kind(plan), declared(plan, "_memo".len()));
    if let (Tables::Instance(_), Some(_)) = (&plan.tables, &plan.receiver) {
        signature.inputs.push(plan.signature.inputs[0].clone());
    }
    let (refreshes, refreshing) = refresh::in_handle(plan, &mut signature).unzip();
    let (output, value) = match (&plan.tables, &plan.receiver) {
        (Tables::Local, _) => (
            quote_spanned!(span=> FunctionMemo<#ty, impl #private::memo::Instance, #private::memo::LocalMemo<#kind>>),
            quote_spanned!(span=> FunctionMemo::local(&__BEDECK_MEMO, &__BEDECK_TABLES, act, || ())),
        ),
        (Tables::Instance(field), Some(own)) => {
            let this = &own.word;
            (
                quote_spanned!(span=> MethodMemo<'_, Self, #ty, impl #private::memo::Instance, #kind #refreshes>),
                quote_spanned!(span=> MethodMemo::new(&__BEDECK_MEMO, #this, &#this.#field, act, || ())),
            )
        }
        _ => (
            quote_spanned!(span=> FunctionMemo<#ty, impl #private::memo::Instance, #private::memo::SharedMemo<#kind> #refreshes>),
            quote_spanned!(span=> FunctionMemo::shared(&__BEDECK_MEMO, act, || ())),
        ),
    };
    signature.output = syn::parse_quote_spanned!(span=> -> #private::memo::#output);
    let (attributes, visibility) = (&attributes.beside, &plan.visibility);
    quote_spanned! {span=>
        #[doc(hidden)]
        #[inline]
        #attributes
        #visibility #signature {
            #declared
            let act: #ty = #act;
            #private::memo::#value #refreshing
        }
    }
}

/// What the handle calls, as a type and as a value.
fn act_pointer(plan: &MemoPlan) -> (TokenStream, TokenStream) {
    let span = span(plan);
    let private = private(plan, span);
    if !plan.parameters_have_names() {
        return (quote_spanned!(span=> ()), quote_spanned!(span=> ()));
    }
    let types = plan.receiver.iter().map(|own| &own.ty).chain(plan.arguments.iter().map(|own| &own.ty));
    let (value, path) = (&plan.value, path(plan, "__bedeck_", ""));
    let later = plan.memo.is_async.then(|| quote_spanned!(span=> -> #private::memo::Later));
    (quote_spanned!(span=> fn(#(#types,)* #private::memo::Act<'_, #value>) #later), path)
}

/// What the methods of the handle call.
fn act(plan: &MemoPlan, attributes: &Sorted) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    let value = &plan.value;
    let mut signature = self::signature(plan);
    signature.asyncness = None;
    signature.unsafety = None;
    signature.abi = None;
    signature.ident = plan.beside("__bedeck_", "");
    signature.output = if plan.memo.is_async {
        syn::parse_quote_spanned!(span=> -> #private::memo::Later)
    } else {
        syn::ReturnType::Default
    };
    signature.inputs.push(syn::parse_quote_spanned!(span=> act: #private::memo::Act<'_, #value>));
    let (call, keep, weigh) = (call_uncached(plan), keep(plan), weigh(plan));
    let instead = quote_spanned! {span=>
        if let ::core::option::Option::Some(out) = act.without_table() { *out = ::core::option::Option::Some(#call); }
    };
    let (held, memo) = super::disk::held(plan, &handle(plan));
    let (key, table) = (key::key(plan), table(plan, &memo, &quote_spanned!(span=> { #instead })));
    let act = if plan.disk.is_some() {
        super::disk::act(plan, &call)
    } else if plan.memo.is_async {
        quote_spanned!(span=> act.on_async(table, key, #weigh))
    } else {
        quote_spanned! {span=>
            if let ::core::option::Option::Some(refresh) = act.on(&table, key, #weigh) {
                let value: #value = #call;
                let keep = #keep;
                refresh.finish(value, keep, #weigh);
            }
        }
    };
    let (attributes, allowed) = (&attributes.beside, allowed(plan));
    quote_spanned! {span=>
        #[doc(hidden)]
        #[inline]
        #[allow(clippy::too_many_arguments)]
        #allowed
        #attributes
        #signature {
            #held
            #key
            #table
            #act
        }
    }
}
