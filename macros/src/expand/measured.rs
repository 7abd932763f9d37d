//! `#[timed]` and `#[profiled]` from the attribute to its expansion, and on a function that is not async.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote_spanned;

use super::{asyncs, lines, returns, wrap};
use crate::args::known::Decorator;
use crate::args::options::Options;
use crate::item::{Attribute, Cursor, Item, open};
use crate::plan::{self, ContainerPlan, FunctionPlan, Plan, Shape, SitePlan};

/// The whole way of an attribute, from tokens to tokens.
pub(crate) fn attribute(decorator: &'static Decorator, args: TokenStream, tokens: TokenStream) -> TokenStream {
    let (options, mut faults) = Options::read(args, decorator);
    if faults.is_empty()
        && options.skip.is_none()
        && let Some(behind) = plan::stacked::behind_memoize(&options, Item::read(tokens.clone()))
    {
        return behind;
    }
    let plan = plan::measured(&options, Item::read(tokens.clone()));
    let untouched = |tokens| Item::read(tokens).into_tokens(decorator.name);
    let Some(plan) = faults.of(plan) else { return faults.beside(untouched(tokens)) };
    match faults.or(plan) {
        Ok(plan) if cfg!(feature = "record") => expand(plan),
        // Only containers have items whose `skip` must go.
        Ok(Plan::Function(..)) => tokens,
        Ok(_) => untouched(tokens),
        Err(faults) => faults.beside(untouched(tokens)),
    }
}

/// One item.
fn expand(plan: Plan) -> TokenStream {
    let (attributes, item) = match plan {
        Plan::Kept(tokens) => return tokens,
        Plan::Function(attributes, plan) => (attributes, function(*plan)),
        Plan::Container(attributes, plan) => (attributes, container(plan)),
    };
    let mut tokens: TokenStream = attributes.into_iter().flat_map(Attribute::into_tokens).collect();
    tokens.extend(item);
    tokens
}

/// The container, with its functions expanded one by one.
fn container(plan: ContainerPlan) -> TokenStream {
    let items = plan.items.into_iter().map(expand).collect();
    plan.shell.around(items).into_iter().collect()
}

/// One function, whatever its shape.
fn function(plan: FunctionPlan) -> TokenStream {
    let FunctionPlan { mut function, body, site, shape, lines } = plan;
    let (mut inside, statements) = open(&body);
    let (statements, shape) = match lines {
        Some(lines) => {
            let ticked = lines::ticked(&site, lines, shape);
            inside.extend(ticked.declarations);
            (ticked.statements, ticked.shape)
        }
        None => (statements, shape),
    };
    inside.extend(wrap::site_with_distinct(&site));
    let statements = if site.distinct.is_some() {
        let (items, statements) = Cursor::leading_items(statements);
        inside.extend(items);
        inside.extend(wrap::noted(&site));
        statements
    } else {
        statements
    };
    inside.extend(match shape {
        Shape::Guarded => guarded(&site, statements),
        Shape::Seen(statements) => returns::seen(&site, statements),
        Shape::Polled(how) => asyncs::polled(&site, &mut function, how, &body, statements),
        Shape::Boxed(tail) => asyncs::boxed(&site, tail),
        Shape::Returned(statements, nominal) => returns::futures(&site, statements, nominal),
    });
    function.with_body(&body, inside.into_iter().collect())
}

/// The guard, then the user's statements.
///
/// ```text
/// // Input:  { items statements }
/// // Output: { items let _guard = { enum __BedeckHere {} static __BEDECK_SITE: Site = ..; enter(&__BEDECK_SITE) }; statements }
/// ```
///
/// Items stay in front, since items after statements are a warning of clippy's.
fn guarded(site: &SitePlan, statements: Vec<TokenTree>) -> TokenStream {
    let span = wrap::span(site);
    let private = wrap::private(site, span);
    let enter = if site.memory || site.timeline {
        quote_spanned!(span=> enter_profiled_full)
    } else if site.profiled {
        quote_spanned!(span=> enter_profiled)
    } else if site.in_flight || site.cpu || site.precise || site.log_over.is_some() {
        quote_spanned!(span=> enter_full)
    } else if site.sample.is_some() {
        quote_spanned!(span=> enter_sampled)
    } else {
        quote_spanned!(span=> enter)
    };
    let guard = wrap::with_site(site, &quote_spanned!(span=> #private::#enter(&__BEDECK_SITE)));
    let (mut tokens, statements) = Cursor::leading_items(statements);
    tokens.extend(wrap::entered(site));
    tokens.extend(quote_spanned!(span=> let _guard = #guard;));
    tokens.extend(statements);
    tokens
}
