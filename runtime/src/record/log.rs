// unsafe: writes to a descriptor.
//! The line on stderr for a slow call: no allocation, no lock, at most one a second for a site.

use core::fmt::{self, Write};
use core::sync::atomic::Ordering::Relaxed;

use crate::clock;
use crate::site::Site;

const SECOND_NS: f64 = 1e9;

/// Works out the threshold of a `log_over` site in ticks. It is 1 % low, since the clock's scale is not known
/// exactly so early; who is over it is judged again by the scale of that time.
pub(super) fn prepare(site: &Site) {
    let ticks = site.options.log_over_ns as f64 / clock::scale().ns_per_tick * 0.99;
    site.log_over.store(ticks as u64, Relaxed);
}

/// A call ended at `now`: logs it if it was slow.
#[inline(always)]
pub(super) fn call_took(site: &Site, ticks: u64, now: u64) {
    if ticks >= site.log_over.load(Relaxed) {
        slow(site, ticks, now);
    }
}

#[cold]
#[inline(never)]
fn slow(site: &Site, ticks: u64, now: u64) {
    let scale = clock::scale();
    let ns = scale.ns(ticks);
    if ns < site.options.log_over_ns {
        return;
    }
    let last = site.logged_at.load(Relaxed);
    let too_soon = last != 0 && scale.ns_f64(now.saturating_sub(last) as f64) < SECOND_NS;
    if too_soon || site.logged_at.compare_exchange(last, now.max(1), Relaxed, Relaxed).is_err() {
        site.log_suppressed.fetch_add(1, Relaxed);
        return;
    }
    let line = line(site, ns, site.log_suppressed.swap(0, Relaxed));
    write_stderr(line.bytes());
}

fn line(site: &Site, ns: u64, suppressed: u64) -> Line {
    let mut line = Line::new();
    let (took, over) = (Rounded(ns), Whole(site.options.log_over_ns));
    // A line that is too long is cut.
    let _ = write!(line, "bedeck: slow call: {} took {took} (over {over})", site.name());
    if suppressed > 0 {
        let _ = write!(line, ", {suppressed} more since the last line");
    }
    line
}

/// A line of text on the stack.
struct Line {
    text: [u8; Line::LONGEST + 1],
    len: usize,
}

impl Line {
    const LONGEST: usize = 1023;

    fn new() -> Line {
        Line { text: [b'\n'; Line::LONGEST + 1], len: 0 }
    }

    /// The text and a line feed.
    fn bytes(&self) -> &[u8] {
        &self.text[..=self.len]
    }
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = text.len().min(Line::LONGEST - self.len);
        let fits = (0..=room).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        self.text[self.len..self.len + fits].copy_from_slice(&text.as_bytes()[..fits]);
        self.len += fits;
        if fits == text.len() { Ok(()) } else { Err(fmt::Error) }
    }
}

const UNITS: [(u64, &str); 4] = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us"), (1, "ns")];

/// Nanoseconds in the largest unit that fits, to a tenth of it.
struct Rounded(u64);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.into_iter().find(|(unit, _)| *unit > 1 && self.0 >= *unit) {
            Some((unit, name)) => {
                let tenths = self.0 / (unit / 10);
                write!(f, "{}.{} {name}", tenths / 10, tenths % 10)
            }
            None => write!(f, "{} ns", self.0),
        }
    }
}

/// Nanoseconds in the largest unit of which they are a whole number.
struct Whole(u64);

impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, name) = UNITS.into_iter().find(|(unit, _)| self.0.is_multiple_of(*unit)).unwrap_or((1, "ns"));
        write!(f, "{}{name}", self.0 / unit)
    }
}

#[cfg(all(unix, not(miri)))]
fn write_stderr(mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: the pointer and the length are those of a live slice.
        let written = unsafe { libc::write(2, bytes.as_ptr().cast(), bytes.len()) };
        match usize::try_from(written) {
            Ok(written) if written > 0 => bytes = &bytes[written..],
            _ => return,
        }
    }
}

#[cfg(not(all(unix, not(miri))))]
fn write_stderr(bytes: &[u8]) {
    use std::io::Write as _;
    let _ = std::io::stderr().write_all(bytes);
}
