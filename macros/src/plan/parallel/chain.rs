//! What a parallel loop goes over, as written in `par(..)`.

use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::{Expr, Pat};

use crate::error::Faults;

/// The items of a loop.
#[derive(Clone)]
pub(crate) enum Chain {
    /// A range, a reference, or anything else that the compiler then judges by its type.
    Plain(Expr),
    /// `of.iter()` and what else begins a chain.
    Begun {
        of: Expr,
        method: Ident,
        arguments: Vec<Expr>,
    },
    Zip {
        of: Box<Chain>,
        method: Ident,
        other: Box<Chain>,
    },
    Enumerate {
        of: Box<Chain>,
        method: Ident,
    },
}

/// Methods that lend parts of a slice, and how many arguments they have.
const BEGIN: [(&str, usize); 6] =
    [("iter", 0), ("iter_mut", 0), ("chunks", 1), ("chunks_exact", 1), ("chunks_mut", 1), ("chunks_exact_mut", 1)];

/// What `par` is called with, if `expression` is a call of it.
pub(super) fn called(expression: &Expr) -> Option<&syn::ExprCall> {
    match expression {
        Expr::Group(inner) => called(&inner.expr),
        Expr::Paren(inner) => called(&inner.expr),
        Expr::Call(call) => match &*call.func {
            Expr::Path(function) if function.path.segments.last()?.ident == "par" => Some(call),
            _ => None,
        },
        _ => None,
    }
}

impl Chain {
    /// Of the call of `par`.
    pub(super) fn of(call: &syn::ExprCall) -> Result<Chain, Faults> {
        let mut arguments = call.args.iter();
        match (arguments.next(), arguments.next()) {
            (Some(only), None) => Chain::read(only),
            _ => Err(Faults::at(
                call.func.span(),
                "`par` takes what the loop goes over, and nothing else: write `par(0..n)`",
            )),
        }
    }

    fn read(expression: &Expr) -> Result<Chain, Faults> {
        match expression {
            Expr::Group(inner) => Chain::read(&inner.expr),
            Expr::Paren(inner) => Chain::read(&inner.expr),
            Expr::MethodCall(call) => Chain::call(call),
            Expr::Range(range) if range.start.is_none() || range.end.is_none() => {
                let message = "a parallel loop needs to know how many items there are: write both ends of the range";
                Err(Faults::at(range.limits.span(), message))
            }
            Expr::Closure(_) | Expr::Binary(_) | Expr::Lit(_) | Expr::Assign(_) => {
                let message = "`par(..)` cannot go over this: write a range, `&items`, `&mut items`, or a chain of `iter`, \
                               `chunks`, `zip` and `enumerate`";
                Err(Faults::at(expression.span(), message))
            }
            _ => Ok(Chain::Plain(expression.clone())),
        }
    }

    fn call(call: &syn::ExprMethodCall) -> Result<Chain, Faults> {
        let method = call.method.clone();
        let arguments: Vec<Expr> = call.args.iter().cloned().collect();
        let word = method.to_string();
        if let Some((_, count)) = BEGIN.iter().find(|(name, _)| *name == word)
            && arguments.len() == *count
        {
            return Ok(Chain::Begun { of: (*call.receiver).clone(), method, arguments });
        }
        match (word.as_str(), arguments.as_slice()) {
            ("enumerate", []) => Ok(Chain::Enumerate { of: Box::new(Chain::read(&call.receiver)?), method }),
            ("zip", [other]) => {
                let (of, other) = (Chain::read(&call.receiver), Chain::read(other));
                let mut faults = Faults::default();
                match (faults.of(of), faults.of(other)) {
                    (Some(of), Some(other)) => Ok(Chain::Zip { of: Box::new(of), method, other: Box::new(other) }),
                    _ => Err(faults),
                }
            }
            _ => Err(Faults::at(method.span(), adapter(&word))),
        }
    }

    /// The name in `pattern` that counts the items, from the first index on.
    pub(super) fn index<'a>(&self, pattern: &'a Pat) -> Option<&'a Ident> {
        match (self, pattern) {
            (_, Pat::Paren(inner)) => self.index(&inner.pat),
            (Chain::Plain(expression), Pat::Ident(name)) if is_range(expression) && is_plain(name) => Some(&name.ident),
            (Chain::Enumerate { .. }, Pat::Tuple(tuple)) => match tuple.elems.first() {
                Some(Pat::Ident(name)) if is_plain(name) => Some(&name.ident),
                _ => None,
            },
            _ => None,
        }
    }

    /// Shows `see` all expressions in it.
    pub(crate) fn each(&mut self, see: &mut dyn FnMut(&mut Expr)) {
        match self {
            Chain::Plain(expression) => see(expression),
            Chain::Begun { of, arguments, .. } => {
                see(of);
                arguments.iter_mut().for_each(see);
            }
            Chain::Zip { of, other, .. } => {
                of.each(see);
                other.each(see);
            }
            Chain::Enumerate { of, .. } => of.each(see),
        }
    }

    /// Whether its index is counted, and not one of the items.
    pub(crate) fn is_counted(&self) -> bool {
        matches!(self, Chain::Enumerate { .. })
    }
}

fn is_range(expression: &Expr) -> bool {
    matches!(expression, Expr::Range(_))
}

fn is_plain(name: &syn::PatIdent) -> bool {
    name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none()
}

fn adapter(word: &str) -> String {
    let instead = match word {
        "map" | "filter" | "filter_map" | "inspect" | "copied" | "cloned" => "do that in the loop's body",
        "rev" | "step_by" | "skip" | "take" => "count with a range, and compute the index in the loop's body",
        "iter_mut" | "iter" | "chunks" | "chunks_exact" | "chunks_mut" | "chunks_exact_mut" | "zip" | "enumerate" => {
            "write it with the arguments that it has on slices"
        }
        _ => "give it a name before the loop, or collect it into a `Vec`, and go over a reference to that",
    };
    format!(
        "`par(..)` cannot see through `{word}`: {instead}; it knows ranges, `&x`, `&mut x`, `iter`, `iter_mut`, `chunks`, \
         `chunks_exact`, `chunks_mut`, `chunks_exact_mut`, `zip` and `enumerate`"
    )
}
