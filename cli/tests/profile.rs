//! A program that knows nothing of bedeck is profiled, and stays as it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bedeck::Report;

const FILES: [(&str, &str); 20] = [
    ("outside/Cargo.toml", "[package]\nname = \"outside\"\nedition = \"2021\"\n"),
    ("outside/src/lib.rs", "pub fn twice(n: u64) -> u64 { 2 * n }\n"),
    (
        "work/Cargo.toml",
        "[workspace]\nmembers = [\"../beside\", \"app\", \"bare\", \"macros\", \"old\"]\nresolver = \"2\"\n\n[workspace.dependencies]\n\
         outside = { path = \"../outside\" }\n",
    ),
    ("beside/Cargo.toml", "[package]\nname = \"beside\"\nedition = \"2021\"\nworkspace = \"../work\"\n"),
    ("beside/src/lib.rs", "pub fn four() -> u8 { 4 }\n"),
    ("work/.cargo/config.toml", "[build]\nrustflags = [\"--cfg\", \"special\"]\n"),
    (
        "work/app/Cargo.toml",
        "[package]\nname = \"app\"\nedition = \"2021\"\ndefault-run = \"app\"\nbuild = \"src/build.rs\"\n\n[[bin]]\nname = \
         \"app\"\npath = \"core/main.rs\"\n\n[[bin]]\nname = \"other\"\npath = \"core/other.rs\"\n\n[dependencies]\n\
         bare = { path = \"../bare\" }\nbeside = { path = \"../../beside\" }\nmacros = { path = \"../macros\" }\nold = { path = \"../old\" }\n\
         outside.workspace = true\n",
    ),
    (
        "work/app/core/main.rs",
        "#![forbid(unsafe_code)]\n#![deny(warnings)]\nmod fib;\nconst fn zero() -> u64 { 0 }\nfn main() {\n    let word = \
         std::env::args().nth(1).unwrap();\n    println!(\"{word} {}\", old::sum(&[fib::fib(10), zero()]) + outside::twice(1));\n    \
         println!(\"{} {} {} {}\", bare::one(), macros::two!(), made::three(), beside::four());\n    std::process::exit(3);\n}\n\
         mod made { include!(concat!(env!(\"OUT_DIR\"), \"/made.rs\")); }\n\
         #[cfg(not(special))]\ncompile_error!(\"the flags are gone\");\n",
    ),
    (
        "work/app/core/fib.rs",
        "pub(crate) fn fib(n: u64) -> u64 {\n    if n < 2 { n } else { fib(n - 1) + fib(n - 2) }\n}\n",
    ),
    ("work/app/core/other.rs", "fn main() {}\n"),
    ("work/app/core/unused.rs", "fn no_module() {}\n"),
    (
        "work/app/src/build.rs",
        "fn main() {\n    println!(\"cargo::rustc-check-cfg=cfg(special)\");\n    let made = std::path::Path::new(&std::env::var_os(\
         \"OUT_DIR\").unwrap()).join(\"made.rs\");\n    std::fs::write(made, \"pub fn three() -> u8 { 3 }\").unwrap();\n}\n",
    ),
    ("work/bare/Cargo.toml", "[package]\nname = \"bare\"\nedition = \"2024\"\n"),
    ("work/bare/src/lib.rs", "#![no_std]\npub mod target;\npub fn one() -> u8 { target::one() }\n"),
    ("work/bare/src/target/mod.rs", "pub fn one() -> u8 { 1 }\n"),
    ("work/macros/Cargo.toml", "[package]\nname = \"macros\"\nedition = \"2018\"\n\n[lib]\nproc-macro = true\n"),
    (
        "work/macros/src/lib.rs",
        "#[proc_macro]\npub fn two(_: proc_macro::TokenStream) -> proc_macro::TokenStream { \"2\".parse().unwrap() }\n",
    ),
    ("work/old/Cargo.toml", "[package]\nname = \"old\"\nedition = \"2015\"\n"),
    ("work/old/src/lib.rs", "pub fn sum(numbers: &[u64]) -> u64 { numbers.iter().sum() }\n"),
    ("work/Cargo.lock", "version = 4\n"),
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
    #[cfg(unix)]
    std::os::unix::fs::symlink("..", folder.join("work/app/around")).unwrap();
    let before = files(&folder);
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-bedeck"));
    command.args(["bedeck", "profile", "--dev", "--", "word"]).current_dir(folder.join("work")).env_remove("BEDECK");
    // As cargo would call it, and not as a test of another workspace.
    command.env_remove("CARGO_TARGET_DIR").env_remove("CARGO_MANIFEST_DIR");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        (output.status.code(), &*String::from_utf8_lossy(&output.stdout)),
        (Some(3), "word 57\n1 2 3 4\n"),
        "{said}"
    );
    assert!(said.contains("profiled: 7 functions"), "{said}");
    assert_eq!(files(&folder), before);
    let kept = said.lines().find_map(|line| line.strip_prefix("kept in ")).unwrap();
    let report = Report::from_json(&fs::read_to_string(Path::new(kept).join("run-001.json")).unwrap()).unwrap();
    // Rows stand in the order of their times.
    let mut calls: Vec<_> =
        report.functions.iter().map(|f| (f.name.as_str(), f.calls, f.primitive_calls, f.line)).collect();
    calls.sort_unstable();
    let expected = [
        ("app::fib::fib", 177, Some(1), 1),
        ("app::main", 1, Some(1), 5),
        ("bare::one", 1, Some(1), 3),
        ("bare::target::one", 1, Some(1), 1),
        ("beside::four", 1, Some(1), 1),
        ("old::sum", 1, Some(1), 1),
    ];
    assert_eq!(calls, expected);
    fs::remove_dir_all(folder).unwrap();
}
