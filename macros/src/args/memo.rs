//! The options of `#[memoize]`, read: each with its identifier, values checked by themselves.

use proc_macro2::{Ident, TokenStream, TokenTree};

use super::bytes::bytes;
use super::known::MEMOIZE;
use super::options::Given;
use super::{Arg, count, duration, given, path, read_into, text};
use crate::error::Faults;

/// What stands in `#[memoize(..)]`. Times are in nanoseconds.
#[derive(Default)]
pub(crate) struct MemoOptions {
    pub(crate) capacity: Option<Given<TokenStream>>,
    /// In what the weigher returns.
    pub(crate) max_weight: Option<Given<u64>>,
    pub(crate) weight: Option<Given<syn::Expr>>,
    pub(crate) ttl: Option<Given<u64>>,
    pub(crate) idle: Option<Given<u64>>,
    pub(crate) refresh: Option<Given<u64>>,
    pub(crate) stale: Option<Given<u64>>,
    pub(crate) cache_err: Option<Ident>,
    pub(crate) skip_none: Option<Ident>,
    pub(crate) key: Option<Given<syn::Expr>>,
    pub(crate) ignore: Option<Given<Vec<Ident>>>,
    pub(crate) with_self: Option<Ident>,
    /// A field, or one of a field's.
    pub(crate) instance: Option<Given<TokenStream>>,
    pub(crate) thread_local: Option<Ident>,
    pub(crate) wait: Option<Given<u64>>,
    pub(crate) tag: Option<Given<TokenStream>>,
    pub(crate) name: Option<Given<TokenStream>>,
    /// A folder, where one is named.
    pub(crate) disk: Option<Given<Option<TokenStream>>>,
    /// An address, where one is named.
    pub(crate) redis: Option<Given<Option<TokenStream>>>,
    pub(crate) version: Option<Given<TokenStream>>,
    /// The path of the crate `bedeck`.
    pub(crate) krate: Option<TokenStream>,
}

impl MemoOptions {
    pub(crate) fn read(tokens: TokenStream) -> (MemoOptions, Faults) {
        let mut options = MemoOptions::default();
        let faults = read_into(&mut options, tokens, &MEMOIZE, MemoOptions::take);
        (options, faults)
    }

    fn take(&mut self, arg: Arg) -> Result<(), Faults> {
        match arg.option.to_string().as_str() {
            "capacity" => {
                self.capacity =
                    Some(given(arg, |arg| count(arg, "results", "keeps nothing: write how many results to keep"))?);
            }
            "max_weight" => self.max_weight = Some(given(arg, memory)?),
            "weight" => self.weight = Some(given(arg, |arg| arg.literal("a closure", "weight = |value| value.len()"))?),
            "ttl" => self.ttl = Some(given(arg, time)?),
            "idle" => self.idle = Some(given(arg, time)?),
            "refresh" => self.refresh = Some(given(arg, time)?),
            "stale" => self.stale = Some(given(arg, time)?),
            "cache_err" => self.cache_err = Some(arg.flag()?),
            "skip_none" => self.skip_none = Some(arg.flag()?),
            "key" => self.key = Some(given(arg, |arg| arg.literal("an expression", "key = (a, b.id)"))?),
            "ignore" => self.ignore = Some(given(arg, |arg| arg.names("ignore(log)"))?),
            "with_self" => self.with_self = Some(arg.flag()?),
            "instance" => self.instance = Some(given(arg, field)?),
            "thread_local" => self.thread_local = Some(arg.flag()?),
            "wait" => self.wait = Some(given(arg, time)?),
            "tag" => self.tag = Some(given(arg, text)?),
            "name" => self.name = Some(given(arg, text)?),
            "disk" => self.disk = Some(given(arg, folder)?),
            "redis" => self.redis = Some(given(arg, server)?),
            "version" => self.version = Some(given(arg, text)?),
            _ => self.krate = Some(path(&arg)?),
        }
        Ok(())
    }
}

/// A duration above zero, in nanoseconds.
fn time(arg: &Arg) -> Result<u64, Faults> {
    let option = &arg.option;
    let literal: syn::LitStr = arg.literal("a duration in quotes", &format!("{option} = \"60s\""))?;
    match duration::nanoseconds(&literal.value()) {
        Ok(0) => Err(Faults::at(literal.span(), format!("`{option}` of zero keeps nothing: write a longer duration"))),
        Ok(nanoseconds) => Ok(nanoseconds),
        Err(message) => Err(Faults::at(literal.span(), message)),
    }
}

/// An amount of memory: `"64MiB"`, or a number of bytes.
fn memory(arg: &Arg) -> Result<u64, Faults> {
    let literal: syn::Lit = arg.literal("an amount of memory in quotes", "max_weight = \"64MiB\"")?;
    let read = match &literal {
        syn::Lit::Str(text) => bytes(&text.value()),
        syn::Lit::Int(number) => bytes(number.base10_digits()),
        _ => Err("`max_weight` takes an amount of memory in quotes: write `max_weight = \"64MiB\"`".to_owned()),
    };
    match read {
        Ok(0) => Err(Faults::at(literal.span(), "`max_weight` of zero keeps nothing: write a larger amount")),
        Ok(bytes) => Ok(bytes),
        Err(message) => Err(Faults::at(literal.span(), message)),
    }
}

/// A folder.
fn folder(arg: &Arg) -> Result<Option<TokenStream>, Faults> {
    arg.built_in("disk", cfg!(feature = "disk"))?;
    place(arg, "a folder in quotes, or nothing", "disk = \"target/results\"")
}

/// The address of a server.
fn server(arg: &Arg) -> Result<Option<TokenStream>, Faults> {
    arg.built_in("redis", cfg!(feature = "redis"))?;
    place(arg, "an address in quotes, or nothing", "redis = \"redis://127.0.0.1/\"")
}

/// A place in quotes, or an expression of one, which the compiler then checks, or none.
fn place(arg: &Arg, what: &str, example: &str) -> Result<Option<TokenStream>, Faults> {
    if arg.stands_alone() {
        return Ok(None);
    }
    let tokens = arg.value(example)?;
    if matches!(tokens, [TokenTree::Literal(_)]) {
        arg.literal::<syn::LitStr>(what, example)?;
    }
    Ok(Some(tokens.iter().cloned().collect()))
}

/// `memo`, or `inner.memo`, without the `self.` in front, which users may write.
fn field(arg: &Arg) -> Result<TokenStream, Faults> {
    let example = "instance = memo";
    let tokens = match arg.value(example)? {
        [TokenTree::Ident(word), dot, field @ ..] if word == "self" && super::is_punct(dot, '.') => field,
        tokens => tokens,
    };
    let is_field = tokens.iter().enumerate().all(|(at, token)| match token {
        TokenTree::Ident(word) => at % 2 == 0 && word != "self",
        TokenTree::Literal(_) => at % 2 == 0,
        token => at % 2 == 1 && super::is_punct(token, '.'),
    });
    if is_field && tokens.len() % 2 == 1 {
        return Ok(tokens.iter().cloned().collect());
    }
    let mut faults = Faults::default();
    faults.add_over(tokens, arg.option.span(), format!("`instance` takes the name of a field: write `{example}`"));
    Err(faults)
}
