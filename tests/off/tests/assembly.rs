//! The feature `record` is off: the same assembly with the attributes as without, with debug information too.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Cargo, building this package alone, so that nobody else's features reach it.
fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(words).args(["--package", "bedeck-off", "--release", "--target-dir"]).arg(scratch().join("target"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn scratch() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// The assembly of the library, decorated or plain.
fn assembly(features: &[&str], debug: &str) -> String {
    let path: PathBuf = scratch().join(format!("off-{}-{debug}.s", features.join("-").replace('/', "-")));
    let output = cargo(&["rustc", "--lib"])
        .args(features)
        .args(["--", "-C", "codegen-units=1", "-C", debug, "--emit"])
        .arg(format!("asm={}", path.display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    without_hashes(&std::fs::read_to_string(path).unwrap())
}

/// Names carry a hash of the crate's features, which differ by the one that switches the attributes. Some are written
/// without their leading zeros.
fn without_hashes(assembly: &str) -> String {
    let mut kept = String::with_capacity(assembly.len());
    let mut rest = assembly;
    while let Some(digit) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, run) = rest.split_at(digit);
        let length = run.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(run.len());
        kept.push_str(before);
        kept.push_str(if length >= 12 { "#" } else { &run[..length] });
        rest = &run[length..];
    }
    kept + rest
}

#[test]
fn the_assembly_equals_the_plain_one() {
    for debug in ["debuginfo=0", "debuginfo=2"] {
        let decorated = assembly(&[], debug);
        let plain = assembly(&["--features", "plain"], debug);
        assert!(decorated.contains("off_sum") && decorated.contains("off_all"), "the functions are in it");
        let difference = decorated.lines().zip(plain.lines()).position(|(a, b)| a != b);
        if let Some(line) = difference {
            let near = |text: &str| text.lines().skip(line.saturating_sub(3)).take(7).collect::<Vec<_>>().join("\n");
            panic!("{debug}: line {line} differs\n{}\n----\n{}", near(&decorated), near(&plain));
        }
        assert_eq!(decorated.len(), plain.len());
    }
}

#[test]
fn with_the_feature_the_assembly_differs() {
    let on = assembly(&["--features", "bedeck/record"], "debuginfo=0");
    assert!(on.contains("bedeck_runtime"), "or the test above compares nothing");
}

#[test]
fn nothing_is_recorded_and_nothing_printed() {
    let output = cargo(&["run", "--quiet"]).env_remove("BEDECK").output().unwrap();
    let shown = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shown}");
    assert!(!shown.contains("Held"), "{shown}");
}
