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
/// // Output: { enum Here {} static __BEDECK_SITE: Site = Origin.site::<Here>().named("n").outcome(); use_it }
/// ```
///
/// With `lines` the whole body names it, and [`site_of_body`] declares it; with `distinct` the body begins with it.
pub(crate) fn with_site(site: &SitePlan, use_it: &TokenStream) -> TokenStream {
    let span = span(site);
    let is_declared = site.lines || site.distinct.is_some();
    let declared = if is_declared { TokenStream::new() } else { declared(site, &TokenStream::new()) };
    quote_spanned!(span=> { #declared #use_it })
}

/// The declarations that begin a body which names its site, and the table of its lines, everywhere.
pub(crate) fn site_of_body(site: &SitePlan, lines: &TokenStream) -> TokenStream {
    let span = span(site);
    let private = private(site, span);
    let site = declared(site, &quote_spanned!(span=> .lines(&__BEDECK_LINES)));
    quote_spanned!(span=> static __BEDECK_LINES: #private::Lines = #lines; #site)
}

/// The declarations that begin a body with `distinct`, unless `lines` declares them.
///
/// ```text
/// // Input:  fn f(a: A, b: B)
/// // Output: static __BEDECK_DISTINCT: Distinct = Distinct::new(&["a", "b"]); enum Here {} static __BEDECK_SITE: Site = ..;
/// ```
pub(crate) fn site_with_distinct(site: &SitePlan) -> TokenStream {
    if site.distinct.is_none() || site.lines { TokenStream::new() } else { declared(site, &TokenStream::new()) }
}

/// The statement that notes a call's arguments, before its time begins.
///
/// ```text
/// // Input:  fn f(a: A, b: B)
/// // Output: { use distinct::{..}; __BEDECK_DISTINCT.note(&|| (), |fold| (&&&Argument(&a)).feed(fold) << 0 | ..); }
/// ```
pub(crate) fn noted(site: &SitePlan) -> TokenStream {
    let Some(arguments) = &site.distinct else { return TokenStream::new() };
    let span = span(site);
    let private = private(site, span);
    let fed = arguments.iter().enumerate().map(|(at, argument)| {
        let (conditions, name) = (&argument.conditions, &argument.name);
        quote_spanned!(span=> #conditions { without |= (&&&#private::Argument(&#name)).feed(fold) << #at; })
    });
    quote_spanned! {span=>
        #[allow(clippy::used_underscore_binding)]
        {
            #[allow(unused_imports)]
            use #private::{ByBits as _, ByHash as _, ByNothing as _};
            __BEDECK_DISTINCT.note(&|| (), |fold| {
                let _ = &fold;
                #[allow(unused_mut)]
                let mut without = 0;
                #(#fed)*
                without
            });
        }
    }
}

/// The span of `tracing` around a call, if there is one.
///
/// ```text
/// // Input:  fn f with span = "debug"
/// // Output: tracing::span!(tracing::Level::DEBUG, "f")
/// ```
fn span_of_call(site: &SitePlan) -> Option<TokenStream> {
    let plan = site.span.as_ref()?;
    let span = span(site);
    let (private, level, name) = (private(site, span), &plan.level, &plan.name);
    Some(quote_spanned!(span=> #private::tracing::span!(#private::tracing::Level::#level, #name)))
}

/// The statement that enters the span, in front of the guard: the time of a call is without that of the span.
pub(crate) fn entered(site: &SitePlan) -> TokenStream {
    let opened = span_of_call(site).map(|opened| {
        let span = span(site);
        quote_spanned!(span=> let _span = #opened.entered();)
    });
    opened.unwrap_or_default()
}

/// A future that is in the span whenever it is polled.
pub(crate) fn instrumented(site: &SitePlan, future: TokenStream) -> TokenStream {
    let Some(opened) = span_of_call(site) else { return future };
    let span = span(site);
    let private = private(site, span);
    quote_spanned!(span=> #private::tracing::Instrument::instrument(#future, #opened))
}

fn declared(site: &SitePlan, more: &TokenStream) -> TokenStream {
    let span = span(site);
    let private = private(site, span);
    // The call that takes its place from its tokens: these two must be all the user's.
    let (begin, nothing) = (quote_spanned!(site.place=> site), quote_spanned!(site.place=> ()));
    let options = options(site, span, &private);
    let distinct = site.distinct.as_ref().map(|arguments| {
        let names = arguments.iter().map(|argument| argument.name.to_string());
        quote_spanned!(span=> static __BEDECK_DISTINCT: #private::Distinct = #private::Distinct::new(&[#(#names),*]);)
    });
    let noted = site.distinct.as_ref().map(|_| quote_spanned!(span=> .distinct(&__BEDECK_DISTINCT)));
    quote_spanned! {span=>
        #distinct
        enum __BedeckHere {}
        static __BEDECK_SITE: #private::Site = #private::Origin.#begin::<__BedeckHere> #nothing #options #noted #more;
    }
}

/// The calls that give a site its options.
fn options(site: &SitePlan, span: Span, private: &TokenStream) -> TokenStream {
    let mut calls = TokenStream::new();
    if site.is_async {
        calls.extend(quote_spanned!(span=> .kind(#private::Kind::Async)));
    }
    if site.suffix > 0 {
        let letters = site.suffix;
        calls.extend(quote_spanned!(span=> .suffixed(#letters)));
    }
    if let Some(name) = &site.name {
        calls.extend(quote_spanned!(span=> .named(#name)));
    }
    let flags = [
        (site.profiled, quote!(profiled)),
        (site.memory, quote!(memory)),
        (site.timeline, quote!(timeline)),
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
