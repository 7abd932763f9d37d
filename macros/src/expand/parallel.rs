//! `#[parallel]` from the attribute to its expansion.

mod batches;
mod chain;
mod copies;
mod folds;
mod loops;
pub(super) mod map;
pub(super) mod region;
mod spawn;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Stmt};

use crate::args::is_punct;
use crate::args::parallel::ParallelOptions;
use crate::item::{Attribute, Item, refill};
use crate::plan::parallel::{self as plan, LoopPlan, LoopsPlan, RegionPlan};

/// The whole way of the attribute, from tokens to tokens.
pub(crate) fn attribute(args: TokenStream, tokens: TokenStream) -> TokenStream {
    let (options, mut faults) = ParallelOptions::read(args);
    let item = Item::read(tokens.clone());
    // What is wrong with an option would be taken for its absence.
    if !faults.is_empty() {
        return faults.beside(without_helpers(tokens));
    }
    let expansion = if options.spawn.is_some() {
        plan::spawn(&options, item).map(|plan| spawn::functions(&plan))
    } else if options.map.is_some() {
        plan::map(options, item).map(|plan| map::functions(&plan))
    } else {
        plan::loops(&options, item).map(function)
    };
    faults.of(expansion).unwrap_or_else(|| faults.beside(without_helpers(tokens)))
}

/// The item without `#[reduce(..)]` and `#[each]`, which mean something only to this attribute.
pub(super) fn without_helpers(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            kept.push(token);
            continue;
        };
        let is_attribute =
            kept.last().is_some_and(|before| is_punct(before, '#')) && group.delimiter() == Delimiter::Bracket;
        match group.stream().into_iter().next() {
            Some(TokenTree::Ident(word)) if is_attribute && (word == "reduce" || word == "each") => {
                kept.pop();
            }
            _ => kept.push(refill(&group, without_helpers(group.stream()))),
        }
    }
    kept.into_iter().collect()
}

/// The function, with its loops expanded.
fn function(plan: LoopsPlan) -> TokenStream {
    let LoopsPlan { attributes, function, body, inner, mut statements, loops, region } = plan;
    let mut filling = Filling { loops: &loops, region: &region };
    for statement in &mut statements {
        filling.visit_stmt_mut(statement);
    }
    let mut inside: TokenStream = inner.into_iter().collect();
    inside.extend(statements.iter().map(Stmt::to_token_stream));
    let mut tokens: TokenStream = attributes.into_iter().flat_map(Attribute::into_tokens).collect();
    tokens.extend(function.with_body(&body, inside));
    tokens
}

/// Puts the expansion of a loop where its placeholder is.
struct Filling<'a> {
    loops: &'a [LoopPlan],
    region: &'a RegionPlan,
}

impl VisitMut for Filling<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Some(own) = LoopPlan::number(expression).and_then(|number| self.loops.get(number)) {
            let mut chain = own.chain.clone();
            chain.each(&mut |expression| self.visit_expr_mut(expression));
            let body = self.filled(&own.body);
            *expression = Expr::Verbatim(loops::one(self.region, own, &chain, &body));
            return;
        }
        visit_mut::visit_expr_mut(self, expression);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Filling<'_> {
    fn filled(&mut self, body: &Block) -> Block {
        let mut body = body.clone();
        self.visit_block_mut(&mut body);
        body
    }
}
