//! Arguments and item become a plan: every refusal for a reason of meaning is here.

mod container;
mod function;
pub(crate) mod memo;
pub(crate) mod parallel;
pub(crate) mod stacked;

use std::rc::Rc;

use proc_macro2::{Group, Ident, Span, TokenStream};

pub(crate) use self::container::ContainerPlan;
use crate::args::options::{Lines, Options};
use crate::error::Faults;
use crate::item::{Attribute, Function, Item, Kind, Other, Parameter, Tail, first_span};

/// What becomes of an item.
pub(crate) enum Plan {
    /// It stays.
    Kept(TokenStream),
    Function(Vec<Attribute>, Box<FunctionPlan>),
    Container(Vec<Attribute>, ContainerPlan),
}

/// One function to measure.
pub(crate) struct FunctionPlan {
    pub(crate) function: Function,
    pub(crate) body: Group,
    pub(crate) site: SitePlan,
    pub(crate) shape: Shape,
    pub(crate) lines: Option<LinesPlan>,
}

/// A body to measure line by line.
pub(crate) struct LinesPlan {
    pub(crate) mode: Lines,
    pub(crate) statements: Vec<syn::Stmt>,
    /// Where the body's last brace stands.
    pub(crate) end: Span,
}

/// What the site of a function says.
pub(crate) struct SitePlan {
    pub(crate) krate: Option<TokenStream>,
    /// Where the function is named.
    pub(crate) place: Span,
    /// Where its return type is written.
    pub(crate) returns: Span,
    pub(crate) is_async: bool,
    pub(crate) profiled: bool,
    pub(crate) lines: bool,
    pub(crate) memory: bool,
    pub(crate) timeline: bool,
    /// The arguments to tell apart, with `distinct`.
    pub(crate) distinct: Option<Vec<Argument>>,
    pub(crate) name: Option<TokenStream>,
    pub(crate) outcome: bool,
    pub(crate) in_flight: bool,
    pub(crate) cpu: bool,
    pub(crate) precise: bool,
    pub(crate) sample: Option<u32>,
    /// In nanoseconds.
    pub(crate) log_over: Option<u64>,
    /// The span of `tracing` that a call is in.
    pub(crate) span: Option<SpanPlan>,
    pub(crate) skipped: Rc<[Skip]>,
    /// How many letters the name has more than the user's.
    pub(crate) suffix: usize,
}

/// A span of `tracing`.
pub(crate) struct SpanPlan {
    /// As the constant of `tracing::Level` is called.
    pub(crate) level: Ident,
    /// A constant text.
    pub(crate) name: TokenStream,
}

/// An argument by its name.
pub(crate) struct Argument {
    /// Whether the argument is there.
    pub(crate) conditions: TokenStream,
    pub(crate) name: Ident,
}

/// A function that its container's attribute left alone.
#[derive(Clone, Debug)]
pub(crate) struct Skip {
    pub(crate) name: String,
    pub(crate) why: &'static str,
}

/// How a function is measured.
pub(crate) enum Shape {
    /// A guard before the statements.
    Guarded,
    /// A guard that is shown every value the function returns.
    Seen(Vec<syn::Stmt>),
    /// The body of an async function.
    Polled(Polled),
    /// The async block of the tail.
    Boxed(Tail),
    /// The futures that the function returns: of the type that stands here, or of one without a name.
    Returned(Vec<syn::Stmt>, Option<TokenStream>),
}

/// How the body of an async function becomes a block.
pub(crate) struct Polled {
    /// The return type, where it has a name.
    pub(crate) output: Option<TokenStream>,
    /// The parameters, where the block must take them over to drop them in the order of their declaration.
    pub(crate) taken: Vec<Parameter>,
}

/// The plan of a decorator that measures, on an item.
pub(crate) fn measured(args: &Options, item: Item) -> Result<Plan, Faults> {
    let mut faults = Faults::default();
    let name = args.decorator.name;
    if let Some(skip) = &args.skip {
        let message = if args.count > 1 {
            format!(
                "`skip` leaves the function out, and no other option means anything beside it: write `#[{name}(skip)]`"
            )
        } else {
            "`skip` leaves a function out of a decorated `impl`, `mod` or `trait`, and nothing around this one is \
             decorated: remove the attribute"
                .to_owned()
        };
        return Err(Faults::at(skip.span(), message));
    }
    let again = |own: &&Attribute| own.is(name) && !own.is_skip(name) && !own.is_conditional();
    if let Some(again) = item.attributes.iter().find(again) {
        let message = format!("`#[{name}]` stands here twice, which would count every call twice: keep one");
        faults.add(again.span(), message);
    }
    let attributes = item.attributes;
    let plan = match item.kind {
        Kind::Function(function) => {
            function::direct(args, &attributes, function).map(|plan| Plan::Function(attributes, plan))
        }
        Kind::Container(container) => container::direct(args, container).map(|plan| Plan::Container(attributes, plan)),
        Kind::Other(other) => Err(refused(name, &other)),
    };
    match faults.of(plan) {
        Some(plan) => faults.or(plan),
        None => Err(faults),
    }
}

/// Why an item that is neither function nor container cannot be measured.
fn refused(decorator: &str, other: &Other) -> Faults {
    let Some(word) = &other.word else {
        let message = format!(
            "`#[{decorator}]` measures functions, and this is none: put it on a fn, or on an `impl`, `trait` or \
             inline `mod` that holds some"
        );
        return Faults::at(first_span(&other.tokens), message);
    };
    let message = match word.to_string().as_str() {
        "mod" => format!(
            "`#[{decorator}]` cannot see the functions of a module that lies in another file: put it on the items \
             there, or write the module inline"
        ),
        word => format!(
            "`#[{decorator}]` measures functions, and `{word}` is none: put it on a fn, or on an `impl`, `trait` or \
             inline `mod` that holds some"
        ),
    };
    Faults::at(word.span(), message)
}
