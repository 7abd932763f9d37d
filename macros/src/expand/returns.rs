//! Bodies whose returned values go through a call: `outcome`, and `future` without a block to wrap.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Stmt};

use super::wrap;
use crate::item::{Attribute, Tail};
use crate::plan::SitePlan;

/// A guard that takes every call for err until it is shown a value.
///
/// ```text
/// // Input:  { if a { return x; } tail }
/// // Output: { let guard = enter_outcome({ .. &__BEDECK_SITE }); if a { return guard.see(x); } guard.see(tail) }
/// ```
pub(super) fn seen(site: &SitePlan, statements: Vec<Stmt>) -> TokenStream {
    let span = wrap::span(site);
    let private = wrap::private(site, span);
    let guard = wrap::with_site(site, &quote_spanned!(span=> #private::enter_outcome(&__BEDECK_SITE)));
    let entered = wrap::entered(site);
    spliced(
        quote_spanned!(span=> #entered let guard = #guard;),
        statements,
        &|value| quote_spanned!(span=> guard.see(#value)),
    )
}

/// Every future that is returned in a wrapper: of the type `nominal`, or of one without a name.
///
/// ```text
/// // Input:  fn f() -> impl Future { tail }
/// // Output: { let site = { .. &__BEDECK_SITE }; poll(site, tail) }
/// // Input:  fn f() -> BoxFuture { tail }
/// // Output: { let site = { .. &__BEDECK_SITE }; repoll::<BoxFuture>(site, tail) }
/// ```
///
/// What is returned as `Box::pin(async ..)` is wrapped inside its box, which saves a second one.
pub(super) fn futures(site: &SitePlan, statements: Vec<Stmt>, nominal: Option<TokenStream>) -> TokenStream {
    let span = wrap::span(site);
    let private = wrap::private(site, span);
    let poll = if site.outcome { quote_spanned!(span=> poll_outcome) } else { quote_spanned!(span=> poll) };
    let wrapper = match nominal {
        Some(output) => quote_spanned!(span=> #private::repoll::<#output>),
        None => quote_spanned!(span=> #private::#poll),
    };
    let wrap = |value: TokenStream| {
        let tokens: Vec<TokenTree> = value.clone().into_iter().collect();
        match Tail::of(&tokens) {
            Some(tail) => {
                tail.pinning(&|block| wrap::instrumented(site, quote_spanned!(span=> #private::#poll(site, #block))))
            }
            None => wrap::instrumented(site, quote_spanned!(span=> #wrapper(site, #value))),
        }
    };
    let declared = wrap::with_site(site, &quote_spanned!(span=> &__BEDECK_SITE));
    spliced(quote_spanned!(span=> let site: &'static #private::Site = #declared;), statements, &wrap)
}

/// The statements behind `declaration`, with `wrap` around the value of the tail and of every `return` that is the
/// function's own. Items stay in front.
fn spliced(
    declaration: TokenStream,
    mut statements: Vec<Stmt>,
    wrap: &dyn Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let mut returns = Returns { wrap };
    for statement in &mut statements {
        returns.visit_stmt_mut(statement);
    }
    tail(&mut statements, wrap);
    let items = statements.iter().take_while(|statement| matches!(statement, Stmt::Item(_))).count();
    let mut tokens: TokenStream = statements.drain(..items).map(ToTokens::into_token_stream).collect();
    tokens.extend(declaration);
    tokens.extend(statements.into_iter().map(ToTokens::into_token_stream));
    tokens
}

/// Wraps the last value. Of blocks under `#[cfg]` at the end, any may be the last one.
fn tail(statements: &mut [Stmt], wrap: &dyn Fn(TokenStream) -> TokenStream) {
    for statement in statements.iter_mut().rev() {
        match statement {
            Stmt::Expr(Expr::Block(block), None) if block.attrs.iter().any(|own| own.path().is_ident("cfg")) => {
                tail(&mut block.block.stmts, wrap);
            }
            Stmt::Expr(Expr::Return(_), None) => return,
            Stmt::Expr(value, None) => return wrap_beneath_attributes(value, wrap),
            Stmt::Macro(invoked) if invoked.semi_token.is_none() => {
                let mut value = Expr::Verbatim(invoked.to_token_stream());
                wrap_beneath_attributes(&mut value, wrap);
                *statement = Stmt::Expr(value, None);
                return;
            }
            _ => return,
        }
    }
}

/// Attributes of a tail stay in front, where statements may have them. Where the tail never ends, as `todo!()`, the call
/// around it is never made: that is no fault of the user's.
fn wrap_beneath_attributes(value: &mut Expr, wrap: &dyn Fn(TokenStream) -> TokenStream) {
    let (attributes, rest) = crate::item::split_attributes(value.to_token_stream());
    let attributes: TokenStream = attributes.into_iter().flat_map(Attribute::into_tokens).collect();
    let wrapped = wrap(rest);
    *value = Expr::Verbatim(quote::quote!(#[allow(unreachable_code)] #attributes #wrapped));
}

/// Finds the `return`s of a body, but not those of closures, async blocks and items in it.
struct Returns<'a> {
    wrap: &'a dyn Fn(TokenStream) -> TokenStream,
}

impl VisitMut for Returns<'_> {
    fn visit_expr_return_mut(&mut self, node: &mut syn::ExprReturn) {
        visit_mut::visit_expr_return_mut(self, node);
        if let Some(value) = &mut node.expr {
            let wrapped = (self.wrap)(value.to_token_stream());
            **value = Expr::Verbatim(wrapped);
        }
    }

    fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut syn::ExprAsync) {}
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
}
