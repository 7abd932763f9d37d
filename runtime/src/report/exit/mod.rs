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
mod signals;
mod wishes;
#[cfg(unix)]
mod writer;

use core::sync::atomic::{AtomicBool, Ordering};

#[cfg(unix)]
pub(crate) use fork::look_after_child;
pub(crate) use once::write_now as flush;
pub(crate) use wishes::{Wishes, configured, wishes};

use super::output;
use crate::config;
use crate::record::log;

/// Installs what the report at the end of the process needs, and no more. The first call of a decorated function runs
/// it, and later settings do.
pub(crate) fn follow(wishes: Wishes) {
    static INSTALLED: AtomicBool = AtomicBool::new(false);
    log::keep_quiet(wishes.quiet);
    if cfg!(miri) {
        // Miri knows neither exit handlers nor signals.
        return;
    }
    // A child counts from zero also where nothing is ever written.
    #[cfg(unix)]
    fork::watch();
    if !wishes.silent && !INSTALLED.swap(true, Ordering::AcqRel) {
        at_exit::register();
        #[cfg(all(panic = "abort", not(unix)))]
        if !std::thread::panicking() {
            panic::chain();
        }
    }
    #[cfg(unix)]
    writer::follow(wishes);
    #[cfg(feature = "serve")]
    crate::serve::follow(wishes);
}

/// The last report of the process, or one of those before. Who calls it has claimed the report.
#[cfg_attr(not(unix), expect(unused_variables, reason = "only processes that fork have heirs"))]
fn deliver(last: bool) {
    #[cfg(unix)]
    if !fork::may_report(last) {
        return;
    }
    // A panic must not leave through C, nor keep the process from ending.
    let _ = std::panic::catch_unwind(|| output::deliver(&config::settings()));
}
