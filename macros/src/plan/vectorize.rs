//! The plan of `#[vectorize]`: which arguments vary from element to element, and what the loops call.

mod arguments;
mod refusals;

use proc_macro2::{Group, Ident, TokenTree};
use syn::parse::Parser;

pub(crate) use self::arguments::Argument;
pub(crate) use self::refusals::below;
use super::memo;
use super::parallel::RegionPlan;
use crate::args::known::VECTORIZE;
use crate::args::parallel::ParallelOptions;
use crate::args::vectorize::VectorizeOptions;
use crate::error::Faults;
use crate::item::{Attribute, Item, Kind, Surroundings, first_span, open};

/// How the name of the function with the loops is longer than that of `f_slice`.
pub(crate) const FILL: &str = "_bedeck_fill";

/// A function with loops beside it.
pub(crate) struct VectorizePlan {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: syn::Visibility,
    /// Without `#[each]`.
    pub(crate) signature: syn::Signature,
    pub(crate) body: Body,
    pub(crate) arguments: Vec<Argument>,
    /// The type of an element of the result.
    pub(crate) output: syn::Type,
    pub(crate) is_inherent: bool,
    pub(crate) is_parallel: bool,
    pub(crate) region: RegionPlan,
}

/// The user's statements.
pub(crate) enum Body {
    /// As they are written.
    Written(Group),
    /// With products and sums that may be rounded once.
    Fast(Fast),
}

/// A body that was read.
pub(crate) struct Fast {
    pub(crate) braces: Group,
    /// The attributes that begin it.
    pub(crate) inner: Vec<TokenTree>,
    pub(crate) statements: Vec<syn::Stmt>,
}

/// The plan of `#[vectorize]` on an item.
pub(crate) fn vectorize(args: VectorizeOptions, item: Item) -> Result<VectorizePlan, Faults> {
    let Item { attributes, kind } = item;
    let function = match kind {
        Kind::Function(function) => function,
        Kind::Container(container) => return Err(refusals::no_function(container.keyword.span())),
        Kind::Other(other) => return Err(refusals::no_function(first_span(&other.tokens))),
    };
    let mut faults = Faults::default();
    faults.of(refusals::options(&args));
    faults.of(refusals::stacked(&attributes));
    let (visibility, mut signature) = memo::signature(&function, VECTORIZE.name)?;
    faults.of(refusals::obstacle(&function, &signature, args.fast.is_some()));
    let Some(body) = function.body.clone() else {
        faults.of::<()>(Err(refusals::no_body(&signature.ident)));
        return Err(faults);
    };
    let surroundings = memo::whereabouts(&visibility, &signature, &body);
    if surroundings == Surroundings::Trait {
        faults.of::<()>(Err(refusals::in_trait(&signature.ident)));
    }
    let output = faults.of(refusals::output(&function, &signature));
    let arguments = faults.of(arguments::read(&mut signature));
    let body = faults.of(if args.fast.is_some() { read(body) } else { Ok(Body::Written(body)) });
    let (Some(output), Some(arguments), Some(body)) = (output, arguments, body) else { return Err(faults) };
    let of_region = ParallelOptions { name: args.name, krate: args.krate, ..ParallelOptions::default() };
    let region = RegionPlan { suffix: FILL.len(), ..RegionPlan::new(&of_region, &function) };
    faults.or(VectorizePlan {
        attributes,
        visibility,
        signature,
        body,
        arguments,
        output,
        is_inherent: surroundings == Surroundings::Inherent,
        is_parallel: args.parallel.is_some(),
        region,
    })
}

/// The statements of a body.
fn read(braces: Group) -> Result<Body, Faults> {
    let (inner, statements) = open(&braces);
    let statements = Parser::parse2(syn::Block::parse_within, statements.into_iter().collect()).map_err(|error| {
        Faults::at(
            error.span(),
            format!("`fast` has to read the body, and cannot read this ({error}): leave `fast` out"),
        )
    })?;
    Ok(Body::Fast(Fast { braces, inner, statements }))
}

impl VectorizePlan {
    /// The function's name with an ending, for what stands beside it.
    pub(crate) fn beside(&self, ending: &str) -> Ident {
        let name = self.signature.ident.to_string();
        let name = name.strip_prefix("r#").unwrap_or(&name);
        Ident::new(&format!("{name}{ending}"), self.signature.ident.span())
    }

    /// Whether products and sums may be rounded once.
    pub(crate) fn is_fast(&self) -> bool {
        matches!(self.body, Body::Fast(_))
    }
}
