//! What `cargo bedeck diff` says of a program and itself, and of one that a function became 5 per cent slower in.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::Fault;

/// So many of a hundred verdicts have to be right.
const RIGHT: f64 = 0.95;
/// What is slower in the slower program.
const PLANTED: &str = "gcds";

pub(crate) fn run(arguments: &[String]) -> Result<bool, Fault> {
    let tries = match arguments {
        [] => 100,
        [tries] => tries.parse()?,
        _ => return Err("`verdicts` takes the number of tries and nothing else".into()),
    };
    let programs = Programs::build()?;
    let (mut calm, mut found) = (0, 0);
    for one in 1..=tries {
        let same = programs.verdicts("same")?;
        let changed: Vec<&String> = same.iter().filter(|(_, word)| word != "no change").map(|(name, _)| name).collect();
        let slower = programs.verdicts("slow")?.iter().any(|(name, word)| name.ends_with(PLANTED) && word == "more");
        calm += u32::from(changed.is_empty());
        found += u32::from(slower);
        println!(
            "{one}: calm {calm}, found {found}{}",
            if changed.is_empty() { String::new() } else { format!("; {changed:?}") }
        );
    }
    println!("no change in {calm} of {tries} comparisons of a program with itself");
    println!("5 per cent more in one function found in {found} of {tries}");
    Ok([calm, found].iter().all(|right| f64::from(*right) >= RIGHT * f64::from(tries)))
}

/// The command, and the program under its names.
struct Programs {
    command: PathBuf,
    folder: PathBuf,
}

impl Programs {
    fn build() -> Result<Programs, Fault> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("");
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        for package in
            [&["-p", "cargo-bedeck"][..], &["-p", "bedeck-benches", "--no-default-features", "--bin", "verdict"]]
        {
            let status = Command::new(env!("CARGO"))
                .args(["build", "--quiet", "--release"])
                .args(package)
                .current_dir(&root)
                .status()?;
            if !status.success() {
                return Err("the programs do not build".into());
            }
        }
        let folder = target.join("verdicts");
        std::fs::create_dir_all(&folder)?;
        for name in ["plain", "same", "slow"] {
            std::fs::copy(target.join("release/verdict"), folder.join(name))?;
        }
        Ok(Programs { command: target.join("release/cargo-bedeck"), folder })
    }

    /// Each function's name and verdict, with the runs that are the default.
    fn verdicts(&self, other: &str) -> Result<Vec<(String, String)>, Fault> {
        let mut command = Command::new(&self.command);
        command.args(["diff", "--json", "--out"]).arg(self.folder.join("runs"));
        let output = command.arg(self.folder.join("plain")).arg(self.folder.join(other)).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned().into());
        }
        let said: Value = serde_json::from_slice(&output.stdout)?;
        let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let rows = said["functions"].as_array().ok_or("no functions were compared")?;
        Ok(rows.iter().map(|row| (text(row, "name"), text(row, "verdict"))).collect())
    }
}
