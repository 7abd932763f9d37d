// unsafe: writes to a descriptor, and puts back the error number that this may change.
//! The line on stderr for a slow call: no allocation, no lock, at most one a second for a site.

use core::fmt::{self, Write};
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

use crate::clock::{self, Scale};
use crate::site::Site;

const SECOND_NS: f64 = 1e9;

/// Works out the threshold of a `log_over` site in ticks. It is 1 % low, since the clock's scale is not known
/// exactly so early; who is over it is judged again by the scale of that time.
pub(super) fn prepare(site: &Site) {
    if site.log_over.load(Relaxed) == u64::MAX {
        let ticks = site.options.log_over_ns as f64 / clock::scale().ns_per_tick * 0.99;
        site.log_over.store(ticks as u64, Relaxed);
    }
}

/// Whether slow calls are left unsaid.
static QUIET: AtomicBool = AtomicBool::new(false);

/// From now on slow calls are logged or, if `quiet`, not.
pub(crate) fn keep_quiet(quiet: bool) {
    QUIET.store(quiet, Relaxed);
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
    if ns < site.options.log_over_ns || QUIET.load(Relaxed) {
        return;
    }
    if let Some(suppressed) = turn(site, now, scale) {
        keeping_errno(|| write_stderr(line(site, ns, suppressed).bytes()));
    }
}

/// How many lines were suppressed since the last, if it is time for another; else this one is.
fn turn(site: &Site, now: u64, scale: Scale) -> Option<u64> {
    let last = site.logged_at.load(Relaxed);
    let too_soon = last != 0 && scale.ns_f64(now.saturating_sub(last) as f64) < SECOND_NS;
    if too_soon || site.logged_at.compare_exchange(last, now.max(1), Relaxed, Relaxed).is_err() {
        site.log_suppressed.fetch_add(1, Relaxed);
        return None;
    }
    Some(site.log_suppressed.swap(0, Relaxed))
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

/// The function may be about to look at the error of its last system call.
fn keeping_errno(work: impl FnOnce()) {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        #[cfg(target_os = "linux")]
        use libc::__errno_location as errno;
        #[cfg(target_vendor = "apple")]
        use libc::__error as errno;
        // SAFETY: the pointer to this thread's error number is always valid.
        let before = unsafe { *errno() };
        work();
        // SAFETY: as above.
        unsafe { *errno() = before };
    }
    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    work();
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

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: Scale = Scale { ns_per_tick: 1.0 };

    fn text(site: &Site, ns: u64, suppressed: u64) -> String {
        String::from_utf8(line(site, ns, suppressed).bytes().to_vec()).unwrap()
    }

    #[test]
    fn a_line_says_who_took_how_long() {
        enum Here {}
        let site = Site::new::<Here>().named("app::f").log_over(10_000_000);
        assert_eq!(text(&site, 12_345_678, 0), "bedeck: slow call: app::f took 12.3 ms (over 10ms)\n");
        let more = "bedeck: slow call: app::f took 1.0 s (over 10ms), 3 more since the last line\n";
        assert_eq!(text(&site, 1_000_000_000, 3), more);
        let site = site.log_over(1_500);
        assert!(text(&site, 999_999, 0).ends_with("app::f took 999.9 us (over 1500ns)\n"));
        assert!(text(&site.log_over(7), 999, 0).ends_with("app::f took 999 ns (over 7ns)\n"));
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let mut line = Line::new();
        assert!(line.write_str("x").is_ok());
        // Two bytes each: the last does not fit into an even number of bytes less one.
        assert!(line.write_str(&"\u{e9}".repeat(Line::LONGEST / 2)).is_ok());
        assert!(line.write_str("\u{e9}").is_err());
        let text = std::str::from_utf8(line.bytes()).unwrap();
        assert!(text.len() == Line::LONGEST + 1 && text.ends_with("\u{e9}\n"));

        let mut line = Line::new();
        assert!(line.write_str(&"\u{e9}".repeat(Line::LONGEST)).is_err());
        let text = std::str::from_utf8(line.bytes()).unwrap();
        assert!(text.len() == Line::LONGEST && text.ends_with("\u{e9}\n"));
    }

    #[test]
    fn one_line_a_second_and_the_rest_is_counted() {
        enum Here {}
        let site = Site::new::<Here>();
        let turns = [5, 6, 999_999_999, 1_000_000_005, 1_000_000_006].map(|now| turn(&site, now, SCALE));
        assert_eq!(turns, [Some(0), None, None, Some(2), None]);
    }
}
