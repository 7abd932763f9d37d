//! `#[parallel(spawn)]`: a call runs on another thread, and what it returns is a task.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{FnArg, Pat, parse_quote_spanned};

use super::map::turbofish;
use super::region;
use crate::item::Attribute;
use crate::plan::parallel::SpawnPlan;

/// Attributes of what is called from outside; all others are the body's.
const OUTSIDE: [&str; 5] = ["doc", "must_use", "deprecated", "no_mangle", "export_name"];

/// ```text
/// // Input:  fn f(a: A) -> R { body }
/// // Output: fn f(a: A) -> Task<R> {
///             enum Here {}
///             static TASKS: Tasks = Tasks::new(Origin.site::<Here>());
///             TASKS.spawn(None, 0, move || f_inline(a))
///         }
/// //         fn f_inline(a: A) -> R { body }
/// ```
pub(super) fn functions(plan: &SpawnPlan) -> TokenStream {
    let span = Span::mixed_site().located_at(plan.signature.ident.span());
    let (visibility, body) = (&plan.visibility, &plan.body);
    let tokens = |own: &Attribute| own.clone().into_tokens();
    let is_outside = |own: &&Attribute| OUTSIDE.iter().any(|word| own.is(word));
    let shared = |own: &&Attribute| own.is("cfg") || own.is("allow");
    let outside: TokenStream =
        plan.attributes.iter().filter(|own| is_outside(own) || shared(own)).flat_map(tokens).collect();
    let inside: TokenStream = plan.attributes.iter().filter(|own| !is_outside(own)).flat_map(tokens).collect();
    let mut inline = plan.signature.clone();
    let name = plan.signature.ident.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    inline.ident = Ident::new(&format!("{name}_inline"), plan.signature.ident.span());
    let (signature, call) = (signature(plan, span), call(plan, &inline.ident, span));
    quote_spanned! {span=>
        #outside #visibility #signature { #call }
        #[doc(hidden)] #[allow(dead_code, unreachable_pub)] #inside #visibility #inline #body
    }
}

/// The user's signature, with a task for its value.
fn signature(plan: &SpawnPlan, span: Span) -> syn::Signature {
    let private = region::private(&plan.region, span);
    let mut signature = plan.signature.clone();
    let output = match &signature.output {
        syn::ReturnType::Type(_, ty) => ty.to_token_stream(),
        syn::ReturnType::Default => quote_spanned!(span=> ()),
    };
    signature.output = parse_quote_spanned!(span=> -> #private::pool::Task<#output>);
    let mut names = plan.arguments.iter();
    for input in &mut signature.inputs {
        match input {
            FnArg::Receiver(own) => own.mutability = None,
            FnArg::Typed(typed) => {
                if let Some(name) = names.next() {
                    *typed.pat = Pat::Verbatim(name.to_token_stream());
                }
            }
        }
    }
    signature
}

/// The task.
fn call(plan: &SpawnPlan, inline: &Ident, span: Span) -> TokenStream {
    let private = region::private(&plan.region, span);
    let generics = turbofish(&plan.signature.generics, span);
    let arguments = &plan.arguments;
    let this = plan.signature.receiver().map(|own| &own.self_token).into_iter();
    let path = if plan.is_associated || plan.signature.receiver().is_some() {
        quote_spanned!(span=> Self::#inline)
    } else {
        quote_spanned!(span=> #inline)
    };
    let pool = match &plan.region.pool {
        Some(name) => quote_spanned!(span=> ::core::option::Option::Some(#name)),
        None => quote_spanned!(span=> ::core::option::Option::None),
    };
    let threads = plan.region.threads.clone().unwrap_or_else(|| quote_spanned!(span=> 0));
    let at = plan.signature.ident.span();
    // As of a region: these two must be all the user's.
    let (begin, nothing) = (quote_spanned!(at=> site), quote_spanned!(at=> ()));
    quote_spanned! {span=>
        enum __BedeckHere {}
        static __BEDECK_TASKS: #private::pool::Tasks =
            #private::pool::Tasks::new(#private::Origin.#begin::<__BedeckHere> #nothing);
        __BEDECK_TASKS.spawn(#pool, #threads, move || #path #generics(#(#this,)* #(#arguments),*))
    }
}
