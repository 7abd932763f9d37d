//! The loops, each for other instructions.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::parse_quote_spanned;

use super::{beside, companion, region, runtime, span};
use crate::expand::attributes::Sorted;
use crate::plan::vectorize::{FILL, VectorizePlan};

/// The function with the loops.
///
/// ```text
/// // Input:  fn f(x: A, #[each] y: B) -> R { body }
/// // Output: fn f_slice_bedeck_fill(x: A, y: &[B], out: Option<&mut [R]>) -> Vec<R> {
/// //             let x = &x;
/// //             Loops {
/// //                 avx512: |(y,)| f_bedeck_body(Clone::clone(x), y),
/// //                 avx2: |(y,)| f_bedeck_body(Clone::clone(x), y),
/// //                 baseline: |(y,)| f_bedeck_body(Clone::clone(x), y),
/// //             }
/// //             .fill((y,), out)
/// //         }
/// ```
///
/// With `parallel` it ends in `.fill_parallel(region, turn, (y,), out)`, and the region is declared before.
pub(super) fn fill(plan: &VectorizePlan, attributes: &Sorted) -> TokenStream {
    let (span, runtime, out) = (span(plan), runtime(plan), Ident::new("out", span(plan)));
    let (own, output, private) = (companion(plan, attributes), &plan.output, region::private(&plan.region, span));
    let mut signature = beside::beside(plan, &format!("_slice{FILL}"));
    signature.inputs.push(parse_quote_spanned!(span=> #out: ::core::option::Option<&mut [#output]>));
    signature.output = parse_quote_spanned!(span=> -> #private::Vec<#output>);
    let same = plan.arguments.iter().filter(|own| !own.varies).map(|own| &own.name);
    let columns: Vec<&Ident> = plan.arguments.iter().filter(|own| own.varies).map(|own| &own.name).collect();
    let [avx512, avx2, baseline] = ["Fused", "Fused", "AtBaseline"].map(|rounding| {
        let arguments = plan.arguments.iter().map(|own| {
            let name = &own.name;
            if own.varies {
                quote_spanned!(span=> #name)
            } else {
                quote_spanned!(span=> ::core::clone::Clone::clone(#name))
            }
        });
        let call = beside::call(plan, arguments, rounding);
        quote_spanned!(span=> |(#(#columns,)*)| #call)
    });
    let declared = plan.is_parallel.then(|| region::declared(&plan.region, plan.signature.ident.span()));
    let filled = if plan.is_parallel {
        quote_spanned!(span=> fill_parallel(region, turn, (#(#columns,)*), #out))
    } else {
        quote_spanned!(span=> fill((#(#columns,)*), #out))
    };
    quote_spanned! {span=>
        #own
        #signature {
            #declared
            #(let #same = &#same;)*
            #runtime::Loops { avx512: #avx512, avx2: #avx2, baseline: #baseline }.#filled
        }
    }
}
