//! The plan of `#[memoize]`: what makes the key, what is kept, and what may stand beside the function.

mod arguments;
mod disk;
mod fingerprint;
mod names;
mod policy;
mod refusals;

use proc_macro2::{Group, Ident, Span, TokenStream};
use syn::parse::Parser;
use syn::spanned::Spanned;

pub(crate) use self::arguments::{Argument, Receiver};
pub(crate) use self::disk::{DiskPlan, Place};
pub(crate) use self::policy::{Kind as TableKind, Limit, Policy};
use crate::args::known::MEMOIZE;
use crate::args::memo::MemoOptions;
use crate::error::Faults;
use crate::item::{Attribute, Function, Item, Kind, Surroundings, first_span, surroundings};

/// How the name of the function with the body ends.
pub(crate) const UNCACHED: &str = "_uncached";

/// A function to memoize.
pub(crate) struct MemoPlan {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: syn::Visibility,
    pub(crate) signature: syn::Signature,
    pub(crate) body: Group,
    pub(crate) receiver: Option<Receiver>,
    pub(crate) arguments: Vec<Argument>,
    /// The expressions that are the key, in place of the arguments.
    pub(crate) key: Option<Vec<syn::Expr>>,
    /// What is kept.
    pub(crate) value: syn::Type,
    pub(crate) surroundings: Surroundings,
    pub(crate) memo: StaticPlan,
    pub(crate) tables: Tables,
    pub(crate) policy: Policy,
    /// A closure.
    pub(crate) weight: Option<syn::Expr>,
    pub(crate) cache_err: bool,
    pub(crate) skip_none: bool,
    pub(crate) disk: Option<DiskPlan>,
}

/// Where the tables are.
pub(crate) enum Tables {
    Shared,
    Local,
    /// In this field of `self`.
    Instance(TokenStream),
}

/// What the static of a function says.
pub(crate) struct StaticPlan {
    pub(crate) krate: Option<TokenStream>,
    /// Where the function is named.
    pub(crate) place: Span,
    pub(crate) is_async: bool,
    pub(crate) name: Option<TokenStream>,
    pub(crate) tag: Option<TokenStream>,
}

/// The signature of a function, with its visibility.
pub(crate) fn signature(function: &Function, decorator: &str) -> Result<(syn::Visibility, syn::Signature), Faults> {
    let parser = |input: syn::parse::ParseStream<'_>| Ok((input.parse()?, input.parse()?));
    let head: TokenStream = function.head.iter().cloned().collect();
    parser.parse2(head.clone()).or_else(|error| parser.parse2(names::raw(head)).map_err(|_| error)).map_err(|error| {
        Faults::at(error.span(), format!("`#[{decorator}]` cannot read this signature ({error}): put it on a plain fn"))
    })
}

