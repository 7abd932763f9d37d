//! What a loop goes over, as the engine takes it.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::plan::parallel::Chain;

/// ```text
/// // Input:  a.iter().zip(b).enumerate()
/// // Output: enumerate(zip(source(a.iter()), source(b)))
/// ```
///
/// `pool` is the path of the engine.
pub(super) fn lowered(chain: &Chain, pool: &TokenStream, span: Span) -> TokenStream {
    match chain {
        Chain::Plain(items) => quote_spanned!(span=> #pool::source(#items)),
        Chain::Begun { of, method, arguments } => match (method.to_string().as_str(), arguments.as_slice()) {
            ("chunks" | "chunks_exact", [size]) => quote_spanned!(span=> #pool::#method(&#of[..], #size)),
            ("chunks_mut" | "chunks_exact_mut", [size]) => quote_spanned!(span=> #pool::#method(&mut #of[..], #size)),
            _ => quote_spanned!(span=> #pool::source(#of.#method())),
        },
        Chain::Zip { of, method, other } => {
            let (of, other) = (lowered(of, pool, span), lowered(other, pool, span));
            quote_spanned!(span=> #pool::#method(#of, #other))
        }
        Chain::Enumerate { of, method } => {
            let of = lowered(of, pool, span);
            quote_spanned!(span=> #pool::#method(#of))
        }
    }
}
