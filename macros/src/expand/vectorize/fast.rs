//! `fast`: products and sums that may be rounded once.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr, ExprBinary};

use crate::item::refill;
use crate::plan::vectorize::Fast;

/// The body, in which floats are rounded as its type parameter `__BedeckRounding` says.
pub(super) fn body(body: &Fast, runtime: &TokenStream, span: Span) -> TokenStream {
    let mut statements = body.statements.clone();
    let mut fusing = Fusing { runtime, span };
    statements.iter_mut().for_each(|statement| fusing.visit_stmt_mut(statement));
    let mut inside: TokenStream = body.inner.iter().cloned().collect();
    inside.extend(statements.iter().map(ToTokens::to_token_stream));
    refill(&body.braces, inside).into()
}

/// Looks for products in sums.
struct Fusing<'a> {
    runtime: &'a TokenStream,
    span: Span,
}

impl VisitMut for Fusing<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::Binary(sum) = expression
            && sum.attrs.is_empty()
            && let Some(fused) = self.sum(sum)
        {
            *expression = Expr::Verbatim(fused);
        }
    }

    fn visit_expr_binary_mut(&mut self, sum: &mut ExprBinary) {
        visit_mut::visit_expr_binary_mut(self, sum);
    }

    /// The compiler computes these.
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_expr_repeat_mut(&mut self, repeat: &mut syn::ExprRepeat) {
        self.visit_expr_mut(&mut repeat.expr);
    }
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_generic_argument_mut(&mut self, _: &mut syn::GenericArgument) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
    /// The type parameter ends where an item begins.
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Fusing<'_> {
    /// ```text
    /// // Input:  x * y + z
    /// // Output: (match (x, y, z) { (a, b, c) => {
    /// //             match { use {ByFma as _, ByParts as _}; (&&terms::<__BedeckRounding, _, _, _>(&a, &b, &c)).plus() } {
    /// //                 Some(sum) => sum,
    /// //                 None => a * b + c,
    /// //             }
    /// //         } })
    /// ```
    ///
    /// The operands are evaluated in their order. `total += x * y` is the same with `total` in place of `c`, if that is a
    /// variable.
    fn sum(&self, sum: &ExprBinary) -> Option<TokenStream> {
        let (left, right, span, runtime) = (&*sum.left, &*sum.right, self.span, self.runtime);
        let operator = &sum.op;
        let fused = |method: TokenStream, c: &TokenStream| {
            quote_spanned! {span=> {
                #[allow(unused_imports)]
                use #runtime::{ByFma as _, ByParts as _};
                (&&#runtime::terms::<__BedeckRounding, _, _, _>(&a, &b, &#c)).#method()
            }}
        };
        let c = quote_spanned!(span=> c);
        let some = quote_spanned!(span=> ::core::option::Option::Some);
        let none = quote_spanned!(span=> ::core::option::Option::None);
        let is_plus = matches!(operator, BinOp::Add(_) | BinOp::AddAssign(_));
        let (plus, minus, from) =
            (quote_spanned!(span=> plus), quote_spanned!(span=> minus), quote_spanned!(span=> from));
        match operator {
            BinOp::Add(_) | BinOp::Sub(_) => {
                if let Some((x, times, y)) = product(left) {
                    let fused = fused(if is_plus { plus } else { minus }, &c);
                    return Some(quote_spanned! {span=>
                        (match (#x, #y, #right) {
                            (a, b, c) => match #fused { #some(sum) => sum, #none => a #times b #operator c },
                        })
                    });
                }
                let (x, times, y) = product(right)?;
                let fused = fused(if is_plus { plus } else { from }, &c);
                Some(quote_spanned! {span=>
                    (match (#left, #x, #y) {
                        (c, a, b) => match #fused { #some(sum) => sum, #none => c #operator a #times b },
                    })
                })
            }
            BinOp::AddAssign(_) | BinOp::SubAssign(_) => {
                let Expr::Path(total) = left else { return None };
                let (x, times, y) = product(right)?;
                let fused = fused(if is_plus { plus } else { from }, &total.to_token_stream());
                Some(quote_spanned! {span=>
                    (match (#x, #y) {
                        (a, b) => match #fused { #some(sum) => #total = sum, #none => #total #operator a #times b },
                    })
                })
            }
            _ => None,
        }
    }
}

/// The factors of a product, also in parentheses.
fn product(expression: &Expr) -> Option<(&Expr, &BinOp, &Expr)> {
    match expression {
        Expr::Binary(own) if own.attrs.is_empty() && matches!(own.op, BinOp::Mul(_)) => {
            Some((&own.left, &own.op, &own.right))
        }
        Expr::Paren(own) => product(&own.expr),
        Expr::Group(own) => product(&own.expr),
        _ => None,
    }
}
