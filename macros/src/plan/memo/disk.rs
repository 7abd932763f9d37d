//! Results that are kept on disk.

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::fingerprint::fingerprint;
use crate::args::memo::MemoOptions;
use crate::error::Faults;
use crate::item::Function;

/// What a function says of its results on disk.
pub(crate) struct DiskPlan {
    /// By default one of the user's.
    pub(crate) folder: Option<TokenStream>,
    pub(crate) version: Option<TokenStream>,
    /// Of all that says what a result is.
    pub(crate) fingerprint: u64,
}

/// The plan, if the options agree with each other.
pub(super) fn read(args: &MemoOptions, function: &Function) -> Result<Option<DiskPlan>, Faults> {
    let Some(disk) = &args.disk else {
        return match &args.version {
            None => Ok(None),
            Some(version) => Err(Faults::at(
                version.option.span(),
                "`version` tells results on disk from older ones, and these are in memory alone: write `disk` too, or leave \
                 `version` out",
            )),
        };
    };
    let mut faults = Faults::default();
    if args.thread_local.is_some() {
        let message =
            "`disk` shares results with other threads and processes, and `thread_local` with nobody: keep one";
        faults.add(disk.option.span(), message);
    }
    if args.instance.is_some() {
        let message = "`disk` outlives the object whose results `instance` keeps: write what of the receiver matters in place \
                       of `instance`, as in `key = self.id`, or `with_self`";
        faults.add(disk.option.span(), message);
    }
    let version = args.version.as_ref().map(|version| version.value.clone());
    faults.or(Some(DiskPlan { folder: disk.value.clone(), version, fingerprint: text(args, function) }))
}

/// A number of the function's tokens, and of the options that say what its results are.
fn text(args: &MemoOptions, function: &Function) -> u64 {
    let mut tokens: TokenStream = function.head.iter().cloned().collect();
    tokens.extend(function.body.clone().map(proc_macro2::TokenTree::Group));
    let flags = [&args.cache_err, &args.skip_none, &args.with_self];
    flags.into_iter().flatten().for_each(|flag| flag.to_tokens(&mut tokens));
    args.ignore.iter().flat_map(|ignored| &ignored.value).for_each(|name| name.to_tokens(&mut tokens));
    args.key.iter().for_each(|key| key.value.to_tokens(&mut tokens));
    fingerprint(tokens)
}
