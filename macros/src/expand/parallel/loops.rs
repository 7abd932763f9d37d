//! One loop: as it is written where that is cheaper, else in chunks that any thread may take.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Block;

use super::copies::Copied;
use super::{chain, folds, region};
use crate::plan::parallel::{Chain, Declared, LoopPlan, RegionPlan};

/// What a loop becomes. Its chain and body hold no placeholder any more.
///
/// ```text
/// // Input:  for i in par(0..n) { out[i] = a[i]; }
/// // Output: { static ..; let items = source(0..n);
/// //           if REGION.inline(&TURN, length(&items)) || !fits(&items, out[..].len()) || !fits(&items, reach of a) {
/// //               for i in par(plain(items)) { out[i] = a[i]; }
/// //           } else {
/// //               let a = a;
/// //               REGION.run(&TURN, with(items, &mut out[..]), |(chunk, out), cut| { a copy of the loop });
/// //           } }
/// ```
///
/// Items of the body stand before both, so that they are there once.
pub(super) fn one(region: &RegionPlan, own: &LoopPlan, items: &Chain, body: &Block) -> TokenStream {
    let span = region::span(own);
    let private = region::private(region, span);
    let pool = quote_spanned!(span=> #private::pool);
    let source = chain::lowered(items, &pool, span);
    let declared = region::declared(region, own);
    let (attributes, hoisted) = (&own.attributes, &own.items);
    let written = written(own, body, &pool);
    let copied = Copied { own, body, pool: &pool, output: &region.output, span };
    let choice = if serial(own) {
        quote_spanned!(span=> #written)
    } else if !own.reductions.is_empty() {
        folds::choice(&copied, &written)
    } else {
        choice(&copied, &written)
    };
    let statics = if serial(own) { TokenStream::new() } else { declared };
    quote_spanned! {span=>
        #(#attributes)*
        {
            #(#hoisted)*
            #statics
            let items = #source;
            #choice
        }
    }
}

/// Whether the loop keeps the order of the plain one.
fn serial(own: &LoopPlan) -> bool {
    own.exact
        || own.tries && !own.reductions.is_empty()
        || own.reductions.iter().any(|reduction| !matches!(reduction.how, Declared::By(_)))
}

/// The loop as it is written, over the same items.
fn written(own: &LoopPlan, body: &Block, pool: &TokenStream) -> TokenStream {
    let span = region::span(own);
    let LoopPlan { label, pattern, par, .. } = own;
    let (token, plain) = (quote_spanned!(own.at=> for), quote_spanned!(span=> #pool::plain(items)));
    quote_spanned!(span=> #label #token #pattern in #par(#plain) #body)
}

/// A loop that reduces nothing.
fn choice(copied: &Copied<'_>, written: &TokenStream) -> TokenStream {
    let Copied { own, pool, span, .. } = *copied;
    let cheaper = quote_spanned!(span=> __BEDECK_REGION.inline(&__BEDECK_TURN, #pool::length(&items)));
    let condition = copied.condition(&cheaper);
    let (rebound, items, chunk) = (copied.rebound(), copied.items(), copied.chunk());
    let windows = copied.windows();
    let once = copied.iteration();
    let looped = copied.looped(&TokenStream::new(), &once);
    let run = if own.tries {
        quote_spanned! {span=>
            let done = __BEDECK_REGION.try_run(&__BEDECK_TURN, #items, |#chunk, cut| {
                #windows
                #looped
                #pool::Fallible::DONE
            });
            done?;
        }
    } else {
        quote_spanned! {span=>
            __BEDECK_REGION.run(&__BEDECK_TURN, #items, |#chunk, cut| {
                #windows
                #looped
            });
        }
    };
    quote_spanned! {span=>
        if #condition {
            #written
        } else {
            #rebound
            #run
        }
    }
}
