//! What the settings ask of the exit paths, kept where it can be read without a lock.

use core::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::report::settings::Settings;
use crate::report::words;
use crate::state;

/// What has to be known at the first call of a decorated function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wishes {
    /// Record nothing.
    pub(crate) off: bool,
    /// Say nothing on a stream.
    pub(crate) quiet: bool,
    /// There will be nothing to write: install nothing.
    pub(crate) silent: bool,
    /// Report when SIGINT or SIGTERM ends the process.
    pub(crate) signals: bool,
    /// `#[memoize]` keeps nothing.
    pub(crate) nomemo: bool,
    /// Show the report while the program runs.
    pub(crate) serve: bool,
    /// Write the report again and again while the program runs.
    pub(crate) every: Option<Duration>,
}

impl Wishes {
    /// What no word changes.
    pub(crate) const DEFAULT: Wishes =
        Wishes { off: false, quiet: false, silent: false, signals: true, nomemo: false, serve: false, every: None };

    pub(crate) fn of(settings: &Settings) -> Wishes {
        Wishes {
            off: settings.off,
            quiet: settings.quiet,
            silent: Wishes::is_silent(settings.quiet, !settings.outputs.is_empty(), settings.every),
            signals: settings.signals,
            nomemo: settings.nomemo,
            #[cfg(feature = "serve")]
            serve: settings.serve.is_some(),
            #[cfg(not(feature = "serve"))]
            serve: false,
            every: settings.every,
        }
    }

    /// Whether there will be nothing to write, nor to publish every so often.
    pub(crate) fn is_silent(quiet: bool, files: bool, every: Option<Duration>) -> bool {
        quiet && !files && !(cfg!(feature = "metrics") && every.is_some())
    }

    /// Seven flags, the lowest of which is always set, and the period in nanoseconds.
    fn pack(self) -> u64 {
        let period = self.every.map_or(0, |every| u64::try_from(every.as_nanos()).unwrap_or(u64::MAX).min(LONGEST));
        let flags = [true, self.off, self.silent, self.signals, self.quiet, self.nomemo, self.serve];
        let bits = flags.into_iter().zip(0..).map(|(flag, bit)| u64::from(flag) << bit);
        (period << 7) | bits.sum::<u64>()
    }

    fn unpack(word: u64) -> Option<Wishes> {
        let flag = |bit: u32| word >> bit & 1 == 1;
        let every = Some(word >> 7).filter(|period| *period > 0).map(Duration::from_nanos);
        flag(0).then(|| Wishes {
            off: flag(1),
            silent: flag(2),
            signals: flag(3),
            quiet: flag(4),
            nomemo: flag(5),
            serve: flag(6),
            every,
        })
    }
}

/// The longest period, in nanoseconds: four years.
const LONGEST: u64 = u64::MAX >> 7;

/// What the program configured, `BEDECK` included; 0 if it did not.
static CONFIGURED: AtomicU64 = AtomicU64::new(0);

/// What the program configured, or what `BEDECK` says. Neither allocates nor locks on unix.
pub(crate) fn wishes() -> Wishes {
    Wishes::unpack(CONFIGURED.load(Ordering::SeqCst)).unwrap_or_else(variable)
}

/// The program made settings: they hold from now on.
pub(crate) fn configured(settings: &Settings) {
    let wishes = Wishes::of(settings);
    CONFIGURED.store(wishes.pack(), Ordering::SeqCst);
    if state::epoch().is_some() {
        super::follow(wishes);
    }
}

#[cfg(unix)]
fn variable() -> Wishes {
    super::at_exit::with_variable(c"BEDECK", |value| value.map_or(Wishes::DEFAULT, words::early))
}

#[cfg(not(unix))]
fn variable() -> Wishes {
    std::env::var_os("BEDECK").map_or(Wishes::DEFAULT, |value| words::early(value.as_encoded_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_is_silent_unless_a_file_is_named() {
        assert!(words::early(b"quiet,top=5").silent);
        assert!(!words::early(b"quiet,json=a").silent);
        assert_eq!(Wishes::of(&Settings::default()), Wishes::DEFAULT);
    }

    #[test]
    fn wishes_fit_into_a_word() {
        let every = Some(Duration::from_millis(500));
        for wishes in [
            Wishes::DEFAULT,
            Wishes { off: true, quiet: true, silent: true, signals: false, nomemo: true, serve: true, every },
        ] {
            assert_eq!(Wishes::unpack(wishes.pack()), Some(wishes));
        }
        let for_ever = Wishes { every: Some(Duration::MAX), ..Wishes::DEFAULT };
        let longest = Some(Duration::from_nanos(LONGEST));
        assert_eq!(Wishes::unpack(for_ever.pack()), Some(Wishes { every: longest, ..Wishes::DEFAULT }));
        assert_eq!(Wishes::unpack(0), None);
    }
}
