//! The plan of `#[parallel]`: which loops go over their items in parallel, and what becomes of each variable in them.

mod chain;
mod control;
mod facts;
mod items;
mod judge;
mod map;
mod opaque;
mod places;
mod reduce;
mod refusals;
mod scope;
mod spawn;
mod walk;

use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::Parser;
use syn::{Block, Expr, Label, Pat, Stmt};

pub(crate) use self::chain::Chain;
pub(crate) use self::map::{Argument, MapPlan, Role, StreamPlan, map};
pub(crate) use self::reduce::{Declared, Operator};
pub(crate) use self::spawn::{SpawnPlan, spawn};
use self::walk::Walk;
use super::memo;
use crate::args::known::{PARALLEL, PROFILED};
use crate::args::options::Given;
use crate::args::parallel::{ParallelOptions, Schedule};
use crate::error::Faults;
use crate::item::{Attribute, Function, Item, Kind, first_span, open};

/// A function whose loops run in parallel.
pub(crate) struct LoopsPlan {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) function: Function,
    pub(crate) body: Group,
    /// The attributes that begin the body.
    pub(crate) inner: Vec<TokenTree>,
    /// The other statements; where a loop was, there is its placeholder.
    pub(crate) statements: Vec<Stmt>,
    pub(crate) loops: Vec<LoopPlan>,
    pub(crate) region: RegionPlan,
}

/// What the region of each loop says.
#[derive(Clone)]
pub(crate) struct RegionPlan {
    pub(crate) krate: Option<TokenStream>,
    pub(crate) name: Option<TokenStream>,
    pub(crate) pool: Option<TokenStream>,
    pub(crate) threads: Option<TokenStream>,
    pub(crate) chunk: Option<TokenStream>,
    pub(crate) schedule: Schedule,
    pub(crate) serial_below: Option<TokenStream>,
    pub(crate) progress: bool,
    /// What the function returns.
    pub(crate) output: TokenStream,
    /// How many letters the name of the function around it has more than that in the report.
    pub(crate) suffix: usize,
}

/// One loop.
pub(crate) struct LoopPlan {
    /// Where its `for` stands.
    pub(crate) at: Span,
    pub(crate) attributes: Vec<syn::Attribute>,
    pub(crate) label: Option<Label>,
    pub(crate) pattern: Pat,
    /// The user's path of `par`.
    pub(crate) par: Expr,
    pub(crate) chain: Chain,
    /// The name in the pattern that is the index.
    pub(crate) index: Option<Ident>,
    pub(crate) reductions: Vec<ReductionPlan>,
    /// The order of the plain loop is to be kept.
    pub(crate) exact: bool,
    /// Arrays of which each iteration changes the element at its index.
    pub(crate) written: Vec<Ident>,
    /// Arrays of which each iteration reads the element at its index, and nothing else.
    pub(crate) windowed: Vec<Ident>,
    /// Parameters that are shared references.
    pub(crate) lent: Vec<Ident>,
    /// It contains `?`.
    pub(crate) tries: bool,
    pub(crate) items: Vec<Stmt>,
    pub(crate) body: Block,
}

/// A variable that a loop reduces to.
pub(crate) struct ReductionPlan {
    pub(crate) name: Ident,
    pub(crate) how: Declared,
}

impl LoopPlan {
    /// What stands for the `number`th loop: a literal by itself, as which no expression of the user's is read.
    fn placeholder(number: usize) -> Expr {
        Expr::Verbatim(Literal::usize_suffixed(number).into_token_stream())
    }

    /// The number of the loop that `expression` stands for.
    pub(crate) fn number(expression: &Expr) -> Option<usize> {
        let Expr::Verbatim(tokens) = expression else { return None };
        let literal: syn::LitInt = syn::parse2(tokens.clone()).ok()?;
        literal.base10_parse().ok()
    }
}

impl RegionPlan {
    pub(crate) fn new(args: &ParallelOptions, function: &Function) -> RegionPlan {
        let value = |given: &Option<Given<TokenStream>>| given.as_ref().map(|own| own.value.clone());
        RegionPlan {
            krate: args.krate.clone(),
            name: value(&args.name),
            pool: value(&args.pool),
            threads: value(&args.threads),
            chunk: value(&args.chunk),
            schedule: args.schedule.as_ref().map_or(Schedule::Guided, |own| own.value),
            serial_below: value(&args.serial_below),
            progress: args.progress.is_some(),
            output: function.output.iter().cloned().collect(),
            suffix: 0,
        }
    }
}

