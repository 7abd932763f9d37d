//! How the report comes out when the process ends.
//!
//! The first call of a decorated function arranges it, wherever that call is made: inside the global allocator, in a
//! `Drop` during a panic, in the destructor of a thread-local, in any thread. So nothing here allocates from the
//! program's allocator, takes a lock that the program's code could hold, or panics, until the report is written.

mod at_exit;
#[cfg(unix)]
mod fork;
mod once;
#[cfg(panic = "abort")]
mod panic;
#[cfg(unix)]
mod pipe;
#[cfg(unix)]
mod signals;
mod words;
#[cfg(unix)]
mod writer;

#[cfg(unix)]
pub(crate) use fork::look_after_child;
pub(crate) use words::{Early, early};

/// Arranges for the report at the end of the process. The first call of a decorated function runs it.
#[cfg(unix)]
pub(crate) fn arrange(words: Early) {
    if words.quiet {
        return;
    }
    fork::watch();
    at_exit::register();
    if !words.signals {
        signals::want(false);
    }
    if let Some(period) = words.every {
        writer::set_period(period);
    }
    writer::start();
}

/// Arranges for the report at the end of the process. The first call of a decorated function runs it.
#[cfg(not(unix))]
pub(crate) fn arrange(words: Early) {
    if words.quiet {
        return;
    }
    at_exit::register();
    #[cfg(panic = "abort")]
    if !std::thread::panicking() {
        panic::chain();
    }
}

/// Writes the report, by raw descriptor. Who calls it has claimed the report.
fn deliver() {
    #[cfg(unix)]
    if !fork::may_report() {
        return;
    }
    // A panic must not leave through C, nor keep the process from ending.
    #[cfg(unix)]
    let _ = std::panic::catch_unwind(|| pipe::shielded(print));
    #[cfg(not(unix))]
    let _ = std::panic::catch_unwind(print);
}

#[cfg(unix)]
fn print() {
    writer::print(&super::table::paint(&super::report()));
}

#[cfg(not(unix))]
fn print() {
    use std::io::Write as _;
    let _ = std::io::stderr().write_all(super::table::paint(&super::report()).as_bytes());
}
