//! `cargo bedeck profile`: the call tree of a program whose source knows nothing of bedeck.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
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
    /// Build with optimisation, as is done anyway
    #[arg(long, short, conflicts_with = "dev")]
    release: bool,
    /// The profile to build with
    #[arg(long, value_name = "NAME", conflicts_with_all = ["dev", "release"])]
    profile: Option<String>,
    /// The program, where the package has several
    #[arg(long, value_name = "NAME")]
    bin: Option<String>,
    /// An example in place of a program
    #[arg(long, value_name = "NAME", conflicts_with = "bin")]
    example: Option<String>,
    /// The package, where the workspace has several
    #[arg(long, short, value_name = "NAME")]
    package: Option<String>,
    /// The features to build with
    #[arg(long, short = 'F', value_name = "FEATURES")]
    features: Vec<String>,
    /// All features
    #[arg(long)]
    all_features: bool,
    /// Without the default features
    #[arg(long)]
    no_default_features: bool,
    /// Arguments of the program
    #[arg(last = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
}

/// So often functions are spared that the compiler will not have decorated.
const ATTEMPTS: usize = 5;

/// The variable by which the copy's compiler is known: this program, between cargo and it.
const AS_COMPILER: &str = "CARGO_BEDECK_COMPILES";

/// Copies the workspace to `target/bedeck/shadow`, decorates the copy, builds and runs it. Ends with the program's code.
pub(crate) fn profile(arguments: &Arguments) -> Result<ExitCode, Fault> {
    let metadata = cargo::metadata()?;
    let kept = cargo::folder(&metadata)?;
    let mut shadow = Shadow::of(&metadata, kept.join("shadow"))?;
    let program = built(arguments, &mut shadow, &kept.join("build"), main_of(&metadata, arguments))?;
    eprintln!("profiled: {} functions", shadow.functions);
    let folder = cargo::new_folder(&kept)?;
    let report = folder.join("run-001.json");
    let filter = arguments.filter.iter().map(|filter| format!("filter={filter}"));
    let words: Vec<String> = ["table".to_owned(), cargo::json(&report)].into_iter().chain(filter).collect();
    let status = Command::new(program).args(&arguments.arguments).env("BEDECK", cargo::bedeck(&words)).status()?;
    match report.exists() {
        true => eprintln!("kept in {}", folder.display()),
        false => eprintln!("cargo bedeck: the program wrote no report: it was killed, or BEDECK says `off`"),
    }
    Ok(cargo::code(status))
}

/// The program that `cargo run` would take here where there are several: the only `default-run` of the packages that are meant.
fn main_of(metadata: &Value, arguments: &Arguments) -> Option<String> {
    let packages = || metadata["packages"].as_array().into_iter().flatten();
    let meant: Vec<&Value> = match &arguments.package {
        Some(name) => packages().filter(|package| package["name"].as_str() == Some(name)).collect(),
        None => match innermost(packages()) {
            Some(package) => vec![package],
            None => {
                let members = metadata["workspace_default_members"].as_array()?;
                packages().filter(|package| members.contains(&package["id"])).collect()
            }
        },
    };
    let mut programs = meant.iter().filter_map(|package| package["default_run"].as_str());
    programs.next().filter(|_| programs.next().is_none()).map(str::to_owned)
}

/// The package whose folder this is, or a folder in it.
fn innermost<'a>(packages: impl Iterator<Item = &'a Value>) -> Option<&'a Value> {
    let here = std::env::current_dir().and_then(std::fs::canonicalize).ok()?;
    let folder = |package: &Value| Some(Path::new(package["manifest_path"].as_str()?).parent()?.to_owned());
    let around = packages.filter(|package| folder(package).is_some_and(|folder| here.starts_with(folder)));
    around.max_by_key(|package| folder(package).map(|folder| folder.components().count()))
}

