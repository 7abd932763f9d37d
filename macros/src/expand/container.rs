//! `#[timed]` on `impl`, `trait` and inline `mod`.

use proc_macro2::TokenStream;

use super::timed::function;
use crate::item::Attribute;
use crate::plan::{ContainerPlan, Piece};

/// The container, with its functions expanded one by one.
pub(super) fn expand(plan: ContainerPlan) -> TokenStream {
    let pieces = plan.pieces.into_iter().map(|piece| match piece {
        Piece::Kept(tokens) => tokens,
        Piece::Function(attributes, plan) => beneath(attributes, function(plan)),
        Piece::Container(attributes, plan) => beneath(attributes, expand(plan)),
    });
    plan.shell.around(pieces.collect()).into_iter().collect()
}

fn beneath(attributes: Vec<Attribute>, item: TokenStream) -> TokenStream {
    let mut tokens: TokenStream = attributes.into_iter().flat_map(Attribute::into_tokens).collect();
    tokens.extend(item);
    tokens
}
