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
pub(super) fn private(region: &RegionPlan, span: Span) -> TokenStream {
    match &region.krate {
        None => quote_spanned!(span=> ::bedeck::__private),
        Some(krate) => quote_spanned!(span=> #krate::__private),
    }
}

/// What the region at `at` remembers of its runs.
///
/// ```text
/// // Output: static __BEDECK_REGION: Region = { enum Here {} const SITE: Site = Origin.site::<Here>(); Region::new(SITE) };
/// //         thread_local! { static __BEDECK_TURN: Turn = const { Turn::new() } }
/// ```
pub(super) fn declared(region: &RegionPlan, at: Span) -> TokenStream {
    let span = Span::mixed_site().located_at(at);
    let private = private(region, span);
    // The call that takes its place from its tokens: these two must be all the user's.
    let (begin, nothing) = (quote_spanned!(at=> site), quote_spanned!(at=> ()));
    let name = region.name.as_ref().map(|name| quote_spanned!(span=> .named(#name)));
    let options = options(region, span);
    quote_spanned! {span=>
        static __BEDECK_REGION: #private::pool::Region = {
            enum __BedeckHere {}
            const __BEDECK_SITE: #private::Site = #private::Origin.#begin::<__BedeckHere> #nothing #name;
            #private::pool::Region::new(__BEDECK_SITE) #options
        };
        #private::thread_local! {
            static __BEDECK_TURN: #private::pool::Turn = const { #private::pool::Turn::new() };
        }
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
    calls.map(|(name, value)| quote_spanned!(span=> .#name(#value))).collect()
}
