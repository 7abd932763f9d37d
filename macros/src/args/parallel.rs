//! The options of `#[parallel]`, read: each with its identifier, values checked by themselves.

use proc_macro2::{Ident, TokenStream};

use super::known::PARALLEL;
use super::options::Given;
use super::{Arg, count, given, path, read_into, text};
use crate::error::Faults;

/// What stands in `#[parallel(..)]`.
#[derive(Default)]
pub(crate) struct ParallelOptions {
    pub(crate) map: Option<Ident>,
    pub(crate) spawn: Option<Ident>,
    pub(crate) pool: Option<Given<TokenStream>>,
    pub(crate) threads: Option<Given<TokenStream>>,
    pub(crate) chunk: Option<Given<TokenStream>>,
    pub(crate) schedule: Option<Given<Schedule>>,
    pub(crate) serial_below: Option<Given<TokenStream>>,
    pub(crate) limit: Option<Given<TokenStream>>,
    pub(crate) progress: Option<Ident>,
    pub(crate) ordered: Option<Given<bool>>,
    pub(crate) init: Option<Given<syn::Expr>>,
    pub(crate) name: Option<Given<TokenStream>>,
    /// The path of the crate `bedeck`.
    pub(crate) krate: Option<TokenStream>,
}

/// How the items of a loop are dealt out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Schedule {
    /// In chunks that shrink towards the end.
    Guided,
    /// In chunks of this many items.
    Dynamic(u64),
}

impl ParallelOptions {
    pub(crate) fn read(tokens: TokenStream) -> (ParallelOptions, Faults) {
        let mut options = ParallelOptions::default();
        let faults = read_into(&mut options, tokens, &PARALLEL, ParallelOptions::take);
        (options, faults)
    }

    fn take(&mut self, arg: Arg) -> Result<(), Faults> {
        let nobody = "leaves nobody to do the work: write how many";
        let nothing = "deals out nothing: write how many items a thread takes at once";
        let number = |things, zero| move |arg: &Arg| count(arg, things, zero);
        match arg.option.to_string().as_str() {
            "map" => self.map = Some(arg.flag()?),
            "spawn" => self.spawn = Some(arg.flag()?),
            "pool" => self.pool = Some(given(arg, text)?),
            "threads" => self.threads = Some(given(arg, number("threads", nobody))?),
            "chunk" => self.chunk = Some(given(arg, number("items", nothing))?),
            "schedule" => self.schedule = Some(given(arg, schedule)?),
            "serial_below" => {
                let always = "holds for no loop: write the least number of items to run in parallel, or leave it out";
                self.serial_below = Some(given(arg, number("items", always))?);
            }
            "limit" => self.limit = Some(given(arg, number("items", nobody))?),
            "progress" => {
                arg.built_in("progress", cfg!(feature = "progress"))?;
                self.progress = Some(arg.flag()?);
            }
            "ordered" => self.ordered = Some(given(arg, truth)?),
            "init" => self.init = Some(given(arg, |arg| arg.literal("an expression", "init = Buffer::new()"))?),
            "name" => self.name = Some(given(arg, text)?),
            _ => self.krate = Some(path(&arg)?),
        }
        Ok(())
    }
}

/// `"guided"`, or `"dynamic(n)"`.
fn schedule(arg: &Arg) -> Result<Schedule, Faults> {
    let literal: syn::LitStr = arg.literal("a schedule in quotes", "schedule = \"dynamic(1)\"")?;
    let value = literal.value();
    let fault = || {
        let message = format!(
            "`schedule` has no `{value}`: write `schedule = \"dynamic(n)\"`, where n is how many items a thread takes at \
             once, or leave it out for chunks that shrink towards the end (`\"guided\"`)"
        );
        Faults::at(literal.span(), message)
    };
    match value.strip_prefix("dynamic(").and_then(|rest| rest.strip_suffix(')')) {
        Some(items) => match items.trim().replace('_', "").parse() {
            Ok(0) | Err(_) => Err(fault()),
            Ok(items) => Ok(Schedule::Dynamic(items)),
        },
        None if value == "guided" => Ok(Schedule::Guided),
        None if value == "dynamic" => Ok(Schedule::Dynamic(1)),
        None => Err(fault()),
    }
}

/// `true` or `false`.
fn truth(arg: &Arg) -> Result<bool, Faults> {
    let literal: syn::LitBool = arg.literal("`true` or `false`", &format!("{} = false", arg.option))?;
    Ok(literal.value)
}
