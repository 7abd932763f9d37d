//! The report over HTTP, while the program runs: a page that goes on, JSON, and figures for Prometheus.
//!
//! One thread of the runtime's own answers, from snapshots. It neither keeps the process from ending nor exists in forked
//! children, and no call of a decorated function waits for it.

pub(crate) mod address;
mod guard;
mod router;
mod server;
mod snapshot;
mod token;

use core::sync::atomic::{AtomicBool, Ordering};

pub use router::{Router, router};
pub(crate) use token::Token;

use crate::report::exit::Wishes;

/// Whether there is a thread.
static RUNS: AtomicBool = AtomicBool::new(false);

/// How much stack painting a report may take.
const STACK: usize = 2 * 1024 * 1024;

/// Takes up the settings: starts the thread if it is wanted. The first call of a decorated function comes here, in any
/// place where user code can run: no lock, no allocation.
pub(crate) fn follow(wishes: Wishes) {
    if wishes.serve && !RUNS.swap(true, Ordering::AcqRel) && !start() {
        RUNS.store(false, Ordering::Release);
    }
}

/// A forked child has no such thread, and lets go of the address. Async-signal-safe.
#[cfg(unix)]
pub(crate) fn forget() {
    server::let_go();
    RUNS.store(false, Ordering::Release);
}

#[cfg(unix)]
fn start() -> bool {
    extern "C" fn run(_: *mut core::ffi::c_void) -> *mut core::ffi::c_void {
        crate::background::name_thread(c"bedeck-serve");
        serve();
        core::ptr::null_mut()
    }
    crate::background::spawn(STACK, run)
}

#[cfg(not(unix))]
fn start() -> bool {
    std::thread::Builder::new().name("bedeck-serve".to_owned()).stack_size(STACK).spawn(serve).is_ok()
}

/// Until the process ends. A panic must not leave through C.
fn serve() {
    let _ = std::panic::catch_unwind(|| crate::record::memory::aside(server::run));
}
