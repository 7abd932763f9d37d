//! `#[vectorize]` from the attribute to its expansion.

mod beside;
mod fast;
mod loops;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};

use super::parallel::{region, without_helpers};
use crate::args::known::{PARALLEL, PROFILED, TIMED};
use crate::args::vectorize::VectorizeOptions;
use crate::expand::attributes::{Sorted, sorted};
use crate::item::{Attribute, Item};
use crate::plan::vectorize::{self as plan, VectorizePlan};

/// The whole way of the attribute, from tokens to tokens.
pub(crate) fn attribute(args: TokenStream, tokens: TokenStream) -> TokenStream {
    let (options, mut faults) = VectorizeOptions::read(args);
    let item = Item::read(tokens.clone());
    // What is wrong with an option would be taken for its absence.
    let plan = if faults.is_empty() { faults.of(plan::vectorize(options, item)) } else { None };
    plan.map_or_else(|| faults.beside(without_helpers(tokens)), |plan| functions(&plan))
}

/// The function, and all that stands beside it.
///
/// ```text
/// // Input:  fn f(x: A, y: B) -> R { body }
/// // Output: fn f(x: A, y: B) -> R { f_bedeck_body(x, y) }
/// //         #[inline(always)] fn f_bedeck_body(x: A, y: B) -> R { body }
/// //         fn f_slice(x: &[A], y: &[B], out: &mut [R]) { check(..); f_slice_bedeck_fill(x, y, Some(out)); }
/// //         fn f_vec(x: &[A], y: &[B]) -> Vec<R> { check(..); f_slice_bedeck_fill(x, y, None) }
/// //         fn f_slice_bedeck_fill(x: &[A], y: &[B], out: Option<&mut [R]>) -> Vec<R> { the loops }
/// ```
fn functions(plan: &VectorizePlan) -> TokenStream {
    // What measures or maps calls is about calls of the function, not about each element.
    let stays = |own: &&Attribute| [TIMED, PROFILED, PARALLEL].iter().any(|decorator| own.is(decorator.name));
    let (calls, others): (Vec<_>, Vec<_>) = plan.attributes.iter().partition(stays);
    let others: Vec<Attribute> = others.into_iter().cloned().collect();
    let mut attributes = sorted(&others);
    attributes.outside.extend(calls.into_iter().cloned().flat_map(Attribute::into_tokens));
    let mut tokens = beside::function(plan, &attributes);
    tokens.extend(beside::body(plan, &attributes));
    tokens.extend(beside::slice(plan, &attributes));
    tokens.extend(beside::vec(plan, &attributes));
    tokens.extend(loops::fill(plan, &attributes));
    tokens
}

/// The span of generated tokens: those of the function's name, this crate's edition, and names of their own.
fn span(plan: &VectorizePlan) -> Span {
    Span::mixed_site().located_at(plan.signature.ident.span())
}

/// The runtime's module.
fn runtime(plan: &VectorizePlan) -> TokenStream {
    let (span, private) = (span(plan), region::private(&plan.region, span(plan)));
    quote_spanned!(span=> #private::vectorize)
}

/// The path of a function beside this one.
fn path(plan: &VectorizePlan, ending: &str) -> TokenStream {
    let (span, name) = (span(plan), plan.beside(ending));
    if plan.is_inherent { quote_spanned!(span=> Self::#name) } else { name.into_token_stream() }
}

/// What companions have in common.
fn companion(plan: &VectorizePlan, attributes: &Sorted) -> TokenStream {
    let beside = &attributes.beside;
    let tracked = plan.attributes.iter().filter(|own| own.is("track_caller")).cloned();
    let tracked: TokenStream = tracked.flat_map(Attribute::into_tokens).collect();
    let tracked = if tracked.is_empty() { quote_spanned!(span(plan)=> #[track_caller]) } else { tracked };
    quote_spanned! {span(plan)=>
        #[doc(hidden)]
        #tracked
        #[allow(
            dead_code,
            unreachable_pub,
            clippy::missing_panics_doc,
            clippy::must_use_candidate,
            clippy::needless_pass_by_value,
            clippy::ptr_arg,
            clippy::too_many_arguments,
            clippy::trivially_copy_pass_by_ref,
            clippy::type_complexity,
            clippy::used_underscore_binding
        )]
        #beside
    }
}
