//! The options of a decorator that measures, read: each with its identifier, values checked by themselves.

use proc_macro2::{Ident, TokenStream};

use super::known::Decorator;
use super::stacked::Stacked;
use super::{Arg, duration, path, read, text};
use crate::error::Faults;

/// An option and its value.
#[derive(Clone, Debug)]
pub(crate) struct Given<T> {
    pub(crate) option: Ident,
    pub(crate) value: T,
}

/// How the lines of a function are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// A clock read a statement.
    Exact,
    /// A store a statement, and a thread that looks.
    Sampled,
}

/// How much a span matters, in the order of `tracing`.
pub(crate) const LEVELS: [&str; 5] = ["trace", "debug", "info", "warn", "error"];

/// What stands in `#[timed(..)]` or `#[profiled(..)]`.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The one that they are the options of.
    pub(crate) decorator: &'static Decorator,
    pub(crate) name: Option<Given<TokenStream>>,
    pub(crate) outcome: Option<Ident>,
    pub(crate) in_flight: Option<Ident>,
    /// In nanoseconds.
    pub(crate) log_over: Option<Given<u64>>,
    pub(crate) cpu: Option<Ident>,
    pub(crate) sample: Option<Given<u32>>,
    pub(crate) precise: Option<Ident>,
    pub(crate) future: Option<Ident>,
    /// One of [`LEVELS`].
    pub(crate) span: Option<Given<&'static str>>,
    pub(crate) lines: Option<Given<Lines>>,
    pub(crate) memory: Option<Ident>,
    pub(crate) timeline: Option<Ident>,
    pub(crate) distinct: Option<Ident>,
    /// The path of the crate `bedeck`.
    pub(crate) krate: Option<TokenStream>,
    pub(crate) skip: Option<Ident>,
    /// What `#[memoize]` says.
    pub(crate) stacked: Option<Stacked>,
    /// As the user wrote them.
    pub(crate) tokens: TokenStream,
    /// How many options there are.
    pub(crate) count: usize,
}

impl Options {
    fn none(decorator: &'static Decorator) -> Options {
        Options {
            decorator,
            name: None,
            outcome: None,
            in_flight: None,
            log_over: None,
            cpu: None,
            sample: None,
            precise: None,
            future: None,
            span: None,
            lines: None,
            memory: None,
            timeline: None,
            distinct: None,
            krate: None,
            skip: None,
            stacked: None,
            tokens: TokenStream::new(),
            count: 0,
        }
    }

    pub(crate) fn read(tokens: TokenStream, decorator: &'static Decorator) -> (Options, Faults) {
        let mut options = Options::none(decorator);
        let (stacked, tokens) = Stacked::take(tokens);
        (options.stacked, options.tokens) = (stacked, tokens.clone());
        if tokens.is_empty() {
            return (options, Faults::default());
        }
        let (args, mut faults) = read(tokens, decorator);
        options.count = args.len();
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
            "span" => self.span = Some(Given { value: level(&arg)?, option: arg.option }),
            "lines" => self.lines = Some(Given { value: lines(&arg)?, option: arg.option }),
            "memory" => self.memory = Some(arg.flag()?),
            "timeline" => self.timeline = Some(arg.flag()?),
            "distinct" => self.distinct = Some(arg.flag()?),
            "crate" => self.krate = Some(path(&arg)?),
            _ => self.skip = Some(arg.flag()?),
        }
        Ok(())
    }
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

/// `span`, or `span = "debug"`.
fn level(arg: &Arg) -> Result<&'static str, Faults> {
    arg.built_in("tracing", cfg!(feature = "tracing"))?;
    if arg.stands_alone() {
        return Ok("info");
    }
    let literal: syn::LitStr = arg.literal("a level in quotes, or no value", "span = \"debug\"")?;
    let wanted = literal.value();
    LEVELS.into_iter().find(|level| *level == wanted).ok_or_else(|| {
        let levels = LEVELS.map(|level| format!("`\"{level}\"`")).join(", ");
        Faults::at(literal.span(), format!("`span` has no level `{wanted}`: the levels are {levels}"))
    })
}

/// `lines`, or `lines = "sampled"`.
fn lines(arg: &Arg) -> Result<Lines, Faults> {
    if arg.stands_alone() {
        return Ok(Lines::Exact);
    }
    let literal: syn::LitStr = arg.literal("a mode in quotes, or no value", "lines = \"sampled\"")?;
    match literal.value().as_str() {
        "exact" => Ok(Lines::Exact),
        "sampled" => Ok(Lines::Sampled),
        other => Err(Faults::at(
            literal.span(),
            format!("`lines` has no mode `{other}`: write `lines` for exact figures, or `lines = \"sampled\"`"),
        )),
    }
}
