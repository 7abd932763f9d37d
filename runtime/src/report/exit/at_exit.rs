// unsafe: calls the C library.
//! The C library's list of functions to run at exit: on return from main, also by an error or a panic, and on
//! `process::exit`, whatever other threads do.

/// Puts the report on the list. A handler that the program registered earlier runs after it.
#[cfg(any(unix, windows, target_os = "wasi"))]
pub(super) fn register() {
    extern "C" fn at_exit() {
        super::once::write_last();
    }
    #[cfg(unix)]
    use libc::atexit;
    #[cfg(not(unix))]
    unsafe extern "C" {
        fn atexit(function: extern "C" fn()) -> core::ffi::c_int;
    }
    // SAFETY: the function may be called at any later time, and does not unwind into C.
    unsafe { atexit(at_exit) };
}

/// There is no end of the process to wait for.
#[cfg(not(any(unix, windows, target_os = "wasi")))]
pub(super) fn register() {
    let _ = super::once::write_last;
}

/// Reads a variable of the environment without a copy.
#[cfg(unix)]
pub(super) fn with_variable<R>(name: &core::ffi::CStr, read: impl FnOnce(Option<&[u8]>) -> R) -> R {
    // SAFETY: the name ends in a zero byte. A program that changes its environment while other threads run breaks
    // this as it breaks any C library; std says so at `set_var`.
    let value = unsafe { libc::getenv(name.as_ptr()) };
    // SAFETY: what `getenv` returns ends in a zero byte, and is used before this function returns.
    read((!value.is_null()).then(|| unsafe { core::ffi::CStr::from_ptr(value) }.to_bytes()))
}
