// unsafe: asks the C library for the machine's name.
//! Who ran: the program, its process and its machine.

use std::ffi::OsString;
use std::path::Path;

/// Whether the target has processes at all (`wasm32-unknown-unknown` panics when asked).
const HAS_PROCESSES: bool = !cfg!(all(target_family = "wasm", target_os = "unknown"));

/// The process id; 0 where there are none.
pub(super) fn id() -> u32 {
    if HAS_PROCESSES { std::process::id() } else { 0 }
}

/// The program and its arguments, as one would type them.
pub(super) fn command() -> String {
    std::env::args_os().map(|word| quoted(&word.to_string_lossy())).collect::<Vec<_>>().join(" ")
}

/// The last segment of the program's path, without a suffix.
pub(super) fn program() -> OsString {
    let path = std::env::args_os().next().unwrap_or_default();
    Path::new(&path).file_stem().map_or_else(|| "program".into(), OsString::from)
}

/// In single quotes if a shell would take it apart.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./:=,+@%^".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The machine's name; empty if the system has none.
#[cfg(all(unix, not(miri)))]
pub(super) fn host() -> String {
    let mut name = [0_u8; 256];
    // SAFETY: the pointer and the length are those of a live buffer; its last byte stays zero.
    let failed = unsafe { libc::gethostname(name.as_mut_ptr().cast(), name.len() - 1) } != 0;
    let name = name.split(|byte| *byte == 0).next().filter(|_| !failed).unwrap_or_default();
    String::from_utf8_lossy(name).into_owned()
}

/// The machine's name; empty if the system has none.
#[cfg(not(all(unix, not(miri))))]
pub(super) fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_shell_would_take_apart_are_quoted() {
        assert_eq!(quoted("a/b-c.rs"), "a/b-c.rs");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }

    #[test]
    #[cfg(not(miri))] // which names the program after itself
    fn the_test_program_has_a_name() {
        assert!(program().to_string_lossy().starts_with("bedeck_runtime"));
        assert!(command().contains("bedeck_runtime"));
    }
}
