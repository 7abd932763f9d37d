//! The guards of every option and futures under `poll`, read through the report. Each test has sites of its own.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use bedeck_runtime::{Function, report};

/// A site of this name and these options.
macro_rules! site {
    ($name:expr $(, $option:ident ($($value:expr)?))*) => {{
        enum Here {}
        static SITE: bedeck_runtime::Site =
            bedeck_runtime::Site::new::<Here>().named($name)$(.$option($($value)?))*;
        &SITE
    }};
}

mod futures;
mod options;

/// Resets hold it alone, all other tests share it.
static EPOCH: RwLock<()> = RwLock::new(());

/// Nobody resets while it is held.
fn shared_epoch() -> RwLockReadGuard<'static, ()> {
    EPOCH.read().unwrap_or_else(PoisonError::into_inner)
}

/// Nobody else records while it is held.
fn own_epoch() -> RwLockWriteGuard<'static, ()> {
    EPOCH.write().unwrap_or_else(PoisonError::into_inner)
}

fn row(name: &str) -> Function {
    report().functions.into_iter().find(|function| function.name == name).expect("a row of this name")
}

fn timed(function: &Function) -> u64 {
    function.histogram.iter().map(|(_, count)| count).sum()
}

/// A xorshift generator (G. Marsaglia, "Xorshift RNGs", 2003).
fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}
