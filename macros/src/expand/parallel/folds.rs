//! Loops that reduce.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote_spanned;

use super::copies::Copied;
use crate::plan::parallel::{Declared, Operator, ReductionPlan};

/// ```text
/// // Input:  for i in par(0..n) { sum += a[i]; }
/// // Output: let reduction = reduction(Sum, &sum);
/// //         if region.inline_reduce(turn, length(&items), &reduction) || !fits(&items, reach of a) { the loop as it is written }
/// //         else {
/// //             let total = region.reduce(turn, items, &reduction, |chunk, cut, lanes| { a row }, |chunk, cut, lanes| { any part });
/// //             if let Some(total) = total { sum = reduction.finish(sum, total); }
/// //         }
/// ```
pub(super) fn choice(copied: &Copied<'_>, written: &TokenStream) -> TokenStream {
    let Copied { own, pool, span, .. } = *copied;
    let folds: Vec<Fold<'_>> = folds(copied);
    let new = folds.iter().map(Fold::begun);
    let new = if folds.len() == 1 { quote_spanned!(span=> #(#new)*) } else { quote_spanned!(span=> (#(#new),*)) };
    let finish = folds.iter().map(Fold::finish);
    let cheaper = quote_spanned!(span=> region.inline_reduce(turn, #pool::length(&items), &reduction));
    let condition = copied.condition(&cheaper);
    let (rebound, items, chunk) = (copied.rebound(), copied.items(), copied.chunk());
    let (row, rest) = (part_of_block(copied, &folds, true), part_of_block(copied, &folds, false));
    let (returns, inlined) = (copied.returns(), copied.inlined());
    let failed = own.tries.then(|| quote_spanned!(span=> done?;));
    quote_spanned! {span=>
        let reduction = #new;
        if #condition {
            #written
        } else {
            #rebound
            let (done, total) = region.reduce(
                turn,
                #items,
                &reduction,
                #inlined |#chunk, cut, lanes| #returns { #row },
                #inlined |#chunk, cut, lanes| #returns { #rest },
            );
            #failed
            if let ::core::option::Option::Some(total) = total {
                #(#finish)*
            }
        }
    }
}

/// The copy that reduces a row of lanes, or any number of items.
fn part_of_block(copied: &Copied<'_>, folds: &[Fold<'_>], is_row: bool) -> TokenStream {
    let Copied { pool, span, .. } = *copied;
    let bound = is_row.then(|| quote_spanned!(span=> if at >= #pool::LANES { break; }));
    let (taken, own): (Vec<_>, Vec<_>) = folds.iter().partition(|fold| fold.is_taken());
    let (take, put) = (taken.iter().map(|fold| fold.get()), taken.iter().map(|fold| fold.set()));
    let (get, set) = (own.iter().map(|fold| fold.get()), own.iter().map(|fold| fold.set()));
    let (windows, once, done) = (copied.windows(), copied.iteration(), copied.done());
    let looped = copied.looped(&quote_spanned!(span=> #bound #(#get)*), &quote_spanned!(span=> #once #(#set)*));
    quote_spanned!(span=> #windows #(#take)* #looped #(#put)* #done)
}

/// One reduction of a loop.
struct Fold<'a> {
    plan: &'a ReductionPlan,
    pool: &'a TokenStream,
    span: Span,
    /// `.1`, where there are several.
    part: TokenStream,
}

fn folds<'a>(copied: &Copied<'a>) -> Vec<Fold<'a>> {
    let Copied { own, pool, span, .. } = *copied;
    let is_one = own.reductions.len() == 1;
    let part = |at| {
        let at = Literal::usize_unsuffixed(at);
        if is_one { TokenStream::new() } else { quote_spanned!(span=> .#at) }
    };
    own.reductions.iter().enumerate().map(|(at, plan)| Fold { plan, pool, span, part: part(at) }).collect()
}

impl Fold<'_> {
    /// Whether it has one running result for a whole chunk, in place of one for each lane.
    fn is_taken(&self) -> bool {
        !matches!(self.plan.how, Declared::By(_))
    }

    /// The reduction, before the loop.
    fn begun(&self) -> TokenStream {
        let Fold { plan, pool, span, .. } = *self;
        let name = &plan.name;
        match &plan.how {
            Declared::By(operator) => {
                let operator = operation(*operator, span);
                quote_spanned!(span=> #pool::reduction(#pool::#operator, &#name))
            }
            Declared::Each(operator) => {
                let operator = operation(*operator, span);
                quote_spanned!(span=> #pool::elementwise(#pool::#operator, &#name))
            }
            Declared::With { identity, join } => quote_spanned!(span=> #pool::declared(|| #identity, #join)),
            // In the order of the items, as `exact` is too, which has no copies.
            Declared::Concat | Declared::Exact => quote_spanned!(span=> #pool::concatenated(&#name)),
        }
    }

    /// The running result under the name of the variable.
    fn get(&self) -> TokenStream {
        let Fold { plan, span, part, .. } = self;
        let name = &plan.name;
        let lanes = self.lanes(!self.is_taken());
        if self.is_taken() {
            quote_spanned!(*span=> let mut #name = reduction #part.take(#lanes);)
        } else {
            quote_spanned!(*span=> let mut #name = reduction #part.get(#lanes, at);)
        }
    }

    /// Puts it back.
    fn set(&self) -> TokenStream {
        let Fold { plan, span, part, .. } = self;
        let (name, lanes) = (&plan.name, self.lanes(false));
        if self.is_taken() {
            quote_spanned!(*span=> reduction #part.put(#lanes, #name);)
        } else {
            quote_spanned!(*span=> reduction #part.set(#lanes, at, #name);)
        }
    }

    /// The variable after the loop.
    fn finish(&self) -> TokenStream {
        let Fold { plan, span, part, .. } = self;
        let name = &plan.name;
        quote_spanned!(*span=> #name = reduction #part.finish(#name, total #part);)
    }

    fn lanes(&self, shared: bool) -> TokenStream {
        let Fold { span, part, .. } = self;
        match (part.is_empty(), shared) {
            (true, _) => quote_spanned!(*span=> lanes),
            (false, true) => quote_spanned!(*span=> &lanes #part),
            (false, false) => quote_spanned!(*span=> &mut lanes #part),
        }
    }
}

/// The engine's name of an operation.
fn operation(operator: Operator, span: Span) -> Ident {
    let name = match operator {
        Operator::Add => "Sum",
        Operator::Multiply => "Product",
        Operator::And => "And",
        Operator::Or => "Or",
        Operator::Xor => "Xor",
        Operator::Min => "Least",
        Operator::Max => "Greatest",
    };
    Ident::new(name, span)
}
