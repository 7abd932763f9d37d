//! The readers: installed by their usual clients where they are missing, in `target/readers`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::{Fault, cpu};

/// Nothing here takes longer, downloads included.
const PATIENCE: Duration = Duration::from_secs(300);

/// The interpreter that the system's packages are for.
const PYTHON: &str = "/usr/bin/python3";

/// Where things are.
pub(super) struct Tools {
    /// Where the packages of npm and the pictures are.
    pub(super) folder: PathBuf,
    /// The scripts beside this program.
    scripts: PathBuf,
}

impl Tools {
    pub(super) fn install() -> Result<Tools, Fault> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let tools = Tools { folder: target().join("readers"), scripts: here.join("readers") };
        fs::create_dir_all(&tools.folder)?;
        let mut missing: Vec<&str> = [("go", "golang-go"), ("chromium", "chromium"), ("npm", "npm")]
            .iter()
            .filter(|(program, _)| !is_there(program))
            .map(|(_, package)| *package)
            .collect();
        if run(Command::new(PYTHON).args(["-c", "import prometheus_client"])).is_err() {
            missing.push("python3-prometheus-client");
        }
        if !missing.is_empty() {
            install_packages(&missing)?;
        }
        fs::copy(tools.scripts.join("package.json"), tools.folder.join("package.json"))?;
        run(Command::new("npm")
            .args(["install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--silent"])
            .current_dir(&tools.folder))?;
        Ok(tools)
    }

    /// Where promtool is.
    pub(super) fn promtool(&self) -> PathBuf {
        self.folder.join("prometheus/usr/bin/promtool")
    }

    /// What one of our scripts in Python prints.
    pub(super) fn python(&self, name: &str, arguments: &[&OsStr]) -> Result<String, Fault> {
        run(Command::new(PYTHON).arg(self.scripts.join(name)).args(arguments))
    }

    /// How a file breaks a JSON schema.
    pub(super) fn faults(&self, file: &Path, schema: &Path) -> Result<Vec<String>, Fault> {
        Ok(serde_json::from_str(&self.script("schema.mjs", &[file.as_os_str(), schema.as_os_str()])?)?)
    }

    /// What one of our scripts prints.
    pub(super) fn script(&self, name: &str, arguments: &[&OsStr]) -> Result<String, Fault> {
        run(Command::new("node").arg(self.scripts.join(name)).args(arguments).current_dir(&self.folder))
    }
}

fn target() -> PathBuf {
    let inside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(inside, PathBuf::from);
    fs::canonicalize(&folder).unwrap_or(folder)
}

fn is_there(program: &str) -> bool {
    let found = |folder: PathBuf| folder.join(program).is_file();
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(found))
}

fn install_packages(packages: &[&str]) -> Result<(), Fault> {
    if !is_there("apt-get") {
        return Err(format!("needs {}, and there is no apt-get to install it", packages.join(", ")).into());
    }
    let as_root = if is_there("sudo") { vec!["sudo", "apt-get"] } else { vec!["apt-get"] };
    let apt_get = |arguments: &[&str]| {
        run(Command::new(as_root[0]).args(&as_root[1..]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt_get(&["update", "-qq"])?;
    apt_get(&[&["install", "-y", "-qq", "--no-install-recommends"], packages].concat())?;
    Ok(())
}

/// What the command prints.
pub(super) fn run(command: &mut Command) -> Result<String, Fault> {
    let program = command.get_program().to_owned();
    let fault = |why: &str| Fault::from(format!("{}: {why}", Path::new(&program).display()));
    let ended = cpu::run(command, PATIENCE).map_err(|error| fault(&error.to_string()))?;
    if ended.success {
        return Ok(ended.stdout);
    }
    let words: Vec<String> = command.get_args().map(OsStr::to_string_lossy).map(Into::into).collect();
    Err(fault(&format!("failed with {}\n{}", words.join(" "), ended.stderr)))
}
