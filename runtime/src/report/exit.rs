// unsafe: registers a handler with the C library and writes to a descriptor.
//! How the report comes out when the process ends.

use super::{report, table};

/// Arranges for the report at the end of the process. The first call of a decorated function runs it.
pub(crate) fn arrange() {
    extern "C" fn at_exit() {
        let text = table::paint(&report());
        // SAFETY: the pointer and the length are those of a live string.
        unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
    }
    // SAFETY: the handler is a plain function that does not unwind into C.
    unsafe { libc::atexit(at_exit) };
}
