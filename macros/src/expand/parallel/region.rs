//! Paths into the engine, and the static that a loop has.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};

use crate::args::parallel::Schedule;
use crate::plan::parallel::{LoopPlan, RegionPlan};

/// The span of generated tokens: those of the loop's place, this crate's edition, and names of their own.
pub(super) fn span(own: &LoopPlan) -> Span {
    Span::mixed_site().located_at(own.at)
}

/// The module of what all expansions use.
pub(in crate::expand) fn private(region: &RegionPlan, span: Span) -> TokenStream {
    match &region.krate {
        None => quote_spanned!(span=> ::bedeck::__private),
        Some(krate) => quote_spanned!(span=> #krate::__private),
    }
}

/// What the region at `at` remembers of its runs, and this thread of them, as `region` and `turn`.
///
/// ```text
/// // Output: let (region, turn) = {
/// //             enum Here {}
/// //             static REGION: Region = Region::new(Origin.site::<Here>());
/// //             thread_local! { static TURN: Turn = const { Turn::new() } }
/// //             (&REGION, &TURN)
/// //         };
/// ```
pub(in crate::expand) fn declared(region: &RegionPlan, at: Span) -> TokenStream {
    let span = Span::mixed_site().located_at(at);
    let private = private(region, span);
    // The call that takes its place from its tokens: these two must be all the user's.
    let (begin, nothing) = (quote_spanned!(at=> site), quote_spanned!(at=> ()));
    let name = region.name.as_ref().map(|name| quote_spanned!(span=> .named(#name)));
    let suffixed = (region.suffix > 0).then(|| {
        let letters = region.suffix;
        quote_spanned!(span=> .suffixed(#letters))
    });
    let options = options(region, span);
    quote_spanned! {span=>
        let (region, turn) = {
            enum __BedeckHere {}
            static __BEDECK_REGION: #private::pool::Region =
                #private::pool::Region::new(#private::Origin.#begin::<__BedeckHere> #nothing #suffixed #name) #options;
            #private::thread_local! {
                static __BEDECK_TURN: #private::pool::Turn = const { #private::pool::Turn::new() };
            }
            (&__BEDECK_REGION, &__BEDECK_TURN)
        };
    }
}

/// The calls that give a region its options.
fn options(region: &RegionPlan, span: Span) -> TokenStream {
    let chunk = match region.schedule {
        Schedule::Dynamic(items) => Some(Literal::u64_unsuffixed(items).into_token_stream()),
        Schedule::Guided => region.chunk.clone(),
    };
    let options = [
        ("chunk", &chunk),
        ("serial_below", &region.serial_below),
        ("threads", &region.threads),
        ("pool", &region.pool),
    ];
    let calls = options.into_iter().filter_map(|(name, value)| Some((Ident::new(name, span), value.as_ref()?)));
    let progress = region.progress.then(|| quote_spanned!(span=> .progress()));
    calls.map(|(name, value)| quote_spanned!(span=> .#name(#value))).chain(progress).collect()
}
