//! Reductions: the operations that are found, and those that `#[reduce(..)]` declares.

use proc_macro2::{Ident, Span, TokenStream};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{BinOp, Expr, Token};

use crate::error::Faults;

/// An operation by which a loop reduces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Multiply,
    And,
    Or,
    Xor,
    Min,
    Max,
}

impl Operator {
    /// Of `+=` and its like.
    pub(super) fn of(operator: BinOp) -> Option<Operator> {
        match operator {
            BinOp::AddAssign(_) => Some(Operator::Add),
            BinOp::MulAssign(_) => Some(Operator::Multiply),
            BinOp::BitAndAssign(_) => Some(Operator::And),
            BinOp::BitOrAssign(_) => Some(Operator::Or),
            BinOp::BitXorAssign(_) => Some(Operator::Xor),
            _ => None,
        }
    }

    fn of_name(name: &Ident) -> Option<Operator> {
        match name.to_string().as_str() {
            "min" => Some(Operator::Min),
            "max" => Some(Operator::Max),
            _ => None,
        }
    }

    /// As the user writes it.
    pub(super) fn written(self) -> &'static str {
        match self {
            Operator::Add => "+=",
            Operator::Multiply => "*=",
            Operator::And => "&=",
            Operator::Or => "|=",
            Operator::Xor => "^=",
            Operator::Min => "min",
            Operator::Max => "max",
        }
    }
}

/// What `#[reduce(..)]` says.
#[derive(Clone)]
pub(crate) enum Declared {
    /// By an operation that is found, in the order of the plain loop.
    Exact,
    /// By this one, whatever the loop does to get there.
    By(Operator),
    /// Element by element.
    Each(Operator),
    /// One behind the other.
    Concat,
    /// The user's own: what a part starts from, and what makes one of two.
    With { identity: Box<Expr>, join: Box<Expr> },
}

/// The attribute on a `let`, if there is one; it is taken off.
pub(super) fn declared(attributes: &mut Vec<syn::Attribute>) -> Option<(Span, Result<Declared, Faults>)> {
    let at = attributes.iter().position(|own| own.path().segments.last().is_some_and(|word| word.ident == "reduce"))?;
    let attribute = attributes.remove(at);
    let span = attribute.path().span();
    let read = match &attribute.meta {
        syn::Meta::List(list) => syn::parse2(list.tokens.clone()).map_err(|error| fault(&list.tokens, error.span())),
        _ => Err(fault(&TokenStream::new(), span)),
    };
    Some((span, read))
}

fn fault(tokens: &TokenStream, at: Span) -> Faults {
    let given = if tokens.is_empty() { "this".to_owned() } else { format!("`{tokens}`") };
    let at = tokens.clone().into_iter().next().map_or(at, |token| token.span());
    let message = format!(
        "`#[reduce(..)]` cannot read {given}: write an operation (`+`, `*`, `&`, `|`, `^`, `min`, `max`), `each(+)` for the \
         elements of arrays, `concat` for collections, `exact` for the order of the plain loop, or `identity = .., join = \
         |a, b| ..`"
    );
    Faults::at(at, message)
}

impl Parse for Operator {
    fn parse(input: ParseStream<'_>) -> syn::Result<Operator> {
        if input.peek(Token![+]) {
            input.parse::<Token![+]>().map(|_| Operator::Add)
        } else if input.peek(Token![*]) {
            input.parse::<Token![*]>().map(|_| Operator::Multiply)
        } else if input.peek(Token![&]) {
            input.parse::<Token![&]>().map(|_| Operator::And)
        } else if input.peek(Token![|]) {
            input.parse::<Token![|]>().map(|_| Operator::Or)
        } else if input.peek(Token![^]) {
            input.parse::<Token![^]>().map(|_| Operator::Xor)
        } else {
            let name: Ident = input.parse()?;
            Operator::of_name(&name).ok_or_else(|| syn::Error::new(name.span(), "no operation"))
        }
    }
}

impl Parse for Declared {
    fn parse(input: ParseStream<'_>) -> syn::Result<Declared> {
        let ahead = input.fork();
        match ahead.parse::<Ident>().map(|word| word.to_string()).as_deref() {
            Ok("exact") => input.parse::<Ident>().map(|_| Declared::Exact),
            Ok("concat") => input.parse::<Ident>().map(|_| Declared::Concat),
            Ok("each") => {
                input.parse::<Ident>()?;
                let inside;
                syn::parenthesized!(inside in input);
                inside.parse().map(Declared::Each)
            }
            Ok("identity") => {
                input.parse::<Ident>()?;
                input.parse::<Token![=]>()?;
                let identity = input.parse()?;
                input.parse::<Token![,]>()?;
                let word: Ident = input.parse()?;
                if word != "join" {
                    return Err(syn::Error::new(word.span(), "no join"));
                }
                input.parse::<Token![=]>()?;
                let join = input.parse()?;
                input.parse::<Option<Token![,]>>()?;
                Ok(Declared::With { identity, join })
            }
            _ => input.parse().map(Declared::By),
        }
    }
}

/// `x.min(other)`, `min(x, other)`: what is reduced by, and the other.
pub(super) fn extreme<'a>(name: &Ident, value: &'a mut Expr) -> Option<(Operator, &'a mut Expr)> {
    let is_it = |expression: &Expr| matches!(expression, Expr::Path(path) if path.path.is_ident(name));
    match value {
        Expr::Group(inner) => extreme(name, &mut inner.expr),
        Expr::Paren(inner) => extreme(name, &mut inner.expr),
        Expr::MethodCall(call) if is_it(&call.receiver) && call.args.len() == 1 => {
            Some((Operator::of_name(&call.method)?, call.args.first_mut()?))
        }
        Expr::Call(call) if call.args.len() == 2 && is_it(&call.args[0]) => match &*call.func {
            Expr::Path(path) => Some((Operator::of_name(&path.path.segments.last()?.ident)?, &mut call.args[1])),
            _ => None,
        },
        _ => None,
    }
}
