//! The plan of one function.

use std::rc::Rc;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;

use super::memo::UNCACHED;
use super::{Argument, FunctionPlan, LinesPlan, Polled, Shape, SitePlan, Skip, SpanPlan};
use crate::args::known::PROFILED;
use crate::args::options::{Given, Options};
use crate::args::stacked::Stacked;
use crate::error::Faults;
use crate::item::{Attribute, Function, Parameter, Tail, open};

/// Why a function cannot be measured, whatever the options.
pub(super) struct Obstacle {
    at: Span,
    /// As a report of what was skipped says it.
    pub(super) why: &'static str,
    /// What to write instead.
    instead: &'static str,
}

/// What stands in the way of measuring this function.
pub(super) fn obstacle(attributes: &[Attribute], function: &Function) -> Option<Obstacle> {
    let naked = attributes.iter().find(|attribute| attribute.is_naked()).map(Attribute::span);
    let obstacle = |why, instead| move |at| Obstacle { at, why, instead };
    function
        .constness
        .map(obstacle(
            "a const fn may run in the compiler, where there is no clock",
            "measure the functions that call it, or take `const` away",
        ))
        .or_else(|| {
            naked.map(obstacle("a naked function has no place for a guard", "measure the functions that call it"))
        })
        .or_else(|| {
            function.generator.map(obstacle("a generator has no one end", "measure the function that consumes it"))
        })
}

/// The plan of a function that carries the attribute itself.
pub(super) fn direct(
    args: &Options,
    attributes: &[Attribute],
    function: Function,
) -> Result<Box<FunctionPlan>, Faults> {
    if let Some(obstacle) = obstacle(attributes, &function) {
        let message =
            format!("`#[{}]` cannot measure this: {}; {}", args.decorator.name, obstacle.why, obstacle.instead);
        return Err(Faults::at(obstacle.at, message));
    }
    let Some(body) = function.body.clone() else {
        let message = format!(
            "`#[{}]` measures a body, and `{}` has none: put it on the functions that have one, as in the impls of a \
             trait, or on a function that calls this one",
            args.decorator.name, function.name
        );
        return Err(Faults::at(function.name.span(), message));
    };
    plan(args, function, body, &Rc::from([]))
}

/// The plan of a function that has a body and nothing in the way.
pub(super) fn plan(
    args: &Options,
    function: Function,
    body: Group,
    skipped: &Rc<[Skip]>,
) -> Result<Box<FunctionPlan>, Faults> {
    let shape = shape(args, &function, &body)?;
    let lines = args.lines.as_ref().map(|lines| {
        let statements = statements(&body, &lines.option)?;
        Ok(LinesPlan { mode: lines.value, statements, end: body.span_close() })
    });
    let lines = lines.transpose()?;
    let site = SitePlan {
        krate: args.krate.clone(),
        place: function.name.span(),
        returns: function.output.first().map_or(function.name.span(), TokenTree::span),
        is_async: !matches!(shape, Shape::Guarded | Shape::Seen(_)),
        profiled: args.decorator.name == PROFILED.name,
        lines: args.lines.is_some(),
        memory: args.memory.is_some(),
        timeline: args.timeline.is_some(),
        distinct: args.distinct.as_ref().map(|_| arguments(&function)),
        name: args.name.as_ref().map(|name| name.value.clone()),
        outcome: args.outcome.is_some(),
        in_flight: args.in_flight.is_some(),
        cpu: args.cpu.is_some(),
        precise: args.precise.is_some(),
        sample: args.sample.as_ref().map(|sample| sample.value),
        log_over: args.log_over.as_ref().map(|over| over.value),
        span: args.span.as_ref().map(|level| span(args, &function, level)),
        skipped: Rc::clone(skipped),
        suffix: if args.stacked == Some(Stacked::Inside) { UNCACHED.len() } else { 0 },
    };
    Ok(Box::new(FunctionPlan { function, body, site, shape, lines }))
}

/// The span has the name that the row was given, or the function's alone: its target is the module.
fn span(args: &Options, function: &Function, level: &Given<&'static str>) -> SpanPlan {
    let own = function.name.unraw().to_string();
    SpanPlan {
        level: Ident::new(&level.value.to_uppercase(), Span::mixed_site()),
        name: args.name.as_ref().map_or_else(|| own.into_token_stream(), |name| name.value.clone()),
    }
}

