//! Arguments and item become a plan: every refusal for a reason of meaning is here.

mod container;
mod function;

use std::rc::Rc;

use proc_macro2::{Group, Span, TokenStream};

pub(crate) use self::container::{ContainerPlan, Piece};
use crate::args::timed::TimedArgs;
use crate::error::Faults;
use crate::item::{Attribute, Function, Item, Kind, Other, Tail, first_span};

/// What the expansion does.
pub(crate) struct Plan {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) target: Target,
}

/// What it does it to.
pub(crate) enum Target {
    Function(FunctionPlan),
    Container(ContainerPlan),
}

/// One function to measure.
pub(crate) struct FunctionPlan {
    pub(crate) function: Function,
    pub(crate) body: Group,
    pub(crate) site: SitePlan,
    pub(crate) shape: Shape,
}

/// What the site of a function says.
pub(crate) struct SitePlan {
    pub(crate) krate: Option<TokenStream>,
    /// Where the function is named.
    pub(crate) place: Span,
    pub(crate) is_async: bool,
    pub(crate) name: Option<TokenStream>,
    pub(crate) outcome: bool,
    pub(crate) in_flight: bool,
    pub(crate) cpu: bool,
    pub(crate) precise: bool,
    pub(crate) sample: Option<u32>,
    /// In nanoseconds.
    pub(crate) log_over: Option<u64>,
    pub(crate) skipped: Rc<[Skip]>,
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
    /// The body of an async function, and what says its return type where that has a name.
    Polled(Option<TokenStream>),
    /// The async block of the tail.
    Boxed(Tail),
    /// The futures that the function returns: of the type that stands here, or of one without a name.
    Returned(Vec<syn::Stmt>, Option<TokenStream>),
}

/// The plan of `#[timed]` on an item.
pub(crate) fn timed(args: &TimedArgs, item: Item) -> Result<Plan, Faults> {
    let mut faults = Faults::default();
    if let Some(skip) = &args.skip {
        let message = "`skip` leaves a function out of a decorated `impl`, `mod` or `trait`, and nothing around this one \
                       is decorated: remove the attribute";
        return Err(Faults::at(skip.span(), message));
    }
    if let Some(again) = item.attributes.iter().find(|own| own.is("timed") && !own.is_skip()) {
        faults.add(again.span(), "`#[timed]` stands here twice, which would count every call twice: keep one");
    }
    let attributes = item.attributes;
    let target = match item.kind {
        Kind::Function(function) => function::direct(args, &attributes, function).map(Target::Function),
        Kind::Container(container) => container::direct(args, container).map(Target::Container),
        Kind::Other(other) => Err(refused(&other)),
    };
    match faults.of(target) {
        Some(target) => faults.or(Plan { attributes, target }),
        None => Err(faults),
    }
}

/// Why an item that is neither function nor container cannot be measured.
fn refused(other: &Other) -> Faults {
    let Some(word) = &other.word else {
        let message = "`#[timed]` measures functions, and this is none: put it on a fn, or on an `impl`, `trait` or \
                       inline `mod` that holds some";
        return Faults::at(first_span(&other.tokens), message);
    };
    let message = match word.to_string().as_str() {
        "mod" => {
            "`#[timed]` cannot see the functions of a module that lies in another file: put it on the items there, \
                  or write the module inline"
                .to_owned()
        }
        word => format!(
            "`#[timed]` measures functions, and `{word}` is none: put it on a fn, or on an `impl`, `trait` or inline \
             `mod` that holds some"
        ),
    };
    Faults::at(word.span(), message)
}
