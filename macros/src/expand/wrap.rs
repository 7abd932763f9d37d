//! What all decorators share: paths into the runtime, and the static that a function's body holds.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::plan::SitePlan;

/// The span of generated tokens: those of the user's place, this crate's edition, and names of their own.
pub(crate) fn span(site: &SitePlan) -> Span {
    Span::mixed_site().located_at(site.place)
}

/// The module of the runtime's functions, for tokens at `span`.
pub(crate) fn private(site: &SitePlan, span: Span) -> TokenStream {
    match &site.krate {
        None => quote_spanned!(span=> ::bedeck::__private),
        Some(krate) => quote_spanned!(span=> #krate::__private),
    }
}

/// A block that declares the function's site and ends with `use_it`, which names it `__BEDECK_SITE`.
///
/// ```text
/// // Input:  name = "n", outcome
/// // Output: { enum Here {} static SITE: Site = Origin.site::<Here>().named("n").outcome(); use_it }
/// ```
pub(crate) fn with_site(site: &SitePlan, use_it: &TokenStream) -> TokenStream {
    let span = span(site);
    let private = private(site, span);
    // The call that takes its place from its tokens: these two must be all the user's.
    let (begin, nothing) = (quote_spanned!(site.place=> site), quote_spanned!(site.place=> ()));
    let options = options(site, span, &private);
    quote_spanned! {span=>
        {
            enum Here {}
            static SITE: #private::Site = #private::Origin.#begin::<Here> #nothing #options;
            #use_it
        }
    }
}

/// The calls that give a site its options.
fn options(site: &SitePlan, span: Span, private: &TokenStream) -> TokenStream {
    let mut calls = TokenStream::new();
    if site.is_async {
        calls.extend(quote_spanned!(span=> .kind(#private::Kind::Async)));
    }
    if let Some(name) = &site.name {
        calls.extend(quote_spanned!(span=> .named(#name)));
    }
    let flags = [
        (site.profiled, quote!(profiled)),
        (site.outcome, quote!(outcome)),
        (site.in_flight, quote!(in_flight)),
        (site.cpu, quote!(cpu)),
        (site.precise, quote!(precise)),
    ];
    for (_, flag) in flags.iter().filter(|(set, _)| *set) {
        calls.extend(quote_spanned!(span=> .#flag()));
    }
    if let Some(every) = site.sample {
        calls.extend(quote_spanned!(span=> .sample(#every)));
    }
    if let Some(nanoseconds) = site.log_over {
        calls.extend(quote_spanned!(span=> .log_over(#nanoseconds)));
    }
    if !site.skipped.is_empty() {
        let skipped = site.skipped.iter().map(|skip| {
            let (name, why) = (&skip.name, skip.why);
            quote_spanned!(span=> #private::Skipped { name: #name, why: #why })
        });
        calls.extend(quote_spanned!(span=> .skipping(&[#(#skipped),*])));
    }
    calls
}
