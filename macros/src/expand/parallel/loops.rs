//! One loop: as it is written where that is cheaper, else in chunks that any thread may take.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Block;

use super::copies::Copied;
use super::{chain, folds, region};
use crate::plan::parallel::{Chain, LoopPlan, RegionPlan};

/// What a loop becomes. Its chain and body hold no placeholder any more.
///
/// ```text
/// // Input:  for i in par(0..n) { out[i] = a[i]; }
/// // Output: { let (region, turn) = ..; let items = source(0..n);
/// //           if region.inline(turn, length(&items)) || !fits(&items, out[..].len()) || !fits(&items, reach of a) {
/// //               for i in par(plain(items)) { out[i] = a[i]; }
/// //           } else {
/// //               let a = a;
/// //               region.run(turn, with(items, &mut out[..]), #[inline(always)] |(chunk, out), cut| { a copy of the loop; Done });
/// //           } }
/// ```
///
/// Items of the body stand before both, so that they are there once.
pub(super) fn one(region: &RegionPlan, own: &LoopPlan, items: &Chain, body: &Block) -> TokenStream {
    let span = region::span(own);
    let private = region::private(region, span);
    let pool = quote_spanned!(span=> #private::pool);
    let source = chain::lowered(items, &pool, span);
    let declared = region::declared(region, own.at);
    let (attributes, hoisted) = (&own.attributes, &own.items);
    let written = written(own, body, &pool);
    let copied = Copied { own, body, pool: &pool, output: &region.output, span };
    let choice = if own.exact {
        quote_spanned!(span=> region.as_written(turn, #pool::length(&items)); #written)
    } else if own.reductions.is_empty() {
        choice(&copied, &written)
    } else {
        folds::choice(&copied, &written)
    };
    quote_spanned! {span=>
        #(#attributes)*
        {
            #(#hoisted)*
            #declared
            let items = #source;
            #choice
        }
    }
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
    let cheaper = quote_spanned!(span=> region.inline(turn, #pool::length(&items)));
    let condition = copied.condition(&cheaper);
    let (rebound, items, chunk) = (copied.rebound(), copied.items(), copied.chunk());
    let (windows, inlined) = (copied.windows(), copied.inlined());
    let once = copied.iteration();
    let looped = copied.looped(&TokenStream::new(), &once);
    let (done, returns, failed) = (copied.done(), copied.returns(), own.tries.then(|| quote_spanned!(span=> done?;)));
    quote_spanned! {span=>
        if #condition {
            #written
        } else {
            #rebound
            let done = region.run(turn, #items, #inlined |#chunk, cut| #returns {
                #windows
                #looped
                #done
            });
            #failed
        }
    }
}
