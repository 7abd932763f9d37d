//! The function, its body, and what is called with slices.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{FnArg, Pat, Token, parse_quote_spanned};

use super::{companion, fast, path, region, runtime, span};
use crate::expand::attributes::Sorted;
use crate::expand::parallel::map::turbofish;
use crate::plan::vectorize::{Body, FILL, VectorizePlan};

/// How the name of the function with the body ends.
pub(super) const BODY: &str = "_bedeck_body";

/// What the user calls.
pub(super) fn function(plan: &VectorizePlan, attributes: &Sorted) -> TokenStream {
    let (span, visibility, outside) = (span(plan), &plan.visibility, &attributes.outside);
    let mut signature = plan.signature.clone();
    let mut arguments = plan.arguments.iter();
    for input in &mut signature.inputs {
        match input {
            FnArg::Receiver(own) => own.attrs.clear(),
            FnArg::Typed(typed) => {
                typed.attrs.clear();
                if let Some(argument) = arguments.next() {
                    *typed.pat = Pat::Verbatim(argument.name.to_token_stream());
                }
            }
        }
    }
    let names = plan.arguments.iter().map(|own| own.name.to_token_stream());
    let call = call(plan, names, "Plain");
    // Who calls the companions alone has a use for the function, too.
    let allowed = quote_spanned!(span=> #[allow(dead_code, clippy::used_underscore_binding)]);
    quote_spanned!(span=> #allowed #outside #visibility #signature { #call })
}

/// A call of the body with these arguments; with `fast`, of the one that is rounded so.
pub(super) fn call(plan: &VectorizePlan, arguments: impl Iterator<Item = TokenStream>, rounding: &str) -> TokenStream {
    let (span, body) = (span(plan), path(plan, BODY));
    let mut generics = plan.signature.generics.clone();
    if plan.is_fast() {
        generics.params.push(parse_quote_spanned!(span=> __BedeckRounding));
    }
    let types = turbofish(&generics, span);
    let this = plan.signature.receiver().map(|own| own.self_token.to_token_stream());
    let arguments = this.into_iter().chain(arguments);
    let call = quote_spanned!(span=> #body #types(#(#arguments),*));
    if plan.is_fast() {
        let (runtime, rounding) = (runtime(plan), Ident::new(rounding, span));
        quote_spanned!(span=> { type __BedeckRounding = #runtime::#rounding; #call })
    } else {
        call
    }
}

/// The user's body, which becomes part of each loop.
pub(super) fn body(plan: &VectorizePlan, attributes: &Sorted) -> TokenStream {
    let (span, own) = (span(plan), &attributes.body);
    let mut signature = plan.signature.clone();
    signature.ident = plan.beside(BODY);
    signature.abi = None;
    let body = match &plan.body {
        Body::Written(body) => body.to_token_stream(),
        Body::Fast(body) => {
            let runtime = runtime(plan);
            let rounding: syn::GenericParam = parse_quote_spanned!(span=> __BedeckRounding: #runtime::Rounding);
            signature.generics.params.push(rounding);
            fast::body(body, &runtime, span)
        }
    };
    quote_spanned! {span=>
        #[doc(hidden)]
        #[allow(unused_parens, clippy::inline_always, clippy::extra_unused_type_parameters)]
        #[inline(always)]
        #own
        #signature #body
    }
}

/// `f_slice`
pub(super) fn slice(plan: &VectorizePlan, attributes: &Sorted) -> TokenStream {
    let (span, visibility, out) = (span(plan), &plan.visibility, Ident::new("out", span(plan)));
    let output = &plan.output;
    let mut signature = beside(plan, "_slice");
    signature.inputs.push(parse_quote_spanned!(span=> #out: &mut [#output]));
    signature.output = syn::ReturnType::Default;
    let (own, check) = (companion(plan, attributes), check(plan, "_slice", Some(&out)));
    let fill = filled(plan, quote_spanned!(span=> ::core::option::Option::Some(#out)));
    quote_spanned!(span=> #own #visibility #signature { #check #fill; })
}

/// `f_vec`
pub(super) fn vec(plan: &VectorizePlan, attributes: &Sorted) -> TokenStream {
    let (span, visibility, output) = (span(plan), &plan.visibility, &plan.output);
    let private = region::private(&plan.region, span);
    let mut signature = beside(plan, "_vec");
    signature.output = parse_quote_spanned!(span=> -> #private::Vec<#output>);
    let (own, check) = (companion(plan, attributes), check(plan, "_vec", None));
    let fill = filled(plan, quote_spanned!(span=> ::core::option::Option::None));
    quote_spanned!(span=> #own #visibility #signature { #check #fill })
}

/// The signature of a companion: slices in place of the arguments that vary.
pub(super) fn beside(plan: &VectorizePlan, ending: &str) -> syn::Signature {
    let span = span(plan);
    let mut signature = plan.signature.clone();
    signature.ident = plan.beside(ending);
    (signature.constness, signature.abi) = (None, None);
    let receiver = signature.receiver().cloned().map(|mut own| {
        own.attrs.clear();
        FnArg::Receiver(own)
    });
    let arguments = plan.arguments.iter().map(|own| -> FnArg {
        let (name, ty) = (&own.name, &own.ty);
        if own.varies { parse_quote_spanned!(span=> #name: &[#ty]) } else { parse_quote_spanned!(span=> #name: #ty) }
    });
    signature.inputs = receiver.into_iter().chain(arguments).collect::<syn::punctuated::Punctuated<_, Token![,]>>();
    signature
}

/// The look at the lengths.
fn check(plan: &VectorizePlan, ending: &str, out: Option<&Ident>) -> TokenStream {
    let (span, runtime) = (span(plan), runtime(plan));
    let columns = plan.arguments.iter().filter(|own| own.varies).map(|own| &own.name).chain(out);
    let lengths = columns.map(|name| {
        let text = name.to_string();
        let text = Literal::string(text.strip_prefix("r#").unwrap_or(&text));
        quote_spanned!(span=> (#text, #name.len()))
    });
    let function = Literal::string(&plan.beside(ending).to_string());
    quote_spanned!(span=> #runtime::check(#function, &[#(#lengths),*]);)
}

/// A call of the function with the loops.
fn filled(plan: &VectorizePlan, out: TokenStream) -> TokenStream {
    let span = span(plan);
    let (fill, types) = (path(plan, &format!("_slice{FILL}")), turbofish(&plan.signature.generics, span));
    let this = plan.signature.receiver().map(|own| own.self_token.to_token_stream());
    let arguments = this.into_iter().chain(plan.arguments.iter().map(|own| own.name.to_token_stream())).chain([out]);
    quote_spanned!(span=> #fill #types(#(#arguments),*))
}
