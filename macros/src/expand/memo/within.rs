//! A function that stands in a trait, or in an `impl` of one, where nothing may stand beside it.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::beside::allowed;
use super::parts::{braces, call, declared, private, span};
use crate::item::open;
use crate::plan::memo::{MemoPlan, Tables};

/// The function with everything in it.
///
/// ```text
/// // Input:  fn f(&self, (a, b): (u8, u8)) -> V { body }
/// // Output: fn f(&self, argument: (u8, u8)) -> V { static ..; look up, on a miss: body(|| { let (a, b) = argument; body }) }
/// ```
pub(super) fn function(plan: &MemoPlan) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    let mut signature = plan.signature.clone();
    let mut taken = TokenStream::new();
    let mut arguments = plan.arguments.iter();
    for input in &mut signature.inputs {
        let syn::FnArg::Typed(typed) = input else { continue };
        let Some(argument) = arguments.next() else { continue };
        if let Some(pattern) = &argument.pattern {
            let (name, attributes) = (&argument.name, std::mem::take(&mut typed.attrs));
            taken.extend(quote_spanned!(span=> #(#attributes)* let #pattern = #name;));
            *typed.pat = syn::Pat::Verbatim(quote_spanned!(span=> #name));
        }
    }
    let (inner, statements) = open(&plan.body);
    let statements: TokenStream = statements.into_iter().collect();
    let value = &plan.value;
    let body = if plan.memo.is_async {
        quote_spanned! {span=>
            async move { if false { return #private::edge::<#value>(); } #taken #statements }
        }
    } else {
        let body = crate::item::refill(&plan.body, quote_spanned!(span=> #taken #statements));
        quote_spanned!(span=> #private::memo::run(move || -> #value #body))
    };
    let declared = declared(plan, 0);
    let memo = match (&plan.tables, &plan.receiver) {
        (Tables::Local, _) => quote_spanned!(span=> FunctionMemo::local(&__BEDECK_MEMO, &__BEDECK_TABLES, (), || ())),
        (Tables::Instance(field), Some(own)) => {
            let this = &own.word;
            quote_spanned!(span=> MethodMemo::new(&__BEDECK_MEMO, #this, &#this.#field, (), || ()))
        }
        _ => quote_spanned!(span=> FunctionMemo::shared(&__BEDECK_MEMO, (), || ())),
    };
    let call = call(plan, &quote_spanned!(span=> #private::memo::#memo), &body);
    let inner: TokenStream = inner.into_iter().collect();
    let all = braces(plan, quote_spanned!(span=> #inner #declared #call));
    let allowed = allowed(plan);
    let (visibility, attributes) = (&plan.visibility, plan.attributes.iter().cloned());
    let attributes: TokenStream = attributes.flat_map(crate::item::Attribute::into_tokens).collect();
    quote_spanned!(span=> #allowed #attributes #visibility #signature #all)
}