/// Builds the copy; what does not compile decorated is spared.
fn built(arguments: &Arguments, shadow: &mut Shadow, target: &Path, main: Option<String>) -> Result<PathBuf, Fault> {
    let mut errors = Vec::new();
    for _ in 0..ATTEMPTS {
        let mut build = build(arguments, shadow, target)?;
        if let Some(main) = &main
            && build.programs.len() > 1
        {
            build.programs.retain(|program| program.file_stem().is_some_and(|stem| stem == main.as_str()));
        }
        match (build.programs.as_slice(), build.succeeded) {
            ([program], true) => return Ok(program.clone()),
            ([], true) => return Err("there is no program to run: name one by `--bin` or `--example`".into()),
            (several, true) => {
                let names = several.iter().filter_map(|path| Some(path.file_stem()?.to_string_lossy()));
                let names = names.collect::<Vec<_>>().join(", ");
                return Err(format!("there are several programs: name one by `--bin` ({names})").into());
            }
            (_, false) => {}
        }
        errors = build.errors;
        let spared = shadow.spare(&build.places)?;
        if spared == 0 {
            break;
        }
        eprintln!("{spared} functions do not build decorated, and stay as they are");
    }
    match errors.is_empty() {
        true => Err("the copy does not build; cargo says why above".into()),
        false => Err(format!("the decorated copy does not build:\n{}", errors.join("\n")).into()),
    }
}

/// If cargo runs this program as the compiler of the copy: hands the work on to the real one. Warnings are not those of the
/// user's own sources.
pub(crate) fn compiled() -> Option<ExitCode> {
    std::env::var_os(AS_COMPILER)?;
    let mut words = std::env::args_os().skip(1);
    let status = Command::new(words.next()?).args(words).arg("--cap-lints=allow").status();
    Some(status.map_or(ExitCode::FAILURE, cargo::code))
}

#[derive(Default)]
struct Build {
    succeeded: bool,
    programs: Vec<PathBuf>,
    errors: Vec<String>,
    /// Where the errors are.
    places: BTreeSet<(PathBuf, usize)>,
}

fn build(arguments: &Arguments, shadow: &Shadow, target: &Path) -> Result<Build, Fault> {
    let mut command = cargo::cargo();
    // The folder says which package is meant.
    let here = std::env::current_dir().and_then(std::fs::canonicalize).ok().and_then(|here| shadow.place(&here));
    let here = here.filter(|here| here.is_dir()).unwrap_or_else(|| shadow.workspace.clone());
    command.args(["build", "--message-format", "json"]).current_dir(here);
    let options =
        [("--bin", &arguments.bin), ("--example", &arguments.example), ("--package", &arguments.package)].into_iter();
    let features = arguments.features.iter().map(|features| ("--features", features));
    for (option, given) in options.filter_map(|(option, given)| Some((option, given.as_ref()?))).chain(features) {
        command.args([option, given]);
    }
    let flags = [("--all-features", arguments.all_features), ("--no-default-features", arguments.no_default_features)];
    command.args(flags.iter().filter(|(_, given)| *given).map(|(flag, _)| flag));
    if !arguments.dev {
        command.args(["--profile", arguments.profile.as_deref().unwrap_or("release")]);
    }
    command.env("CARGO_TARGET_DIR", target).env("BEDECK", "off");
    command.env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?).env(AS_COMPILER, "1");
    let output = command.stderr(Stdio::inherit()).output()?;
    let mut build = Build { succeeded: output.status.success(), ..Build::default() };
    for line in output.stdout.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{")) {
        build.read(shadow, &serde_json::from_slice(line)?);
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
            let file = span["file_name"].as_str().map(|file| shadow.workspace.join(file));
            let lines = span["line_start"].as_u64().zip(span["line_end"].as_u64());
            if let (Some(file), Some((first, last))) = (file, lines) {
                self.places.extend((first..=last).map(|line| (file.clone(), line as usize)));
            }
        }
    }
}
