//! A function with its companions beside it: free, or in an `impl` of a type's own.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::punctuated::Punctuated;

use super::attributes::{Sorted, sorted};
use super::key;
use super::parts::{call, declared, keep, kept, private, span};
use crate::item::Surroundings;
use crate::plan::memo::MemoPlan;

/// The function and all that stands beside it.
///
/// ```text
/// // Input:  pub fn f<T>(a: &T, n: u32) -> V { body }
/// // Output: pub fn f<T>(a: &T, n: u32) -> V { look up in f_memo::<T>().table(..), on a miss f_uncached::<T>(a, n) }
/// //         pub fn f_uncached<T>(a: &T, n: u32) -> V { body }
/// //         pub fn f_memo<T>() -> MemoHandle<fn(&T, u32, Act<'_, V>), impl Instance> { static ..; MemoHandle::new(..) }
/// //         fn __bedeck_f<T>(a: &T, n: u32, act: Act<'_, V>) { act on the table and the key of the arguments }
/// ```
pub(super) fn function(plan: &MemoPlan) -> TokenStream {
    let attributes = sorted(&plan.attributes);
    let mut tokens = outside(plan, &attributes);
    tokens.extend(uncached(plan, &attributes));
    tokens.extend(memo(plan, &attributes));
    if plan.parameters_have_names() {
        tokens.extend(act(plan, &attributes));
    }
    tokens
}

/// A path to a function beside this one, with the type arguments of this one.
fn path(plan: &MemoPlan, prefix: &str, ending: &str) -> TokenStream {
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
fn call_uncached(plan: &MemoPlan) -> TokenStream {
    let (span, path) = (span(plan), path(plan, "", "_uncached"));
    let receiver = plan.receiver.iter().map(|own| own.word.clone());
    let arguments = receiver.chain(plan.arguments.iter().map(|own| own.name.to_token_stream()));
    let call = quote_spanned!(span=> #path(#(#arguments),*));
    if plan.signature.unsafety.is_some() { quote_spanned!(span=> unsafe { #call }) } else { call }
}

fn table(plan: &MemoPlan) -> TokenStream {
    let (span, memo, kept) = (span(plan), path(plan, "", "_memo"), kept(plan));
    let memo = quote_spanned!(span=> #memo());
    let memo = if plan.signature.unsafety.is_some() { quote_spanned!(span=> unsafe { #memo }) } else { memo };
    quote_spanned!(span=> #memo.table::<_, #kept>(&key))
}

/// The user's signature with names in place of patterns.
fn signature(plan: &MemoPlan) -> syn::Signature {
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
    let inside = call(plan, &table(plan), &call_uncached(plan));
    let attributes = &attributes.outside;
    let body = super::parts::braces(plan, inside);
    quote_spanned!(span(plan)=> #attributes #visibility #signature #body)
}

/// The user's body.
fn uncached(plan: &MemoPlan, attributes: &Sorted) -> TokenStream {
    let (visibility, mut signature, body) = (&plan.visibility, plan.signature.clone(), &plan.body);
    signature.ident = plan.beside("", "_uncached");
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
    let (ty, act) = if plan.parameters_have_names() {
        let receiver = plan.receiver.iter().map(|own| &own.ty);
        let types = receiver.chain(plan.arguments.iter().map(|own| &own.ty));
        let (value, path) = (&plan.value, path(plan, "__bedeck_", ""));
        let is_async = plan.memo.is_async.then(|| quote_spanned!(span=> -> #private::memo::Later));
        (quote_spanned!(span=> fn(#(#types,)* #private::memo::Act<'_, #value>) #is_async), path)
    } else {
        (quote_spanned!(span=> ()), quote_spanned!(span=> ()))
    };
    signature.output = syn::ReturnType::Type(
        syn::Token![->](span),
        Box::new(syn::Type::Verbatim(
            quote_spanned!(span=> #private::memo::MemoHandle<#ty, impl #private::memo::Instance>),
        )),
    );
    let declared = declared(plan, "_memo".len());
    let (attributes, visibility) = (&attributes.beside, &plan.visibility);
    quote_spanned! {span=>
        #[doc(hidden)]
        #[inline]
        #attributes
        #visibility #signature {
            #declared
            #private::memo::MemoHandle::new(&__BEDECK_MEMO, #act, || ())
        }
    }
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
    let (key, table) = (key::key(plan), table(plan));
    let act = if plan.memo.is_async {
        quote_spanned!(span=> act.on_async(table, key))
    } else {
        let (call, keep) = (call_uncached(plan), keep(plan));
        quote_spanned! {span=>
            if let ::core::option::Option::Some(refresh) = act.on(table, key) {
                let value: #value = #call;
                let keep = #keep;
                refresh.finish(value, keep);
            }
        }
    };
    let attributes = &attributes.beside;
    quote_spanned! {span=>
        #[doc(hidden)]
        #attributes
        #signature {
            #key
            let table = #table;
            #act
        }
    }
}
