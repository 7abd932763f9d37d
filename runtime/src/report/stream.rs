// unsafe: writes to descriptors and asks about them.
//! Standard output and error by their descriptors: no lock, no buffer, no signal, and an end even if nobody reads.

use std::io;

/// A standard stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

impl io::Write for Stream {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        write(*self, text).map(|()| text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
pub(crate) use posix::{columns, is_terminal, write, write_to};

#[cfg(unix)]
mod posix {
    use core::ffi::c_int;
    use core::mem::MaybeUninit;
    use core::ptr::null_mut;
    use std::io;
    use std::time::{Duration, Instant};

    use super::Stream;

    /// A reader that takes nothing for so long has stopped reading.
    const PATIENCE: Duration = Duration::from_secs(5);

    fn descriptor(stream: Stream) -> c_int {
        match stream {
            Stream::Stdout => libc::STDOUT_FILENO,
            Stream::Stderr => libc::STDERR_FILENO,
        }
    }

    pub(crate) fn is_terminal(stream: Stream) -> bool {
        // SAFETY: has no preconditions.
        unsafe { libc::isatty(descriptor(stream)) == 1 }
    }

    /// The terminal's width, if the stream is one that tells.
    pub(crate) fn columns(stream: Stream) -> Option<usize> {
        let mut size = MaybeUninit::<libc::winsize>::zeroed();
        // SAFETY: the request writes one `winsize` at the pointer, and all zero bytes are a valid one.
        let size = unsafe {
            let failed = libc::ioctl(descriptor(stream), libc::TIOCGWINSZ, size.as_mut_ptr()) != 0;
            (!failed).then(|| size.assume_init())
        };
        size.map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0)
    }

    /// Writes all of it.
    ///
    /// # Errors
    ///
    /// The stream is closed, or its reader took nothing for [`PATIENCE`].
    pub(crate) fn write(stream: Stream, text: &[u8]) -> io::Result<()> {
        write_to(descriptor(stream), text, PATIENCE)
    }

    /// Writes all of it to a descriptor that may be a pipe without a reader, or a full one, blocking or not.
    pub(crate) fn write_to(descriptor: c_int, mut text: &[u8], patience: Duration) -> io::Result<()> {
        let _blocked = BrokenPipeBlocked::new();
        while !text.is_empty() {
            wait_for_room(descriptor, patience)?;
            // No more than a pipe that has room takes without blocking.
            let piece = &text[..text.len().min(libc::PIPE_BUF)];
            // SAFETY: the pointer and the length are those of a live slice.
            let written = unsafe { libc::write(descriptor, piece.as_ptr().cast(), piece.len()) };
            match usize::try_from(written) {
                Ok(written) => text = &text[written..],
                Err(_) => try_again(io::Error::last_os_error())?,
            }
        }
        Ok(())
    }

    /// `Ok` if the call was only interrupted, or somebody else filled the pipe first.
    fn try_again(error: io::Error) -> io::Result<()> {
        match error.kind() {
            io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock => Ok(()),
            _ => Err(error),
        }
    }

    /// Returns when a write would not block; also when it would fail, which the write then says.
    fn wait_for_room(descriptor: c_int, patience: Duration) -> io::Result<()> {
        let began = Instant::now();
        loop {
            let left = patience.saturating_sub(began.elapsed()).as_millis() as c_int;
            let mut question = libc::pollfd { fd: descriptor, events: libc::POLLOUT, revents: 0 };
            // SAFETY: `question` is one live `pollfd`.
            match unsafe { libc::poll(&raw mut question, 1, left) } {
                0 => return Err(io::Error::from(io::ErrorKind::TimedOut)),
                1.. => return Ok(()),
                _ => try_again(io::Error::last_os_error())?,
            }
        }
    }

    /// While it lives, a write to a pipe without a reader is an error in this thread and no SIGPIPE, also in a program
    /// whose `main` is not Rust's.
    struct BrokenPipeBlocked {
        before: libc::sigset_t,
        was_pending: bool,
    }

    impl BrokenPipeBlocked {
        fn new() -> BrokenPipeBlocked {
            let was_pending = is_pending();
            let mut before = MaybeUninit::<libc::sigset_t>::zeroed();
            // SAFETY: both sets are live; the call fills `before`, which all zero bytes are valid for anyway.
            let before = unsafe {
                libc::pthread_sigmask(libc::SIG_BLOCK, &raw const *broken_pipe_only().as_ptr(), before.as_mut_ptr());
                before.assume_init()
            };
            BrokenPipeBlocked { before, was_pending }
        }
    }

    impl Drop for BrokenPipeBlocked {
        fn drop(&mut self) {
            if !self.was_pending && is_pending() {
                let mut signal = 0;
                // SAFETY: both pointers are valid; the signal is pending and blocked, so that this takes it at once.
                unsafe { libc::sigwait(broken_pipe_only().as_ptr(), &raw mut signal) };
            }
            // SAFETY: `before` is what the mask was.
            unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.before, null_mut()) };
        }
    }

    fn broken_pipe_only() -> MaybeUninit<libc::sigset_t> {
        let mut set = MaybeUninit::zeroed();
        // SAFETY: the set is live, and emptied before it is added to.
        unsafe {
            libc::sigemptyset(set.as_mut_ptr());
            libc::sigaddset(set.as_mut_ptr(), libc::SIGPIPE);
        }
        set
    }

    fn is_pending() -> bool {
        let mut pending = MaybeUninit::<libc::sigset_t>::zeroed();
        // SAFETY: the call fills the set, which is then asked for a signal that exists.
        unsafe {
            libc::sigpending(pending.as_mut_ptr());
            libc::sigismember(pending.as_ptr(), libc::SIGPIPE) == 1
        }
    }
}

