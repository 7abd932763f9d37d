//! Where statements and expressions begin, and which attributes they have.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Meta, Stmt, Token};

/// The line of a span, in the file where it was written.
pub(super) fn line_of(span: Span) -> usize {
    span.start().line
}

/// Where a statement begins, its attributes aside.
pub(super) fn of_statement(statement: &Stmt) -> Span {
    match statement {
        Stmt::Local(local) => local.let_token.span,
        Stmt::Item(item) => item.span(),
        Stmt::Macro(invoked) => invoked.mac.path.span(),
        Stmt::Expr(expression, _) => of_expression(expression),
    }
}

/// Where an expression begins, its attributes aside. What begins with a smaller expression begins with that.
pub(super) fn of_expression(expression: &Expr) -> Span {
    match expression {
        Expr::Assign(e) => of_expression(&e.left),
        Expr::Await(e) => of_expression(&e.base),
        Expr::Binary(e) => of_expression(&e.left),
        Expr::Call(e) => of_expression(&e.func),
        Expr::Cast(e) => of_expression(&e.expr),
        Expr::Field(e) => of_expression(&e.base),
        Expr::Group(e) => of_expression(&e.expr),
        Expr::Index(e) => of_expression(&e.expr),
        Expr::MethodCall(e) => of_expression(&e.receiver),
        Expr::Paren(e) => of_expression(&e.expr),
        Expr::Try(e) => of_expression(&e.expr),
        Expr::Range(e) => match &e.start {
            Some(start) => of_expression(start),
            None => e.limits.span(),
        },
        Expr::Async(e) => e.async_token.span,
        Expr::Block(e) => label_or(e.label.as_ref(), e.block.brace_token.span.open()),
        Expr::Break(e) => e.break_token.span,
        Expr::Closure(e) => of_closure(e),
        Expr::ForLoop(e) => label_or(e.label.as_ref(), e.for_token.span),
        Expr::If(e) => e.if_token.span,
        Expr::Loop(e) => label_or(e.label.as_ref(), e.loop_token.span),
        Expr::Match(e) => e.match_token.span,
        Expr::Path(e) => first_token(&e.path),
        Expr::Reference(e) => e.and_token.span,
        Expr::Return(e) => e.return_token.span,
        Expr::Unary(e) => e.op.span(),
        Expr::Unsafe(e) => e.unsafe_token.span,
        Expr::While(e) => label_or(e.label.as_ref(), e.while_token.span),
        other => first_token(other),
    }
}

/// Where an expression ends.
pub(super) fn end_of(expression: &Expr) -> Span {
    match expression {
        Expr::If(e) => match &e.else_branch {
            Some((_, otherwise)) => end_of(otherwise),
            None => e.then_branch.brace_token.span.close(),
        },
        Expr::Block(e) => e.block.brace_token.span.close(),
        Expr::Match(e) => e.brace_token.span.close(),
        other => match other.to_token_stream().into_iter().last() {
            Some(TokenTree::Group(group)) => group.span_close(),
            Some(token) => token.span(),
            None => Span::call_site(),
        },
    }
}

fn label_or(label: Option<&syn::Label>, span: Span) -> Span {
    label.map_or(span, |label| label.name.apostrophe)
}

pub(super) fn of_closure(closure: &syn::ExprClosure) -> Span {
    let words = [
        closure.lifetimes.as_ref().map(|lifetimes| lifetimes.for_token.span),
        closure.constness.as_ref().map(|word| word.span),
        closure.movability.as_ref().map(|word| word.span),
        closure.asyncness.as_ref().map(|word| word.span),
        closure.capture.as_ref().map(|word| word.span),
    ];
    words.into_iter().flatten().next().unwrap_or(closure.or1_token.span)
}

fn first_token(tokens: &impl ToTokens) -> Span {
    tokens.to_token_stream().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}

/// The conditions under which a statement is compiled at all.
#[derive(Default)]
pub(super) struct Conditions {
    /// The attributes, for what stands beside the statement.
    pub(super) attributes: TokenStream,
    /// What `cfg!` can be asked.
    pub(super) predicates: Vec<TokenStream>,
}

pub(super) fn conditions(statement: &Stmt) -> Conditions {
    let attributes = match statement {
        Stmt::Local(local) => &local.attrs[..],
        Stmt::Item(_) => &[],
        Stmt::Macro(invoked) => &invoked.attrs,
        Stmt::Expr(expression, _) => of_leftmost(expression),
    };
    let mut conditions = Conditions::default();
    for attribute in attributes {
        if let Some(predicate) = predicate(attribute) {
            conditions.predicates.push(predicate);
            attribute.to_tokens(&mut conditions.attributes);
        }
    }
    conditions
}

/// Of `#[cfg(a)]` it is `a`, of `#[cfg_attr(a, cfg(b))]` it is `any(not(a), b)`.
fn predicate(attribute: &Attribute) -> Option<TokenStream> {
    let Meta::List(list) = &attribute.meta else { return None };
    if list.path.is_ident("cfg") {
        return Some(list.tokens.clone());
    }
    if !list.path.is_ident("cfg_attr") {
        return None;
    }
    let metas = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone()).ok()?;
    let mut metas = metas.into_iter();
    let condition = metas.next()?;
    let conditional = metas.filter_map(|meta| match meta {
        Meta::List(list) if list.path.is_ident("cfg") => Some(list.tokens),
        _ => None,
    });
    let conditional: Vec<TokenStream> = conditional.collect();
    (!conditional.is_empty()).then(|| quote!(any(not(#condition), all(#(#conditional),*))))
}

/// The attributes of a statement that is an expression stand on the smallest expression that it begins with.
fn of_leftmost(expression: &Expr) -> &[Attribute] {
    match expression {
        Expr::Assign(e) if e.attrs.is_empty() => of_leftmost(&e.left),
        Expr::Binary(e) if e.attrs.is_empty() => of_leftmost(&e.left),
        Expr::Cast(e) if e.attrs.is_empty() => of_leftmost(&e.expr),
        other => attributes(other),
    }
}

/// The attributes of an expression.
pub(super) fn attributes(expression: &Expr) -> &[Attribute] {
    macro_rules! of {
        ($($variant:ident)*) => {
            match expression {
                $(Expr::$variant(e) => &e.attrs,)*
                _ => &[],
            }
        };
    }
    of!(Array Assign Async Await Binary Block Break Call Cast Closure Const Continue Field ForLoop Group If Index Infer Let
        Lit Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple Unary
        Unsafe While Yield)
}
