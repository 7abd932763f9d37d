//! A program that knows nothing of bedeck is profiled, and stays as it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bedeck::Report;

const FILES: [(&str, &str); 8] = [
    ("outside/Cargo.toml", "[package]\nname = \"outside\"\nedition = \"2021\"\n"),
    ("outside/src/lib.rs", "pub fn twice(n: u64) -> u64 { 2 * n }\n"),
    ("work/Cargo.toml", "[workspace]\nmembers = [\"app\", \"old\"]\nresolver = \"2\"\n"),
    (
        "work/app/Cargo.toml",
        "[package]\nname = \"app\"\nedition = \"2021\"\n\n[dependencies]\nold = { path = \"../old\" }\n\
         outside = { path = \"../../outside\" }\n",
    ),
    (
        "work/app/src/main.rs",
        "#![forbid(unsafe_code)]\n#![deny(warnings)]\nmod fib;\nconst fn zero() -> u64 { 0 }\nfn main() {\n    let word = \
         std::env::args().nth(1).unwrap();\n    println!(\"{word} {}\", old::sum(&[fib::fib(10), zero()]) + outside::twice(1));\n    \
         std::process::exit(3);\n}\n",
    ),
    (
        "work/app/src/fib.rs",
        "pub(crate) fn fib(n: u64) -> u64 {\n    if n < 2 { n } else { fib(n - 1) + fib(n - 2) }\n}\n",
    ),
    ("work/old/Cargo.toml", "[package]\nname = \"old\"\nedition = \"2015\"\n"),
    ("work/old/src/lib.rs", "pub fn sum(numbers: &[u64]) -> u64 { numbers.iter().sum() }\n"),
];

fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let read = |path: PathBuf| fs::read_to_string(&path).map(|text| (path, text)).unwrap();
    FILES.iter().map(|(name, _)| read(folder.join(name))).collect()
}

#[test]
fn the_tree_is_right_and_no_file_changes() {
    let folder = std::env::temp_dir().join(format!("bedeck-profile-{}", std::process::id()));
    for (name, text) in FILES {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let before = files(&folder);
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-bedeck"));
    command.args(["bedeck", "profile", "--dev", "--", "word"]).current_dir(folder.join("work")).env_remove("BEDECK");
    // As cargo would call it, and not as a test of another workspace.
    command.env_remove("CARGO_TARGET_DIR").env_remove("CARGO_MANIFEST_DIR");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*String::from_utf8_lossy(&output.stdout)), (Some(3), "word 57\n"), "{said}");
    assert!(said.contains("profiled: 3 functions"), "{said}");
    assert_eq!(files(&folder), before);
    let kept = said.lines().find_map(|line| line.strip_prefix("kept in ")).unwrap();
    let report = Report::from_json(&fs::read_to_string(Path::new(kept).join("run-001.json")).unwrap()).unwrap();
    let calls: Vec<_> =
        report.functions.iter().map(|f| (f.name.as_str(), f.calls, f.primitive_calls, f.line)).collect();
    assert_eq!(calls, [("app::main", 1, Some(1), 5), ("app::fib::fib", 177, Some(1), 1), ("old::sum", 1, Some(1), 1)]);
    fs::remove_dir_all(folder).unwrap();
}
