//! What a loop's body does with the bindings outside of it.

use proc_macro2::{Ident, Span, TokenStream};

use super::reduce::Operator;
use super::scope::Id;

/// One mention of a binding in a loop that it lies outside of.
#[derive(Clone)]
pub(super) struct Use {
    /// `None`: the name is that of a static, or of nothing known.
    pub(super) id: Option<Id>,
    pub(super) name: Ident,
    pub(super) usage: Usage,
}

/// How it is mentioned.
#[derive(Clone)]
pub(super) enum Usage {
    Read,
    /// `x = ..`, or `x -= ..`, whose operator is no reduction.
    Assigned {
        operator: Option<String>,
        at: TokenStream,
    },
    /// `x.a = ..`, `*x = ..`
    AssignedWithin(TokenStream),
    Reduced(Operator),
    /// `x[i]`, with the binding that the index is, where it is one by itself.
    Element {
        index: Option<Id>,
        changes: bool,
        at: TokenStream,
    },
    /// `x.push(..)`; as a statement, what is returned does not matter, so that something else must.
    Called {
        method: Ident,
        changes: bool,
        statement: bool,
    },
    /// `&mut x`
    Lent(TokenStream),
}

/// What is found in one parallel loop.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) uses: Vec<Use>,
    /// The names that are bound in it.
    pub(super) bound: Vec<String>,
    /// The `?` in it.
    pub(super) tries: Vec<Span>,
    /// Its index, where it has one.
    pub(super) index: Option<Id>,
}

/// Methods of collections that need all of one. Others are found by the borrow checker.
const CHANGING: [&str; 27] = [
    "push",
    "push_str",
    "push_back",
    "push_front",
    "insert",
    "insert_str",
    "extend",
    "extend_from_slice",
    "append",
    "clear",
    "pop",
    "pop_back",
    "pop_front",
    "remove",
    "swap_remove",
    "truncate",
    "resize",
    "retain",
    "drain",
    "sort",
    "sort_by",
    "sort_unstable",
    "entry",
    "swap",
    "fill",
    "reverse",
    "iter_mut",
];

pub(super) fn changes(method: &Ident) -> bool {
    let method = method.to_string();
    CHANGING.contains(&method.as_str()) || method.ends_with("_mut")
}
