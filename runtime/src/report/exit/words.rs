//! The words of `BEDECK` that matter before anything is recorded, read without allocating.

use std::time::Duration;

/// What has to be known at the first call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Early {
    /// Record nothing.
    pub(crate) off: bool,
    /// Record, and install nothing.
    pub(crate) quiet: bool,
    /// Report when SIGINT or SIGTERM ends the process.
    pub(crate) signals: bool,
    /// Write the report again and again while the program runs.
    pub(crate) every: Option<Duration>,
}

impl Early {
    const fn new() -> Early {
        Early { off: false, quiet: false, signals: true, every: None }
    }

    fn apply(&mut self, word: &[u8]) {
        match word {
            b"off" => self.off = true,
            b"quiet" => self.quiet = true,
            b"nosignals" => self.signals = false,
            _ => self.every = word.strip_prefix(b"every=").and_then(seconds).or(self.every),
        }
    }
}

/// The early words of the environment.
#[cfg(unix)]
pub(crate) fn early() -> Early {
    super::at_exit::with_variable(c"BEDECK", |value| value.map_or(Early::new(), parse))
}

/// The early words of the environment.
#[cfg(not(unix))]
pub(crate) fn early() -> Early {
    std::env::var_os("BEDECK").map_or(Early::new(), |value| parse(value.as_encoded_bytes()))
}

/// Words stand between commas; two commas are a literal one, so what follows them belongs to the word before.
fn parse(bytes: &[u8]) -> Early {
    let mut early = Early::new();
    let mut continued = false;
    for piece in bytes.split(|byte| *byte == b',') {
        if !continued {
            early.apply(piece);
        }
        continued = piece.is_empty() && !continued;
    }
    early
}

/// A positive decimal number of seconds; at most a year.
fn seconds(digits: &[u8]) -> Option<Duration> {
    let seconds: f64 = core::str::from_utf8(digits).ok()?.parse().ok()?;
    (seconds > 0.0 && seconds <= 31_536_000.0).then(|| Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_early_words_are_found_among_others() {
        assert_eq!(parse(b""), Early::new());
        assert!(parse(b"json=x,off").off);
        assert!(parse(b"quiet,top=5").quiet);
        assert!(!parse(b"nosignals").signals);
        assert_eq!(parse(b"every=0.5").every, Some(Duration::from_millis(500)));
        assert_eq!(parse(b"every=-1,every=x").every, None);
    }

    #[test]
    fn a_doubled_comma_is_part_of_a_word() {
        assert!(!parse(b"json=a,,off").off);
        assert!(parse(b"json=a,,b,off").off);
    }
}
