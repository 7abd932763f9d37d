//! Gets the sources of published crates through cargo, and makes copies that build on their own.

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_bedeck::files::{copy_folder, rust_files};

use super::Fault;

/// A crate of the registry, and how its tests are run.
pub(super) struct Published {
    pub(super) name: String,
    version: String,
    arguments: Vec<String>,
}

impl Published {
    /// Reads `name version [arguments for cargo test]`.
    pub(super) fn parse(line: &str) -> Result<Published, Fault> {
        let mut words = line.split_whitespace().map(str::to_string);
        let (Some(name), Some(version)) = (words.next(), words.next()) else {
            return Err(format!("`{line}` is not `name version [arguments for cargo test]`").into());
        };
        Ok(Published { name, version, arguments: words.collect() })
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// The crates of a list file; `#` begins a comment.
pub(super) fn list(file: &Path) -> Result<Vec<Published>, Fault> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).map(Published::parse).collect()
}

/// Where the copies live: a folder beside cargo's other output, with one target folder for all of them.
pub(super) struct Scratch {
    root: PathBuf,
    downloaded: HashMap<String, PathBuf>,
}

/// One copy of a crate, a workspace of its own.
pub(super) struct Copy {
    pub(super) folder: PathBuf,
    pub(super) target: PathBuf,
    pub(super) arguments: Vec<String>,
}

impl Scratch {
    pub(super) fn new(crates: &[Published]) -> Result<Scratch, Fault> {
        let root = target_folder()?.join("corpus");
        let downloaded = download(&root.join("download"), crates)?;
        Ok(Scratch { root, downloaded })
    }

    pub(super) fn copy(&self, published: &Published, kind: &str) -> Result<Copy, Fault> {
        let source = self.downloaded.get(&published.to_string()).ok_or("cargo did not download it")?;
        let folder = self.root.join(kind).join(&published.name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        copy_folder(source, &folder)?;
        let copy = Copy { folder, target: self.root.join("target"), arguments: published.arguments.clone() };
        copy.keep_what_tests_need()?;
        Ok(copy)
    }
}

/// Where cargo puts what it builds of this repository.
pub(crate) fn target_folder() -> Result<PathBuf, Fault> {
    let here = metadata(Path::new(env!("CARGO_MANIFEST_DIR")), &["--no-deps"])?;
    Ok(here["target_directory"].as_str().unwrap_or("target").into())
}

/// Downloads through a package that depends on all of them; the folder of each, by `name version`.
fn download(folder: &Path, crates: &[Published]) -> Result<HashMap<String, PathBuf>, Fault> {
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    let mut manifest =
        String::from("[package]\nname = \"download\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n");
    for (i, Published { name, version, .. }) in crates.iter().enumerate() {
        manifest += &format!("crate{i} = {{ package = \"{name}\", version = \"={version}\" }}\n");
    }
    fs::write(folder.join("Cargo.toml"), manifest)?;
    let known = metadata(folder, &[])?;
    let packages = known["packages"].as_array().ok_or("cargo metadata names no packages")?;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
    Ok(packages
        .iter()
        .map(|p| (format!("{} {}", text(&p["name"]), text(&p["version"])), PathBuf::from(text(&p["manifest_path"]))))
        .map(|(key, manifest)| (key, manifest.with_file_name("")))
        .collect())
}

fn metadata(folder: &Path, arguments: &[&str]) -> Result<serde_json::Value, Fault> {
    let mut command = Command::new("cargo");
    let output = command.args(["metadata", "--format-version=1"]).args(arguments).current_dir(folder).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

impl Copy {
    /// Drops benches and examples and the dependencies that only they use: they cost build time and tell nothing.
    /// A published manifest is normalised, each dependency and target under a header of its own.
    fn keep_what_tests_need(&self) -> Result<(), Fault> {
        let mut used = String::new();
        for file in rust_files(&self.folder.join("src")).into_iter().chain(rust_files(&self.folder.join("tests"))) {
            used += &fs::read_to_string(file)?;
        }
        let manifest = fs::read_to_string(self.manifest())?;
        let mut kept = String::new();
        let mut keep = true;
        for line in manifest.lines() {
            if line.starts_with('[') {
                let dev = line.split_once("dev-dependencies.").map(|(_, name)| name.trim_matches([']', '"', ' ']));
                keep = !line.starts_with("[[bench]]")
                    && !line.starts_with("[[example]]")
                    && dev.is_none_or(|name| {
                        used.contains(&name.replace('-', "_")) || manifest.contains(&format!("\"{name}/"))
                    });
            }
            if keep {
                kept = kept + line + "\n";
            }
        }
        if !kept.contains("\n[workspace]") {
            kept += "\n[workspace]\n";
        }
        Ok(fs::write(self.manifest(), kept)?)
    }

    /// Under a target table, as a dependency of the same name may exist already.
    pub(super) fn depend_on_bedeck(&self) -> Result<(), Fault> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("");
        let manifest = fs::read_to_string(self.manifest())?;
        let dependency = format!("\n[target.'cfg(all())'.dependencies.bedeck]\npath = {repository:?}\n");
        Ok(fs::write(self.manifest(), manifest + &dependency)?)
    }

    fn manifest(&self) -> PathBuf {
        self.folder.join("Cargo.toml")
    }
}
