//! `cargo bedeck profile`: the call tree of a program whose source knows nothing of bedeck.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use serde_json::Value;

use crate::shadow::Shadow;
use crate::{Fault, cargo};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only functions that fit a pattern are shown, such as `*parse*`
    #[arg(long, value_name = "GLOB")]
    filter: Option<String>,
    /// Build without optimisation
    #[arg(long)]
    dev: bool,
    /// The program, where the workspace has several
    #[arg(long, value_name = "NAME")]
    bin: Option<String>,
    /// An example in place of a program
    #[arg(long, value_name = "NAME", conflicts_with = "bin")]
    example: Option<String>,
    /// The package, where the workspace has several
    #[arg(long, short, value_name = "NAME")]
    package: Option<String>,
    /// The features to build with
    #[arg(long, value_name = "FEATURES")]
    features: Option<String>,
    /// Arguments of the program
    #[arg(last = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
}

/// So often functions are spared that the compiler will not have decorated.
const ATTEMPTS: usize = 5;

/// Copies the workspace to `target/bedeck/shadow`, decorates the copy, builds and runs it. Ends with the program's code.
pub(crate) fn profile(arguments: &Arguments) -> Result<ExitCode, Fault> {
    let metadata = cargo::metadata()?;
    let kept = cargo::folder(&metadata)?;
    let mut shadow = Shadow::of(&metadata, kept.join("shadow"))?;
    let program = built(arguments, &mut shadow, &kept.join("build"))?;
    eprintln!("profiled: {} functions", shadow.functions);
    let folder = kept.join(cargo::now());
    std::fs::create_dir_all(&folder)?;
    let filter = arguments.filter.iter().map(|filter| format!("filter={filter}"));
    let words: Vec<String> =
        ["table".to_owned(), cargo::json(&folder.join("run-001.json"))].into_iter().chain(filter).collect();
    let status = Command::new(program).args(&arguments.arguments).env("BEDECK", cargo::bedeck(&words)).status()?;
    eprintln!("kept in {}", folder.display());
    Ok(cargo::code(status))
}

/// Builds the copy; what does not compile decorated is spared.
fn built(arguments: &Arguments, shadow: &mut Shadow, target: &std::path::Path) -> Result<PathBuf, Fault> {
    let mut errors = Vec::new();
    for _ in 0..ATTEMPTS {
        let build = build(arguments, shadow, target)?;
        match (build.programs.as_slice(), build.succeeded) {
            ([program], true) => return Ok(program.clone()),
            ([], true) => return Err("there is no program to run: name one by `--bin` or `--example`".into()),
            (_, true) => return Err("there are several programs: name one by `--bin`".into()),
            (_, false) => {}
        }
        errors = build.errors;
        if shadow.spare(&build.places)? == 0 {
            break;
        }
    }
    Err(format!("the decorated copy does not build:\n{}", errors.join("\n")).into())
}

#[derive(Default)]
struct Build {
    succeeded: bool,
    programs: Vec<PathBuf>,
    errors: Vec<String>,
    /// Where the errors are.
    places: BTreeSet<(PathBuf, usize)>,
}

fn build(arguments: &Arguments, shadow: &Shadow, target: &std::path::Path) -> Result<Build, Fault> {
    let mut command = cargo::cargo();
    command.args(["build", "--message-format", "json"]).current_dir(&shadow.root);
    let options = [
        ("--bin", &arguments.bin),
        ("--example", &arguments.example),
        ("--package", &arguments.package),
        ("--features", &arguments.features),
    ];
    for (option, given) in options {
        command.args(given.iter().flat_map(|given| [option, given]));
    }
    if !arguments.dev {
        command.arg("--release");
    }
    // Names of functions need no debug information, and warnings are those of the copy.
    command.env("CARGO_TARGET_DIR", target).env("RUSTFLAGS", "--cap-lints=allow").env("BEDECK", "off");
    let output = command.stderr(Stdio::piped()).output()?;
    let mut build = Build { succeeded: output.status.success(), ..Build::default() };
    for line in output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        build.read(shadow, &serde_json::from_slice(line)?);
    }
    if !build.succeeded && build.errors.is_empty() {
        build.errors.push(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(build)
}

impl Build {
    fn read(&mut self, shadow: &Shadow, line: &Value) {
        if let Some(program) = line["executable"].as_str() {
            self.programs.push(program.into());
        }
        let message = &line["message"];
        if message["level"] != "error" {
            return;
        }
        self.errors.extend(message["rendered"].as_str().map(str::to_owned));
        for span in message["spans"].as_array().into_iter().flatten() {
            let file = span["file_name"].as_str().map(|file| shadow.root.join(file));
            let lines = span["line_start"].as_u64().zip(span["line_end"].as_u64());
            if let (Some(file), Some((first, last))) = (file, lines) {
                self.places.extend((first..=last).map(|line| (file.clone(), line as usize)));
            }
        }
    }
}
