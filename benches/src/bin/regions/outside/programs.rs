//! How the programs are made: under the folder that cargo builds in.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const OPENMP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/bin/regions/outside/openmp.c");
const NUMBA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/numba/peers.py");
/// What is installed for it.
const NUMBA_VERSION: &str = "numba==0.68.1";

/// The C program, compiled for any processor and for this one.
pub(super) fn openmp() -> Vec<(&'static str, Command)> {
    let compiled: Vec<_> = [("OpenMP", "openmp", None), ("OpenMP, native", "openmp-native", Some("-march=native"))]
        .into_iter()
        .filter_map(|(name, file, option)| Some((name, compile(file, option)?)))
        .collect();
    if compiled.is_empty() {
        eprintln!("no C compiler with OpenMP was found: its rows are left out");
    }
    compiled
}

fn compile(file: &str, option: Option<&str>) -> Option<Command> {
    let program = folder().join(file);
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let mut command = Command::new(compiler);
    command.args(["-O3", "-fopenmp"]).args(option).arg(OPENMP).arg("-o").arg(&program);
    succeeds(&mut command).then(|| Command::new(program))
}

/// The script, in a virtual environment that is made once.
pub(super) fn numba() -> Option<Command> {
    let environment = folder().join("numba");
    let python = environment.join("bin").join("python");
    let is_there = |python: &Path| succeeds(Command::new(python).args(["-c", "import numba"]));
    let make = || {
        succeeds(Command::new("python3").args(["-m", "venv"]).arg(&environment))
            && succeeds(Command::new(&python).args(["-m", "pip", "install", "--quiet", NUMBA_VERSION]))
    };
    if !is_there(&python) && !make() {
        eprintln!("numba cannot be installed: its rows are left out");
        return None;
    }
    let mut command = Command::new(python);
    command.arg(NUMBA);
    Some(command)
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Where cargo builds.
fn folder() -> PathBuf {
    let program = std::env::current_exe().expect("the path of this program");
    program.ancestors().nth(2).expect("a program two folders deep").to_owned()
}
