//! What both forms of the expansion are made of.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::plan::memo::{Limit, MemoPlan, TableKind, Tables};

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
/// // Input:  capacity = 10, ttl = "1s"
/// // Output: enum __BedeckHere {}
/// //         static __BEDECK_MEMO: Memo<Expiring> = Memo::new(Origin.site::<__BedeckHere>()).capacity(10).ttl(1000000000);
/// ```
pub(super) fn declared(plan: &MemoPlan, suffix: usize) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    let memo = &plan.memo;
    let (begin, nothing) = (quote_spanned!(memo.place=> site), quote_spanned!(memo.place=> ()));
    let suffixed = (suffix > 0).then(|| quote_spanned!(span=> .suffixed(#suffix)));
    let named = memo.name.as_ref().map(|name| quote_spanned!(span=> .named(#name)));
    let tag = memo.tag.as_ref().map(|tag| quote_spanned!(span=> .tag(#tag)));
    let (kind, policy) = (kind(plan), policy(plan));
    let (disk, behind) = super::disk::declared(plan);
    let local = matches!(plan.tables, Tables::Local).then(|| {
        quote_spanned! {span=>
            ::std::thread_local! {
                static __BEDECK_TABLES: #private::memo::LocalTables = const { #private::memo::LocalTables::new() };
            }
        }
    });
    quote_spanned! {span=>
        enum __BedeckHere {}
        #disk
        static __BEDECK_MEMO: #private::memo::Memo<#kind> =
            #private::memo::Memo::new(#private::Origin.#begin::<__BedeckHere> #nothing #suffixed #named) #tag #policy #behind;
        #local
    }
}

/// The kind of table, as a type.
pub(super) fn kind(plan: &MemoPlan) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    match plan.policy.kind() {
        TableKind::Unbounded => quote_spanned!(span=> #private::memo::Unbounded),
        TableKind::Bounded => quote_spanned!(span=> #private::memo::Bounded),
        TableKind::Expiring => quote_spanned!(span=> #private::memo::Expiring),
    }
}

/// The calls that give a static its policy.
fn policy(plan: &MemoPlan) -> TokenStream {
    let (span, policy) = (span(plan), &plan.policy);
    let mut calls = match &policy.limit {
        Limit::None => TokenStream::new(),
        Limit::Entries(entries) => quote_spanned!(span=> .capacity((#entries) as ::core::primitive::u64)),
        Limit::Weight(weight) => quote_spanned!(span=> .max_weight(#weight)),
    };
    let times = [
        (policy.ttl, "ttl"),
        (policy.idle, "idle"),
        (policy.refresh, "refresh"),
        (policy.stale, "stale"),
        (policy.wait, "wait"),
    ];
    for (time, name) in times {
        let Some(time) = time else { continue };
        let name = Ident::new(name, span);
        calls.extend(quote_spanned!(span=> .#name(#time)));
    }
    calls
}

/// What a value, named `value`, weighs.
pub(super) fn weigh(plan: &MemoPlan) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    match &plan.weight {
        Some(weight) => quote_spanned!(span=> |value| #private::memo::weight(value, #weight)),
        None => quote_spanned!(span=> |_| 1),
    }
}

/// The `let` of the local `table`. In a thread that ends there may be none: then `instead` returns.
pub(super) fn table(plan: &MemoPlan, memo: &TokenStream, instead: &TokenStream) -> TokenStream {
    let (span, kept) = (span(plan), kept(plan));
    let table = quote_spanned!(span=> #memo.table::<#kept, _>(&key));
    if matches!(plan.tables, Tables::Local) {
        quote_spanned!(span=> let ::core::option::Option::Some(table) = #table else { return #instead; };)
    } else {
        quote_spanned!(span=> let table = #table;)
    }
}

/// Whether a value, named `value`, is kept.
pub(super) fn keep(plan: &MemoPlan) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    let value = &plan.value;
    let no_error = quote_spanned! {span=>
        { use #private::memo::{KeepsAll as _, KeepsOk as _}; (&#private::memo::Probe::<#value>::NEW).keeps(&value) }
    };
    let at = Span::mixed_site().located_at(plan.value_span());
    let private = self::private(plan, at);
    let some = quote_spanned!(at=> #private::memo::MaybeNone::is_something(&value));
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
/// // Output: { let key = (key_of(&a),); let table = memo.table::<V, _>(&key); match table.find(&key) {
/// //     Ok(value) => value,
/// //     Err(miss) => match table.begin(miss, key) {
/// //         Start::Found(value) => value,
/// //         Start::Run(ref mut run) => { let value: V = body; let keep = ..; run.finish(value, keep) } } } }
/// ```
pub(super) fn call(plan: &MemoPlan, memo: &TokenStream, body: &TokenStream) -> TokenStream {
    let span = span(plan);
    let (held, memo) = super::disk::held(plan, memo);
    let (key, table) = (super::key::key(plan), table(plan, &memo, body));
    let start = if plan.memo.is_async {
        quote_spanned!(span=> table.begin_async(miss, key).await)
    } else {
        quote_spanned!(span=> table.begin(miss, key))
    };
    let compute = compute(plan, &start, body, Looks::OnDisk);
    quote_spanned! {span=>
        #held
        #key
        #table
        match table.find(&key) {
            ::core::result::Result::Ok(value) => value,
            ::core::result::Result::Err(miss) => #compute,
        }
    }
}

/// Where the caller that computes looks first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    /// On the disk, if results are there.
    OnDisk,
    /// Nowhere: it wants a new value.
    Nowhere,
}

/// Runs `body`, unless `start` says that somebody else did.
pub(super) fn compute(plan: &MemoPlan, start: &TokenStream, body: &TokenStream, looks: Looks) -> TokenStream {
    let span = span(plan);
    let private = private(plan, span);
    let body = if plan.memo.is_async { quote_spanned!(span=> run.poll(#body).await) } else { body.clone() };
    let computed = if plan.disk.is_some() { super::disk::computed(plan, &body, looks) } else { computed(plan, &body) };
    quote_spanned! {span=>
        match #start {
            #private::memo::Start::Found(value) => value,
            #private::memo::Start::Run(ref mut run) => { #computed }
        }
    }
}

/// What the caller does that computes.
fn computed(plan: &MemoPlan, body: &TokenStream) -> TokenStream {
    let (span, value, keep) = (span(plan), &plan.value, keep(plan));
    let finish = if plan.weight.is_some() {
        let weigh = weigh(plan);
        quote_spanned!(span=> run.finish_weighing(value, keep, #weigh))
    } else {
        quote_spanned!(span=> run.finish(value, keep))
    };
    quote_spanned! {span=>
        let value: #value = #body;
        let keep = #keep;
        #finish
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
