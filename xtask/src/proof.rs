//! What takes too long for every change: the tests of `#[parallel]` in full, sanitizers, Miri under many seeds.

use std::process::Command;
use std::time::Instant;

use crate::Fault;

/// Runs the tests of `#[parallel]` in full, an optimised build; the soak in them takes so many minutes.
pub(crate) fn soak(arguments: &[String]) -> Result<bool, Fault> {
    let minutes = match arguments {
        [] => 10.0,
        [minutes] => minutes.parse::<f64>()?,
        _ => return Err("`soak` takes the minutes, and nothing else".into()),
    };
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--release", "-p", "bedeck", "--test", "parallel", "--", "--nocapture", "--test-threads=1"]);
    runs("the tests of `#[parallel]` in full", cargo.env("SOAK_MINUTES", minutes.to_string()))
}

/// What the sanitizers and Miri are run over: a name, and the arguments of `cargo test`.
type Tests = (&'static str, &'static [&'static str]);

/// Tests in which threads meet.
const THREADS: [Tests; 3] = [
    ("regions", &["-p", "bedeck-runtime", "--test", "regions"]),
    ("engine and memos", &["-p", "bedeck-runtime", "--lib", "--", "pool::", "memo::"]),
    ("parallel loops", &["-p", "bedeck", "--test", "parallel"]),
];

/// Builds everything, std too, with a sanitizer, and runs the tests in which threads meet.
pub(crate) fn sanitize(arguments: &[String]) -> Result<bool, Fault> {
    let sanitizers: Vec<&str> = match arguments {
        [] => vec!["thread", "address"],
        some => some.iter().map(String::as_str).collect(),
    };
    let target = host()?;
    let mut passed = true;
    for sanitizer in sanitizers {
        for (name, tests) in THREADS {
            let mut cargo = Command::new("cargo");
            cargo.args(["+nightly", "test", "-Zbuild-std", "--target", &target, "--target-dir"]);
            cargo.arg(format!("target/{sanitizer}-sanitizer")).args(tests);
            cargo.env("RUSTFLAGS", format!("-Zsanitizer={sanitizer} -Cunsafe-allow-abi-mismatch=sanitizer"));
            // Counts, sites and the threads of pools stay until the process ends.
            cargo.env("TSAN_OPTIONS", "halt_on_error=0 second_deadlock_stack=1").env("ASAN_OPTIONS", "detect_leaks=0");
            passed &= runs(&format!("{sanitizer} sanitizer: {name}"), &mut cargo)?;
        }
    }
    Ok(passed)
}

/// Tests that are small enough for many schedules.
const SMALL: [Tests; 1] = [(
    "the engine",
    &["-p", "bedeck-runtime", "--lib", "--", "pool::crew", "pool::map", "pool::task", "pool::source", "memo::flight"],
)];

/// Runs small tests by Miri, under so many seeds: each is another schedule.
pub(crate) fn seeds(arguments: &[String]) -> Result<bool, Fault> {
    let seeds = match arguments {
        [] => 64,
        [seeds] => seeds.parse::<u32>()?,
        _ => return Err("`seeds` takes how many, and nothing else".into()),
    };
    let flags = format!("-Zmiri-disable-isolation -Zmiri-ignore-leaks -Zmiri-many-seeds=0..{seeds}");
    let mut passed = true;
    for (name, tests) in SMALL {
        let mut cargo = Command::new("cargo");
        cargo.args(["+nightly", "miri", "test"]).args(tests).env("MIRIFLAGS", &flags);
        passed &= runs(&format!("miri, {seeds} seeds: {name}"), &mut cargo)?;
    }
    Ok(passed)
}

/// Whether the command succeeds; says how long it took.
fn runs(heading: &str, command: &mut Command) -> Result<bool, Fault> {
    let began = Instant::now();
    println!("== {heading}");
    let success = command.env_remove("BEDECK").status()?.success();
    println!("== {heading}: {}, {} s", if success { "ok" } else { "FAILED" }, began.elapsed().as_secs());
    Ok(success)
}

/// The target that the compiler itself is for.
fn host() -> Result<String, Fault> {
    let output = Command::new("rustc").args(["+nightly", "-vV"]).output()?;
    let text = String::from_utf8(output.stdout)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("there is no nightly toolchain: `rustup toolchain install nightly --component rust-src`")?.to_owned())
}
