// unsafe: a pseudo terminal of the system.
//! A program on a terminal, or on a pipe, and what is to be seen of it there.

use std::env;
use std::fs::File;
use std::io::Read;
use std::os::fd::{FromRawFd as _, OwnedFd};
use std::process::{Command, Stdio};
use std::ptr::null_mut;

use super::WHAT;

/// What stood in the line of the terminal.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Each time before it was cleared.
    pub(crate) drawn: Vec<String>,
    /// When the program had ended, in all lines.
    pub(crate) left: String,
}

/// Runs this program's `program` with its stderr on a terminal or a pipe.
pub(crate) fn run(what: &str, environment: &[(&str, &str)], on_terminal: bool) -> Seen {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "program"])
        .env(WHAT, what)
        .env_remove("BEDECK")
        .env("TERM", "xterm")
        .stdout(Stdio::null());
    command.envs(environment.iter().copied());
    let (mut screen, its_end) = if on_terminal { terminal() } else { pipe() };
    let mut child = command.stderr(its_end).spawn().unwrap();
    // It has the other end of the terminal too, which would never be closed.
    drop(command);
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    // A terminal whose last program has ended is read with an error.
    while let Ok(length @ 1..) = screen.read(&mut part) {
        bytes.extend_from_slice(&part[..length]);
    }
    assert!(child.wait().unwrap().success());
    seen(&String::from_utf8(bytes).unwrap())
}

fn terminal() -> (File, Stdio) {
    let (mut master, mut slave) = (0, 0);
    let mut size = libc::winsize { ws_row: 25, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: all pointers are null or to valid values, and the descriptors belong to nobody else.
    unsafe {
        assert_eq!(libc::openpty(&raw mut master, &raw mut slave, null_mut(), null_mut(), &raw mut size), 0);
        for end in [master, slave] {
            libc::fcntl(end, libc::F_SETFD, libc::FD_CLOEXEC);
        }
        (File::from_raw_fd(master), Stdio::from(OwnedFd::from_raw_fd(slave)))
    }
}

fn pipe() -> (File, Stdio) {
    let (reader, writer) = std::io::pipe().unwrap();
    (File::from(OwnedFd::from(reader)), Stdio::from(writer))
}

/// Carriage returns and the erasing of a line are all that a bar of one line needs.
fn seen(text: &str) -> Seen {
    let (mut drawn, mut left, mut line) = (Vec::new(), String::new(), String::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("\x1b[2K") {
            drawn.extend((!line.trim().is_empty()).then(|| line.clone()));
            line.clear();
            rest = after;
            continue;
        }
        match first {
            '\n' => left.push_str(core::mem::take(&mut line).trim()),
            '\r' => {}
            _ => line.push(first),
        }
        rest = &rest[first.len_utf8()..];
    }
    left.push_str(line.trim());
    Seen { drawn, left }
}