/// The plan of `#[memoize]` on an item.
pub(crate) fn memo(args: MemoOptions, item: Item) -> Result<MemoPlan, Faults> {
    let Item { attributes, kind } = item;
    let function = match kind {
        Kind::Function(function) => function,
        Kind::Container(container) => return Err(refusals::no_function(container.keyword.span())),
        Kind::Other(other) => return Err(refusals::no_function(first_span(&other.tokens))),
    };
    refusals::obstacle(&attributes, &function)?;
    super::vectorize::below(&attributes, &MEMOIZE)?;
    let body = function.body.clone().ok_or_else(|| refusals::no_body(&function.name))?;
    let (visibility, signature) = signature(&function, MEMOIZE.name)?;
    let mut faults = Faults::default();
    let value = faults.of(refusals::value(&function, &signature));
    let arguments = faults.of(arguments::read(&args, &signature));
    if let Some(again) = attributes.iter().find(|own| own.is(MEMOIZE.name) && !own.is_conditional()) {
        faults.add(again.span(), "`#[memoize]` stands here twice, and one table is enough: keep one");
    }
    let policy = faults.of(policy::read(&args));
    let tables = faults.of(tables(&args, &signature));
    let disk = faults.of(disk::read(&args, &function));
    let (Some(value), Some((receiver, arguments)), Some(policy), Some(tables), Some(disk)) =
        (value, arguments, policy, tables, disk)
    else {
        return Err(faults);
    };
    let surroundings = whereabouts(&visibility, &signature, &body);
    if surroundings == Surroundings::Trait {
        faults.of(refusals::below(&attributes));
    }
    faults.or(MemoPlan {
        attributes,
        receiver,
        arguments,
        key: args.key.map(|key| components(key.value)),
        value,
        surroundings,
        memo: StaticPlan {
            krate: args.krate,
            place: function.name.span(),
            is_async: signature.asyncness.is_some(),
            name: args.name.map(|name| name.value),
            tag: args.tag.map(|tag| tag.value),
        },
        tables,
        policy,
        weight: args.weight.map(|weight| weight.value),
        cache_err: args.cache_err.is_some(),
        skip_none: args.skip_none.is_some(),
        disk,
        visibility,
        signature,
        body,
    })
}

/// Where the options put the tables.
fn tables(args: &MemoOptions, signature: &syn::Signature) -> Result<Tables, Faults> {
    let Some(local) = &args.thread_local else {
        return Ok(args.instance.as_ref().map_or(Tables::Shared, |field| Tables::Instance(field.value.clone())));
    };
    let mut faults = Faults::default();
    if signature.asyncness.is_some() {
        let message = "`thread_local` keeps results in one thread, and an async function goes from thread to thread: leave \
                       `thread_local` out";
        faults.add(local.span(), message);
    }
    if args.instance.is_some() {
        let message = "`thread_local` and `instance` say two different places for the table: keep one";
        faults.add(local.span(), message);
    }
    if let Some(wait) = &args.wait {
        let message =
            "`wait` is about other threads that compute the same, and with `thread_local` there are none: leave it out";
        faults.add(wait.option.span(), message);
    }
    faults.or(Tables::Local)
}

/// The parts of a tuple are components of the key, each by itself.
fn components(key: syn::Expr) -> Vec<syn::Expr> {
    match key {
        syn::Expr::Tuple(tuple) if !tuple.elems.is_empty() => tuple.elems.into_iter().collect(),
        syn::Expr::Paren(inner) => components(*inner.expr),
        key => vec![key],
    }
}

/// Where the function stands: as its file says, else as its own words let guess.
pub(crate) fn whereabouts(visibility: &syn::Visibility, signature: &syn::Signature, body: &Group) -> Surroundings {
    surroundings(&signature.ident).unwrap_or_else(|| {
        let knows_self = mentions_self(quote::quote!(#signature #body));
        match (knows_self, visibility) {
            (false, _) => Surroundings::Free,
            // Items of traits have no visibility.
            (true, syn::Visibility::Inherited) => Surroundings::Trait,
            (true, _) => Surroundings::Inherent,
        }
    })
}

fn mentions_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(word) => word == "self" || word == "Self",
        proc_macro2::TokenTree::Group(group) => mentions_self(group.stream()),
        _ => false,
    })
}

impl MemoPlan {
    /// The function's name with an ending, for what stands beside it.
    pub(crate) fn beside(&self, prefix: &str, ending: &str) -> Ident {
        let name = self.signature.ident.to_string();
        let name = name.strip_prefix("r#").unwrap_or(&name);
        Ident::new(&format!("{prefix}{name}{ending}"), self.signature.ident.span())
    }

    /// Whether all parameters have types that can be written again.
    pub(crate) fn parameters_have_names(&self) -> bool {
        !self.arguments.iter().any(|argument| argument.is_impl)
    }

    /// Where the type of what is kept is written.
    pub(crate) fn value_span(&self) -> Span {
        self.value.span()
    }
}
