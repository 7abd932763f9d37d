// unsafe: registers a handler with the C library.
//! How the report comes out when the process ends.

use super::output::deliver;
use crate::config::settings;

/// Arranges for the report at the end of the process. The first call of a decorated function runs it.
pub(crate) fn arrange() {
    extern "C" fn at_exit() {
        deliver(&settings());
    }
    // SAFETY: the handler is a plain function that does not unwind into C.
    unsafe { libc::atexit(at_exit) };
}
