//! The options of `#[timed]`, read: each with its identifier, values checked by themselves.

use proc_macro2::{Ident, TokenStream, TokenTree};

use super::{Arg, duration, known, read};
use crate::error::Faults;

/// An option and its value.
#[derive(Clone, Debug)]
pub(crate) struct Given<T> {
    pub(crate) option: Ident,
    pub(crate) value: T,
}

/// What stands in `#[timed(..)]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimedArgs {
    pub(crate) name: Option<Given<TokenStream>>,
    pub(crate) outcome: Option<Ident>,
    pub(crate) in_flight: Option<Ident>,
    /// In nanoseconds.
    pub(crate) log_over: Option<Given<u64>>,
    pub(crate) cpu: Option<Ident>,
    pub(crate) sample: Option<Given<u32>>,
    pub(crate) precise: Option<Ident>,
    pub(crate) future: Option<Ident>,
    /// The path of the crate `bedeck`.
    pub(crate) krate: Option<TokenStream>,
    pub(crate) skip: Option<Ident>,
}

impl TimedArgs {
    pub(crate) fn read(tokens: TokenStream) -> (TimedArgs, Faults) {
        let mut options = TimedArgs::default();
        if tokens.is_empty() {
            return (options, Faults::default());
        }
        let (args, mut faults) = read(tokens, &known::TIMED);
        for arg in args {
            let read = options.take(arg);
            faults.of(read);
        }
        (options, faults)
    }

    fn take(&mut self, arg: Arg) -> Result<(), Faults> {
        match arg.option.to_string().as_str() {
            "name" => self.name = Some(Given { value: text(&arg)?, option: arg.option }),
            "outcome" => self.outcome = Some(arg.flag()?),
            "in_flight" => self.in_flight = Some(arg.flag()?),
            "log_over" => self.log_over = Some(Given { value: over(&arg)?, option: arg.option }),
            "cpu" => self.cpu = Some(arg.flag()?),
            "sample" => self.sample = Some(Given { value: every(&arg)?, option: arg.option }),
            "precise" => self.precise = Some(arg.flag()?),
            "future" => self.future = Some(arg.flag()?),
            "crate" => self.krate = Some(path(&arg)?),
            _ => self.skip = Some(arg.flag()?),
        }
        Ok(())
    }
}

/// A string literal, or an expression of one, which the compiler then checks.
fn text(arg: &Arg) -> Result<TokenStream, Faults> {
    let example = "name = \"..\"";
    let tokens = arg.value(example)?;
    if matches!(tokens, [TokenTree::Literal(_)]) {
        arg.literal::<syn::LitStr>("a string", example)?;
    }
    Ok(tokens.iter().cloned().collect())
}

/// A duration, in nanoseconds.
fn over(arg: &Arg) -> Result<u64, Faults> {
    let literal: syn::LitStr = arg.literal("a duration in quotes", "log_over = \"10ms\"")?;
    match duration::nanoseconds(&literal.value()) {
        Ok(0) => Err(Faults::at(literal.span(), "`log_over` of zero would log every call: write a longer duration")),
        Ok(nanoseconds) => Ok(nanoseconds),
        Err(message) => Err(Faults::at(literal.span(), message)),
    }
}

/// How many calls there are to one that is timed.
fn every(arg: &Arg) -> Result<u32, Faults> {
    let literal: syn::LitInt = arg.literal("a whole number", "sample = 64")?;
    match literal.base10_parse::<u32>() {
        Ok(0) => Err(Faults::at(
            literal.span(),
            "`sample = 0` would time no call: write how many calls there are to one that is timed, as in `sample = 64`",
        )),
        Ok(every) => Ok(every),
        Err(_) => {
            Err(Faults::at(literal.span(), "`sample` takes a whole number up to 4294967295: write `sample = 64`"))
        }
    }
}

/// Where the user finds the crate.
fn path(arg: &Arg) -> Result<TokenStream, Faults> {
    let path: syn::Path = arg.literal("a path", "crate = ::bedeck")?;
    Ok(quote::ToTokens::into_token_stream(path))
}
