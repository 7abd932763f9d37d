//! How much is kept, and how long.

use proc_macro2::TokenStream;

use crate::args::memo::MemoOptions;
use crate::error::Faults;

/// The kind of table, which the options choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Unbounded,
    Bounded,
    Expiring,
}

/// How much is kept.
pub(crate) enum Limit {
    None,
    /// So many results.
    Entries(TokenStream),
    /// Results of so much weight.
    Weight(u64),
}

/// What the options say of it. Times are in nanoseconds.
pub(crate) struct Policy {
    pub(crate) limit: Limit,
    pub(crate) ttl: Option<u64>,
    pub(crate) idle: Option<u64>,
    pub(crate) refresh: Option<u64>,
    pub(crate) stale: Option<u64>,
    pub(crate) wait: Option<u64>,
}

impl Policy {
    pub(crate) fn kind(&self) -> Kind {
        if self.ttl.or(self.idle).or(self.refresh).is_some() {
            Kind::Expiring
        } else if matches!(self.limit, Limit::None) {
            Kind::Unbounded
        } else {
            Kind::Bounded
        }
    }
}

/// The policy, if the options agree with each other.
pub(super) fn read(args: &MemoOptions) -> Result<Policy, Faults> {
    let mut faults = Faults::default();
    let limit = faults.of(limit(args));
    if let (Some(stale), None) = (&args.stale, &args.ttl) {
        let message =
            "`stale` serves what `ttl` has made old, and there is no `ttl`: write `ttl = \"60s\", stale = \"5s\"`";
        faults.add(stale.option.span(), message);
    }
    if let (Some(refresh), Some(ttl)) = (&args.refresh, &args.ttl)
        && refresh.value >= ttl.value
    {
        let message = "`refresh` computes anew before `ttl` is over, so it must be the shorter of the two";
        faults.add(refresh.option.span(), message);
    }
    let policy = |limit| Policy {
        limit,
        ttl: args.ttl.as_ref().map(|time| time.value),
        idle: args.idle.as_ref().map(|time| time.value),
        refresh: args.refresh.as_ref().map(|time| time.value),
        stale: args.stale.as_ref().map(|time| time.value),
        wait: args.wait.as_ref().map(|time| time.value),
    };
    match limit {
        Some(limit) => faults.or(policy(limit)),
        None => Err(faults),
    }
}

fn limit(args: &MemoOptions) -> Result<Limit, Faults> {
    match (&args.capacity, &args.max_weight, &args.weight) {
        (Some(_), Some(max_weight), _) => Err(Faults::at(
            max_weight.option.span(),
            "`capacity` counts results and `max_weight` weighs them, and a table does one: keep one",
        )),
        (_, None, Some(weight)) => Err(Faults::at(
            weight.option.span(),
            "`weight` says what a result weighs, and nothing says how much is too much: write `max_weight = \"64MiB\"` too",
        )),
        (None, Some(max_weight), None) => Err(Faults::at(
            max_weight.option.span(),
            "`max_weight` needs to know what a result weighs: write `weight = |value| value.len()` too, or `capacity`",
        )),
        (None, Some(max_weight), Some(_)) => Ok(Limit::Weight(max_weight.value)),
        (Some(capacity), None, None) => Ok(Limit::Entries(capacity.value.clone())),
        (None, None, None) => Ok(Limit::None),
    }
}
