//! What both forms of the expansion are made of.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::plan::memo::MemoPlan;

/// The span of generated tokens.
pub(super) fn span(plan: &MemoPlan) -> Span {
    Span::mixed_site().located_at(plan.memo.place)
}

/// The module of the runtime's functions, for tokens at `span`.
pub(super) fn private(plan: &MemoPlan, span: Span) -> TokenStream {
    match &plan.memo.krate {
        None => quote_spanned!(span=> ::bedeck::__private),
        Some(krate) => quote_spanned!(span=> #krate::__private),
    }
}

/// The static of the function. Its path has `suffix` letters more than the function's.
///
/// ```text
/// // Output: enum __BedeckHere {} static __BEDECK_MEMO: Memo = Memo::new(Origin.site::<__BedeckHere>()).wait(n);
/// ```
pub(super) fn declared(plan: &MemoPlan, suffix: usize) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    let memo = &plan.memo;
    let (begin, nothing) = (quote_spanned!(memo.place=> site), quote_spanned!(memo.place=> ()));
    let mut site = TokenStream::new();
    if suffix > 0 {
        site.extend(quote_spanned!(span=> .suffixed(#suffix)));
    }
    if let Some(name) = &memo.name {
        site.extend(quote_spanned!(span=> .named(#name)));
    }
    let mut options = TokenStream::new();
    if let Some(tag) = &memo.tag {
        options.extend(quote_spanned!(span=> .tag(#tag)));
    }
    if let Some(wait) = memo.wait {
        options.extend(quote_spanned!(span=> .wait(#wait)));
    }
    quote_spanned! {span=>
        enum __BedeckHere {}
        static __BEDECK_MEMO: #private::memo::Memo =
            #private::memo::Memo::new(#private::Origin.#begin::<__BedeckHere> #nothing #site) #options;
    }
}

/// Whether a value, named `value`, is kept.
pub(super) fn keep(plan: &MemoPlan) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    let value = &plan.value;
    let no_error = quote_spanned! {span=>
        { use #private::memo::Otherwise as _; #private::memo::Declared::<#value>::new().keeps(&value) }
    };
    let at = Span::mixed_site().located_at(plan.value_span());
    let private = self::private(plan, at);
    let some = quote_spanned!(at=> #private::memo::MaybeNone::is_some(&value));
    match (plan.cache_err, plan.skip_none) {
        (true, false) => quote_spanned!(span=> true),
        (true, true) => some,
        (false, false) => no_error,
        (false, true) => quote_spanned!(span=> #some && #no_error),
    }
}

/// Looks up, and runs `body` on a miss.
///
/// ```text
/// // Output: { let key = (key_of(&a),); let table = memo.table::<_, V>(&key); match table.find(&key) {
/// //     Ok(value) => value,
/// //     Err(miss) => match table.begin(miss, key) {
/// //         Start::Found(value) => value,
/// //         Start::Run(run) => { let value: V = body; let keep = ..; run.finish(value, keep) } } } }
/// ```
pub(super) fn call(plan: &MemoPlan, table: &TokenStream, body: &TokenStream) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    let (key, keep, value) = (super::key::key(plan), keep(plan), &plan.value);
    let (start, body) = if plan.memo.is_async {
        (quote_spanned!(span=> table.begin_async(miss, key).await), quote_spanned!(span=> run.poll(#body).await))
    } else {
        (quote_spanned!(span=> table.begin(miss, key)), body.clone())
    };
    quote_spanned! {span=>
        #key
        let table = #table;
        match table.find(&key) {
            ::core::result::Result::Ok(value) => value,
            ::core::result::Result::Err(miss) => match #start {
                #private::memo::Start::Found(value) => value,
                #private::memo::Start::Run(run) => {
                    let value: #value = #body;
                    let keep = #keep;
                    run.finish(value, keep)
                }
            },
        }
    }
}

/// `value`, as a type argument that errors about the kept value point at.
pub(super) fn kept(plan: &MemoPlan) -> TokenStream {
    let value = &plan.value;
    let at = Span::mixed_site().located_at(value.span());
    quote_spanned!(at=> #value).into_token_stream()
}

/// Statements between the braces of the user's body.
pub(super) fn braces(plan: &MemoPlan, statements: TokenStream) -> proc_macro2::TokenTree {
    crate::item::refill(&plan.body, statements)
}