/// The arguments that have names; a pattern's parts are not those of the key.
fn arguments(function: &Function) -> Vec<Argument> {
    let argument = |parameter: Parameter| {
        let name = parameter.receiver().or_else(|| parameter.name.clone())?;
        Some(Argument { conditions: parameter.conditions(), name })
    };
    function.parameters().into_iter().filter_map(argument).collect()
}

fn shape(args: &Options, function: &Function, body: &Group) -> Result<Shape, Faults> {
    let mut faults = Faults::default();
    if let (Some(outcome), true) = (&args.outcome, function.output.is_empty() || function.never_returns()) {
        let message = format!(
            "`outcome` counts ok and err by the value that is returned, and `{}` returns none: return a `Result` or an \
             `Option`, or leave `outcome` out",
            function.name
        );
        faults.add(outcome.span(), message);
    }
    let shape = if function.asyncness.is_some() {
        faults.of(polled(args, function))
    } else if args.future.is_some() {
        faults.of(fenced(args, function)).and_then(|()| faults.of(returned(args, function, body)))
    } else if let Some(tail) = boxed_tail(function, body) {
        faults.of(fenced(args, function)).map(|()| Shape::Boxed(tail))
    } else if let Some(outcome) = &args.outcome {
        faults.of(statements(body, outcome)).map(Shape::Seen)
    } else {
        Some(Shape::Guarded)
    };
    match shape {
        Some(shape) => faults.or(shape),
        None => Err(faults),
    }
}

/// The body of an async function.
fn polled(args: &Options, function: &Function) -> Result<Shape, Faults> {
    let mut faults = Faults::default();
    if let Some(future) = &args.future {
        let message = format!("`future` is for a fn that is not async, and `{}` is: leave `future` out", function.name);
        faults.add(future.span(), message);
    }
    faults.of(fenced(args, function));
    let output = match function.output.as_slice() {
        [] => Some(quote::quote!(())),
        _ if function.never_returns() || !function.output_has_name() => None,
        output => Some(output.iter().cloned().collect()),
    };
    faults.or(Shape::Polled(Polled { output, taken: taken(function) }))
}

/// The parameters, if more than one may have something to drop: a block drops what it captured in the order of its
/// mention, a function in the reverse order of declaration.
fn taken(function: &Function) -> Vec<Parameter> {
    let parameters = function.parameters();
    let dropping = parameters.iter().filter(|parameter| !parameter.is_reference).count();
    if dropping > 1 { parameters } else { Vec::new() }
}

/// `precise` measures what is shorter than a poll.
fn fenced(args: &Options, function: &Function) -> Result<(), Faults> {
    let Some(precise) = &args.precise else { return Ok(()) };
    let message = format!(
        "`precise` is for calls shorter than 100 ns, and the polls of `{}` are not: put `#[timed]` without `precise` on it",
        function.name
    );
    Err(Faults::at(precise.span(), message))
}

/// The futures that a function returns.
fn returned(args: &Options, function: &Function, body: &Group) -> Result<Shape, Faults> {
    let Some(future) = &args.future else { return Ok(Shape::Guarded) };
    if function.output.is_empty() || function.never_returns() {
        let message = format!(
            "`future` measures the future that is returned, and `{}` returns none: leave `future` out",
            function.name
        );
        return Err(Faults::at(future.span(), message));
    }
    let nominal: Option<TokenStream> = (!function.returns_impl()).then(|| function.output.iter().cloned().collect());
    let span = args.span.as_ref().map(|span| &span.option);
    if let (Some(option), Some(_)) = (args.outcome.as_ref().or(span), &nominal) {
        let message = format!(
            "`{option}` cannot see through the type that `{}` returns: return `impl Future`, or leave `future` \
             out and end the body with `Box::pin(async move {{ .. }})`",
            function.name
        );
        return Err(Faults::at(option.span(), message));
    }
    Ok(Shape::Returned(statements(body, future)?, nominal))
}

/// The tail that is a pinned async block, where the function returns something.
fn boxed_tail(function: &Function, body: &Group) -> Option<Tail> {
    if function.output.is_empty() { None } else { Tail::of(&open(body).1) }
}

/// The statements of a body, read because `option` has to change some.
fn statements(body: &Group, option: &Ident) -> Result<Vec<syn::Stmt>, Faults> {
    let (_, statements) = open(body);
    let read = syn::parse::Parser::parse2(syn::Block::parse_within, statements.into_iter().collect());
    read.map_err(|error| {
        let message = format!("`{option}` has to read the body, and cannot read this ({error}): leave `{option}` out");
        Faults::at(error.span(), message)
    })
}
