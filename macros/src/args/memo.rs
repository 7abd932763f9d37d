//! The options of `#[memoize]`, read: each with its identifier, values checked by themselves.

use proc_macro2::{Ident, TokenStream};

use super::known::MEMOIZE;
use super::options::Given;
use super::{Arg, duration, path, read, text};
use crate::error::Faults;

/// What stands in `#[memoize(..)]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct MemoOptions {
    pub(crate) key: Option<Given<syn::Expr>>,
    pub(crate) ignore: Option<Given<Vec<Ident>>>,
    pub(crate) with_self: Option<Ident>,
    pub(crate) cache_err: Option<Ident>,
    pub(crate) skip_none: Option<Ident>,
    /// In nanoseconds.
    pub(crate) wait: Option<Given<u64>>,
    pub(crate) name: Option<Given<TokenStream>>,
    pub(crate) tag: Option<Given<TokenStream>>,
    /// The path of the crate `bedeck`.
    pub(crate) krate: Option<TokenStream>,
}

impl MemoOptions {
    pub(crate) fn read(tokens: TokenStream) -> (MemoOptions, Faults) {
        let mut options = MemoOptions::default();
        let (args, mut faults) = read(tokens, &MEMOIZE);
        for arg in args {
            let read = options.take(arg);
            faults.of(read);
        }
        (options, faults)
    }

    fn take(&mut self, arg: Arg) -> Result<(), Faults> {
        match arg.option.to_string().as_str() {
            "key" => self.key = Some(Given { value: expression(&arg, "key = (a, b.id)")?, option: arg.option }),
            "ignore" => self.ignore = Some(Given { value: arg.names("ignore(log)")?, option: arg.option }),
            "with_self" => self.with_self = Some(arg.flag()?),
            "cache_err" => self.cache_err = Some(arg.flag()?),
            "skip_none" => self.skip_none = Some(arg.flag()?),
            "wait" => self.wait = Some(Given { value: time(&arg)?, option: arg.option }),
            "name" => self.name = Some(Given { value: text(&arg)?, option: arg.option }),
            "tag" => self.tag = Some(Given { value: text(&arg)?, option: arg.option }),
            _ => self.krate = Some(path(&arg)?),
        }
        Ok(())
    }
}

fn expression(arg: &Arg, example: &str) -> Result<syn::Expr, Faults> {
    arg.literal("an expression", example)
}

/// A duration above zero, in nanoseconds.
fn time(arg: &Arg) -> Result<u64, Faults> {
    let option = &arg.option;
    let literal: syn::LitStr = arg.literal("a duration in quotes", &format!("{option} = \"60s\""))?;
    match duration::nanoseconds(&literal.value()) {
        Ok(0) => Err(Faults::at(literal.span(), format!("`{option}` of zero means nothing: write a longer duration"))),
        Ok(nanoseconds) => Ok(nanoseconds),
        Err(message) => Err(Faults::at(literal.span(), message)),
    }
}
