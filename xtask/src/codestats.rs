//! Builds the example `codestats` under several attributes and compares the programs: each must write the same, byte by byte,
//! and says what it cost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::Fault;
use cargo_bedeck::annotate;
use cargo_bedeck::files::copy_folder;

use crate::corpus::source;
use crate::cpu::{self, Ended};

/// One way to build the example.
struct Variant {
    name: &'static str,
    /// What stands before every function, besides what the example has.
    attribute: Option<&'static str>,
    /// Whether anything is recorded at all.
    record: bool,
    /// Whether `bedeck::Alloc` is the allocator.
    counting: bool,
}

const fn variant(name: &'static str, attribute: Option<&'static str>, record: bool, counting: bool) -> Variant {
    Variant { name, attribute, record, counting }
}

/// The first is what the others are compared with.
const VARIANTS: [Variant; 7] = [
    variant("plain", None, false, false),
    variant("timed", None, true, false),
    variant("profiled", Some("#[bedeck::profiled]"), true, false),
    variant("lines", Some("#[bedeck::profiled(lines)]"), true, false),
    variant("sampled", Some("#[bedeck::profiled(lines = \"sampled\")]"), true, false),
    variant("memory", Some("#[bedeck::profiled(memory)]"), true, true),
    variant("everything", Some("#[bedeck::profiled(lines, memory, timeline)]"), true, true),
];

/// A run that takes longer is stopped, and is a fault.
const LONGEST: Duration = Duration::from_secs(300);

struct Options {
    folder: PathBuf,
    runs: usize,
}

/// Prints a row for each variant; false if one of them writes something else than the plain program.
pub(crate) fn run(arguments: &[String]) -> Result<bool, Fault> {
    let options = parse(arguments)?;
    let here = repository();
    let scratch = source::target_folder()?.join("codestats");
    let mut programs = Vec::new();
    for variant in &VARIANTS {
        programs.push(Built::new(variant, &here, &scratch)?);
    }
    for round in 0..=options.runs {
        for program in &mut programs {
            let took = program.measure(&options.folder)?;
            if round > 0 {
                program.took.push(took);
            }
        }
    }
    let plain = programs[0].median();
    println!(
        "| variant | functions annotated | ms of the processor | x plain | the same bytes | what the report says |"
    );
    println!("|---|---:|---:|---:|---|---|");
    let mut same = true;
    for program in &programs {
        let equal = program.wrote == programs[0].wrote;
        same &= equal;
        let (ms, ratio) = (program.median() * 1e3, program.median() / plain);
        let (name, functions) = (program.name, program.functions.map_or(String::new(), |n| n.to_string()));
        let said = program.overhead(&options.folder)?;
        println!("| {name} | {functions} | {ms:.1} | {ratio:.2} | {} | {said} |", if equal { "yes" } else { "NO" });
    }
    Ok(same)
}

fn parse(arguments: &[String]) -> Result<Options, Fault> {
    let mut options = Options { folder: repository(), runs: 9 };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--runs" => options.runs = words.next().ok_or("`--runs` needs a value")?.parse::<usize>()?.max(1),
            option if option.starts_with('-') => return Err(format!("unknown option `{option}`").into()),
            folder => options.folder = folder.into(),
        }
    }
    Ok(options)
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("")
}

/// A program that was built, and what its runs gave.
struct Built {
    name: &'static str,
    /// How many functions were annotated.
    functions: Option<usize>,
    program: PathBuf,
    took: Vec<Duration>,
    /// What it wrote on stdout.
    wrote: String,
}

impl Built {
    fn new(variant: &Variant, repository: &Path, scratch: &Path) -> Result<Built, Fault> {
        let folder = scratch.join(variant.name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let sources = folder.join("src");
        copy_folder(&repository.join("examples/codestats"), &sources)?;
        fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        fs::write(folder.join("Cargo.toml"), manifest(repository, variant))?;
        let functions = variant.attribute.map(|attribute| annotate::folder(&sources, attribute)).transpose()?;
        if variant.counting {
            let main = sources.join("main.rs");
            let text = fs::read_to_string(&main)?;
            fs::write(main, text + "\n#[global_allocator]\nstatic A: bedeck::Alloc = bedeck::Alloc::SYSTEM;\n")?;
        }
        let target = scratch.join("target");
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--quiet", "--release", "--target-dir"]).arg(&target).current_dir(&folder);
        let output = cargo.env("RUSTFLAGS", "-Awarnings").output()?;
        if !output.status.success() {
            return Err(format!("{}: {}", variant.name, String::from_utf8_lossy(&output.stderr)).into());
        }
        let program = folder.join("codestats").with_extension(std::env::consts::EXE_EXTENSION);
        let built = target.join("release/codestats").with_extension(std::env::consts::EXE_EXTENSION);
        fs::copy(built, &program)?;
        Ok(Built { name: variant.name, functions, program, took: Vec::new(), wrote: String::new() })
    }

    fn ended(&self, folder: &Path, bedeck: &str) -> Result<Ended, Fault> {
        let ended = cpu::run(Command::new(&self.program).arg(folder).env("BEDECK", bedeck), LONGEST)?;
        if ended.success { Ok(ended) } else { Err(format!("{} failed: {}", self.name, ended.stderr).into()) }
    }

    /// One run, from the start of the process to its end.
    fn measure(&mut self, folder: &Path) -> Result<Duration, Fault> {
        let ended = self.ended(folder, "quiet")?;
        if !ended.stderr.is_empty() {
            return Err(format!("{} says: {}", self.name, ended.stderr).into());
        }
        self.wrote = ended.stdout;
        Ok(ended.cpu)
    }

    /// Seconds.
    fn median(&self) -> f64 {
        let mut took = self.took.clone();
        took.sort_unstable();
        took[took.len() / 2].as_secs_f64()
    }

    /// The last line of the table that the program writes about itself.
    fn overhead(&self, folder: &Path) -> Result<String, Fault> {
        let said = self.ended(folder, "table")?.stderr;
        Ok(said.lines().rev().find(|line| line.starts_with("overhead")).unwrap_or_default().to_string())
    }
}

/// The example as a package of its own, a workspace by itself.
fn manifest(repository: &Path, variant: &Variant) -> String {
    format!(
        "[package]\nname = \"codestats\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nbedeck = {{ path = {repository:?}, default-features = {} }}\n",
        variant.record
    )
}
