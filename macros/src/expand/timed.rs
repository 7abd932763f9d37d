//! `#[timed]` on a function that is not async.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote_spanned;

use super::{asyncs, container, returns, wrap};
use crate::args::timed::TimedArgs;
use crate::item::{Item, open};
use crate::plan::{self, FunctionPlan, Plan, Shape, SitePlan, Target};

/// The whole way of an attribute, from tokens to tokens.
pub(crate) fn attribute(args: TokenStream, tokens: TokenStream) -> TokenStream {
    let (args, mut faults) = TimedArgs::read(args);
    let plan = plan::timed(&args, Item::read(tokens.clone()));
    let untouched = || Item::read(tokens).into_tokens();
    let Some(plan) = faults.of(plan) else { return faults.beside(untouched()) };
    match faults.or(plan) {
        Ok(plan) if cfg!(feature = "record") => expand(plan),
        Ok(_) => untouched(),
        Err(faults) => faults.beside(untouched()),
    }
}

fn expand(plan: Plan) -> TokenStream {
    let mut tokens: TokenStream = plan.attributes.into_iter().flat_map(|attribute| attribute.into_tokens()).collect();
    tokens.extend(match plan.target {
        Target::Function(plan) => function(plan),
        Target::Container(plan) => container::expand(plan),
    });
    tokens
}

/// One function, whatever its shape.
pub(crate) fn function(plan: FunctionPlan) -> TokenStream {
    let FunctionPlan { function, body, site, shape } = plan;
    let (mut inside, statements) = open(&body);
    inside.extend(match shape {
        Shape::Guarded => guarded(&site, statements),
        Shape::Seen(statements) => returns::seen(&site, statements),
        Shape::Polled(edge) => asyncs::polled(&site, edge, statements),
        Shape::Boxed(tail) => asyncs::boxed(&site, tail),
        Shape::Returned(statements, nominal) => returns::futures(&site, statements, nominal),
    });
    function.with_body(&body, inside.into_iter().collect())
}

/// The guard, then the user's statements.
///
/// ```text
/// // Input:  { statements }
/// // Output: { let _guard = { enum Here {} static SITE: Site = ..; enter(&SITE) }; statements }
/// ```
fn guarded(site: &SitePlan, statements: Vec<TokenTree>) -> TokenStream {
    let span = wrap::span(site);
    let private = wrap::private(site, span);
    let enter = if site.in_flight || site.cpu || site.precise || site.log_over.is_some() {
        quote_spanned!(span=> enter_full)
    } else if site.sample.is_some() {
        quote_spanned!(span=> enter_sampled)
    } else {
        quote_spanned!(span=> enter)
    };
    let guard = wrap::with_site(site, &quote_spanned!(span=> #private::#enter(&SITE)));
    let mut tokens = quote_spanned!(span=> let _guard = #guard;);
    tokens.extend(statements);
    tokens
}
