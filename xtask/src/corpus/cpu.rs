// unsafe: asks the system for the processor time of ended child processes
//! Runs a program to its end and measures what it and its children took from the processor.

use std::io;
use std::mem::MaybeUninit;
use std::process::{Command, Output};
use std::time::Duration;

/// The output of the command, and the processor time of its whole family.
pub(super) fn output(command: &mut Command) -> io::Result<(Output, Duration)> {
    let before = children();
    let output = command.output()?;
    Ok((output, children() - before))
}

fn children() -> Duration {
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the pointer is valid for a write of one `rusage`, for which zero bytes are a valid value.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_CHILDREN, usage.as_mut_ptr());
        usage.assume_init()
    };
    let time = |t: libc::timeval| Duration::new(t.tv_sec as u64, t.tv_usec as u32 * 1000);
    time(usage.ru_utime) + time(usage.ru_stime)
}