#[cfg(not(unix))]
pub(crate) fn is_terminal(stream: Stream) -> bool {
    use std::io::IsTerminal;
    match stream {
        Stream::Stdout => io::stdout().is_terminal(),
        Stream::Stderr => io::stderr().is_terminal(),
    }
}

/// The console's width.
#[cfg(windows)]
pub(crate) fn columns(stream: Stream) -> Option<usize> {
    let size = match stream {
        Stream::Stdout => terminal_size::terminal_size_of(io::stdout()),
        Stream::Stderr => terminal_size::terminal_size_of(io::stderr()),
    };
    size.map(|(width, _)| width.0.into())
}

/// The terminal's width is not asked for on this system.
#[cfg(not(any(unix, windows)))]
pub(crate) fn columns(_: Stream) -> Option<usize> {
    None
}

/// Whether terminals understand colours.
#[cfg(not(windows))]
pub(crate) fn has_colours() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term != "dumb")
}

/// Whether the console understands colours, or could be asked to.
#[cfg(windows)]
pub(crate) fn has_colours() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !dumb && anstyle_query::windows::enable_ansi_colors() == Some(true)
}

/// Writes all of it.
#[cfg(not(unix))]
pub(crate) fn write(stream: Stream, text: &[u8]) -> io::Result<()> {
    use std::io::Write;
    match stream {
        Stream::Stdout => io::stdout().write_all(text).and_then(|()| io::stdout().flush()),
        Stream::Stderr => io::stderr().write_all(text),
    }
}

#[cfg(all(test, unix, not(miri)))]
mod tests {
    use std::io::{self, Read};
    use std::os::fd::AsRawFd;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_slow_reader_gets_all_of_it() {
        let (mut reader, writer) = io::pipe().unwrap();
        let text: Vec<u8> = (0..200_000_u32).map(|i| i as u8).collect();
        let expected = text.clone();
        let thread = std::thread::spawn(move || {
            let mut all = Vec::new();
            std::thread::sleep(Duration::from_millis(20));
            reader.read_to_end(&mut all).map(|_| all)
        });
        write_to(writer.as_raw_fd(), &text, Duration::from_secs(5)).unwrap();
        drop(writer);
        assert!(thread.join().unwrap().unwrap() == expected);
    }

    #[test]
    fn a_reader_that_takes_nothing_is_given_up() {
        let (reader, writer) = io::pipe().unwrap();
        let began = Instant::now();
        let error = write_to(writer.as_raw_fd(), &[0; 1 << 20], Duration::from_millis(50)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(began.elapsed() < Duration::from_secs(2));
        drop(reader);
    }

    #[test]
    fn a_closed_pipe_is_an_error_and_kills_nobody() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        // Rust ignores SIGPIPE at its start; a C main does not.
        // SAFETY: the default action of a signal that this thread blocks while it writes.
        let ignored = unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
        let error = write_to(writer.as_raw_fd(), b"text", Duration::from_secs(5)).unwrap_err();
        // SAFETY: puts back what was there.
        unsafe { libc::signal(libc::SIGPIPE, ignored) };
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
