//! Results that are kept on disk or on a server.

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::fingerprint::fingerprint;
use crate::args::memo::MemoOptions;
use crate::error::Faults;
use crate::item::Function;

/// What a function says of its results on disk or on a server.
pub(crate) struct DiskPlan {
    pub(crate) place: Place,
    pub(crate) version: Option<TokenStream>,
    /// Of all that says what a result is.
    pub(crate) fingerprint: u64,
}

/// Where results are besides memory.
pub(crate) enum Place {
    /// In a folder; by default one of the user's.
    Folder(Option<TokenStream>),
    /// On a server; by default the usual one.
    Server(Option<TokenStream>),
}

/// The plan, if the options agree with each other.
pub(super) fn read(args: &MemoOptions, function: &Function) -> Result<Option<DiskPlan>, Faults> {
    let mut faults = Faults::default();
    let (given, place) = match (&args.disk, &args.redis) {
        (Some(disk), None) => (disk, Place::Folder(disk.value.clone())),
        (None, Some(redis)) => (redis, Place::Server(redis.value.clone())),
        (Some(_), Some(redis)) => {
            let message = "`disk` and `redis` say two different places for the results: keep one";
            return Err(Faults::at(redis.option.span(), message));
        }
        (None, None) => {
            if let Some(version) = &args.version {
                let message = "`version` tells results on disk from older ones, and these are in memory alone: write `disk` \
                               or `redis` too, or leave `version` out";
                faults.add(version.option.span(), message);
            }
            return faults.or(None);
        }
    };
    let option = &given.option;
    if args.thread_local.is_some() {
        let message = format!(
            "`{option}` shares results with other threads and processes, and `thread_local` with nobody: keep one"
        );
        faults.add(option.span(), message);
    }
    if args.instance.is_some() {
        let message = format!(
            "`{option}` outlives the object whose results `instance` keeps: write what of the receiver matters in place of \
             `instance`, as in `key = self.id`, or `with_self`"
        );
        faults.add(option.span(), message);
    }
    let version = args.version.as_ref().map(|version| version.value.clone());
    faults.or(Some(DiskPlan { place, version, fingerprint: text(args, function) }))
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
