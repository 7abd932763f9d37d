//! Loops that reduce.

use proc_macro2::{Literal, TokenStream};
use quote::quote_spanned;

use super::copies::Copied;
use crate::plan::parallel::{Declared, Operator, ReductionPlan};

/// ```text
/// // Input:  for i in par(0..n) { sum += a[i]; }
/// // Output: let reduction = reduction(Sum, &sum);
/// //         if REGION.inline_reduce(&TURN, length(&items), &reduction) || !fits(&items, reach of a) { the loop as it is written }
/// //         else {
/// //             let total = REGION.reduce(&TURN, items, &reduction, |chunk, cut, lanes| { a row }, |chunk, cut, lanes| { any part });
/// //             if let Some(total) = total { sum = reduction.finish(sum, total); }
/// //         }
/// ```
pub(super) fn choice(copied: &Copied<'_>, written: &TokenStream) -> TokenStream {
    let Copied { own, pool, span, .. } = *copied;
    let reductions = &own.reductions;
    let new = reductions.iter().map(|reduction| {
        let (name, operator) = (&reduction.name, operator(reduction));
        quote_spanned!(span=> #pool::reduction(#pool::#operator, &#name))
    });
    let new = if reductions.len() == 1 { quote_spanned!(span=> #(#new)*) } else { quote_spanned!(span=> (#(#new),*)) };
    let finish = reductions.iter().enumerate().map(|(at, reduction)| {
        let (name, part) = (&reduction.name, part(copied, at));
        quote_spanned!(span=> #name = reduction #part.finish(#name, total #part);)
    });
    let cheaper =
        quote_spanned!(span=> __BEDECK_REGION.inline_reduce(&__BEDECK_TURN, #pool::length(&items), &reduction));
    let condition = copied.condition(&cheaper);
    let (rebound, items, chunk) = (copied.rebound(), copied.items(), copied.chunk());
    let (row, rest) = (part_of_block(copied, true), part_of_block(copied, false));
    quote_spanned! {span=>
        let reduction = #new;
        if #condition {
            #written
        } else {
                            #rebound
                let total = __BEDECK_REGION.reduce(
                    &__BEDECK_TURN,
                    #items,
                    &reduction,
                    |#chunk, cut, lanes| { #row },
                    |#chunk, cut, lanes| { #rest },
                );
                if let ::core::option::Option::Some(total) = total {
                    #(#finish)*
                }
        }
    }
}

/// The copy that reduces a row of lanes, or any number of items.
fn part_of_block(copied: &Copied<'_>, is_row: bool) -> TokenStream {
    let Copied { own, pool, span, .. } = *copied;
    let bound = is_row.then(|| quote_spanned!(span=> if at >= #pool::LANES { break; }));
    let get = own.reductions.iter().enumerate().map(|(at, reduction)| {
        let (name, part) = (&reduction.name, part(copied, at));
        let lanes = lanes(copied, at, false);
        quote_spanned!(span=> let mut #name = reduction #part.get(#lanes, at);)
    });
    let set = own.reductions.iter().enumerate().map(|(at, reduction)| {
        let (name, part) = (&reduction.name, part(copied, at));
        let lanes = lanes(copied, at, true);
        quote_spanned!(span=> reduction #part.set(#lanes, at, #name);)
    });
    let (windows, once) = (copied.windows(), copied.iteration());
    let looped = copied.looped(&quote_spanned!(span=> #bound #(#get)*), &quote_spanned!(span=> #once #(#set)*));
    quote_spanned!(span=> #windows #looped)
}

/// `.1`, where there are several.
fn part(copied: &Copied<'_>, at: usize) -> TokenStream {
    let span = copied.span;
    if copied.own.reductions.len() == 1 {
        return TokenStream::new();
    }
    let at = Literal::usize_unsuffixed(at);
    quote_spanned!(span=> .#at)
}

fn lanes(copied: &Copied<'_>, at: usize, exclusive: bool) -> TokenStream {
    let (span, part) = (copied.span, part(copied, at));
    match (part.is_empty(), exclusive) {
        (true, _) => quote_spanned!(span=> lanes),
        (false, true) => quote_spanned!(span=> &mut lanes #part),
        (false, false) => quote_spanned!(span=> &lanes #part),
    }
}

/// The engine's name of an operation.
fn operator(reduction: &ReductionPlan) -> TokenStream {
    let operator = match reduction.how {
        Declared::By(operator) => operator,
        _ => Operator::Add,
    };
    let name = match operator {
        Operator::Add => "Sum",
        Operator::Multiply => "Product",
        Operator::And => "And",
        Operator::Or => "Or",
        Operator::Xor => "Xor",
        Operator::Min => "Least",
        Operator::Max => "Greatest",
    };
    let name = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
    quote::quote!(#name)
}