/// The plan of `#[parallel]` on a function with loops.
pub(crate) fn loops(args: &ParallelOptions, item: Item) -> Result<LoopsPlan, Faults> {
    let Item { attributes, kind } = item;
    let function = match kind {
        Kind::Function(function) => function,
        Kind::Container(container) => return Err(no_function(container.keyword.span())),
        Kind::Other(other) => return Err(no_function(first_span(&other.tokens))),
    };
    let mut faults = Faults::default();
    faults.of(obstacle(&attributes, &function));
    faults.of(super::vectorize::below(&attributes, &PARALLEL));
    faults.of(of_other_forms(args));
    let Some(body) = function.body.clone() else {
        let message = format!(
            "`#[parallel]` looks for loops in a body, and `{}` has none: put it on the functions that have one",
            function.name
        );
        return Err(Faults::at(function.name.span(), message));
    };
    let (_, signature) = memo::signature(&function, PARALLEL.name)?;
    let (inner, statements) = open(&body);
    let statements = Parser::parse2(Block::parse_within, statements.into_iter().collect());
    let mut statements = statements.map_err(|error| {
        Faults::at(error.span(), format!("`#[parallel]` has to read the body, and cannot read this ({error})"))
    })?;
    faults.of(lines(&attributes, &function.name, &statements));
    let mut walk = Walk::default();
    walk.function(&signature.inputs, &mut statements);
    if let Some(at) = walk.tried
        && let Some(message) = walk::without_return(&function)
    {
        walk.faults.add(at, message);
    }
    if walk.loops.is_empty() && walk.refused == 0 && walk.faults.is_empty() {
        faults.add(function.name.span(), no_loop(&function.name));
    }
    faults.of(walk.faults.or(()));
    let plan = LoopsPlan {
        attributes,
        inner,
        statements,
        loops: walk.loops,
        region: RegionPlan::new(args, &function),
        function,
        body,
    };
    faults.or(plan)
}

fn no_function(at: Span) -> Faults {
    Faults::at(at, "`#[parallel]` runs the loops of a function in parallel, and this is none: put it on a fn")
}

/// `#[profiled(lines)]` below, or above, where it has been expanded already.
fn lines(attributes: &[Attribute], name: &Ident, statements: &[Stmt]) -> Result<(), Faults> {
    let below = attributes.iter().find(|own| own.is(PROFILED.name) && own.has_option("lines"));
    let is_ticked =
        |statement: &Stmt| matches!(statement, Stmt::Item(syn::Item::Static(own)) if own.ident == "__BEDECK_LINES");
    let above = statements.iter().any(is_ticked).then(|| name.span());
    let Some(at) = below.map(Attribute::span).or(above) else { return Ok(()) };
    let message = "`lines` counts what the calling thread runs, and `#[parallel]` gives a part of it to others: put \
                   `#[profiled(lines)]` on a function that the loop calls, or leave `lines` out";
    Err(Faults::at(at, message))
}

fn no_loop(name: &Ident) -> String {
    format!(
        "`#[parallel]` finds no parallel loop in `{name}`: write `for i in par(0..n) {{ .. }}`, or `#[parallel(map)]` or \
         `#[parallel(spawn)]` to run whole calls in parallel"
    )
}

/// Functions whose loops cannot run on several threads.
fn obstacle(attributes: &[Attribute], function: &Function) -> Result<(), Faults> {
    let mut faults = Faults::default();
    if let Some(at) = function.constness {
        let message = "`#[parallel]` cannot run loops of a const fn, which may run in the compiler, on threads: take `const` away";
        faults.add(at, message);
    }
    if let Some(at) = function.asyncness {
        let message = "`#[parallel]` on an async fn would block the runtime's thread while its loops run: put the loops in a fn \
                       with `#[parallel]`, and call that from one with `#[parallel(spawn)]`, whose `Task` can be awaited";
        faults.add(at, message);
    }
    if let Some(naked) = attributes.iter().find(|attribute| attribute.is_naked()) {
        faults.add(naked.span(), "`#[parallel]` looks for loops, and a naked function has only its own instructions");
    }
    if let Some(at) = function.generator {
        faults
            .add(at, "`#[parallel]` cannot run the loops of a generator, which stops in their midst: put them in a fn");
    }
    if let Some(again) = attributes.iter().find(|own| own.is(PARALLEL.name) && !own.is_conditional()) {
        faults.add(again.span(), "`#[parallel]` stands here twice, and a loop can be made parallel once: keep one");
    }
    faults.or(())
}

/// Options that mean nothing for loops.
fn of_other_forms(args: &ParallelOptions) -> Result<(), Faults> {
    let mut faults = Faults::default();
    let mut add = |option: Option<&Ident>, forms: &str, instead: &str| {
        if let Some(option) = option {
            let message = format!("`{option}` is an option of {forms}, not of loops: {instead}");
            faults.add(option.span(), message);
        }
    };
    let map = "`#[parallel(map)]`";
    add(args.limit.as_ref().map(|own| &own.option), map, "write `threads = n` to bound how many threads run a loop");
    add(args.ordered.as_ref().map(|own| &own.option), map, "leave it out, a loop collects nothing");
    add(args.init.as_ref().map(|own| &own.option), map, "make the value in the loop's body");
    if let (Some(chunk), Some(_)) = (&args.chunk, &args.schedule) {
        let message = "`chunk` and `schedule` both say how many items a thread takes at once: keep one";
        faults.add(chunk.option.span(), message);
    }
    faults.or(())
}
