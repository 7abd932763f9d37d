//! A copy of a workspace in which every function has an attribute.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_bedeck::annotate;
use cargo_bedeck::files::copy_folder;
use serde_json::Value;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::Fault;

/// What every function gets, on its own line.
const ATTRIBUTE: &str = "#[::bedeck::profiled]";

/// The copy.
pub(crate) struct Shadow {
    pub(crate) root: PathBuf,
    /// Where the workspace itself is.
    origin: PathBuf,
    pub(crate) functions: usize,
}

impl Shadow {
    /// Copies the workspace that `cargo metadata` describes, and decorates the sources of its packages: not those of procedural
    /// macros and build scripts, which run in the compiler.
    pub(crate) fn of(metadata: &Value, root: PathBuf) -> Result<Shadow, Fault> {
        let text = |value: &Value| value.as_str().map(PathBuf::from);
        let origin = text(&metadata["workspace_root"]).ok_or("cargo names no workspace")?;
        if root.exists() {
            fs::remove_dir_all(&root)?;
        }
        copy_folder(&origin, &root)?;
        let mut shadow = Shadow { root, origin, functions: 0 };
        for package in metadata["packages"].as_array().into_iter().flatten() {
            let manifest = text(&package["manifest_path"]).ok_or("a package without a manifest")?;
            if let Ok(manifest) = manifest.strip_prefix(&shadow.origin).map(Path::to_owned) {
                shadow.package(&manifest, package)?;
            }
        }
        Ok(shadow)
    }

    fn package(&mut self, manifest: &Path, package: &Value) -> Result<(), Fault> {
        let manifest = self.root.join(manifest);
        let folder = manifest.with_file_name("");
        self.free_paths(&manifest)?;
        let targets = || package["targets"].as_array().into_iter().flatten();
        let is =
            |target: &Value, kind: &str| target["kind"].as_array().is_some_and(|kinds| kinds.contains(&kind.into()));
        if targets().any(|target| is(target, "proc-macro")) {
            return Ok(());
        }
        depend_on_bedeck(&manifest)?;
        self.functions += annotate::folder(&folder.join("src"), ATTRIBUTE)?;
        let roots: BTreeSet<PathBuf> = targets()
            .filter(|target| !is(target, "custom-build"))
            .filter_map(|target| target["src_path"].as_str())
            .filter_map(|path| Path::new(path).strip_prefix(&self.origin).ok())
            .map(|path| self.root.join(path))
            .collect();
        for root in roots {
            if !root.starts_with(folder.join("src")) {
                self.functions += annotate::file(&root, ATTRIBUTE)?;
            }
            if package["edition"] == "2015" {
                // There a path that begins with `::` begins in the crate.
                fs::write(&root, fs::read_to_string(&root)? + "\nextern crate bedeck;\n")?;
            }
        }
        Ok(())
    }

    /// Paths that lead out of the workspace lead to where they did.
    fn free_paths(&self, manifest: &Path) -> Result<(), Fault> {
        let mut document: DocumentMut = fs::read_to_string(manifest)?.parse()?;
        let folder = manifest.with_file_name("");
        let original = self.origin.join(folder.strip_prefix(&self.root)?);
        visit_paths(document.as_table_mut(), &mut |path| {
            let target = fs::canonicalize(original.join(path)).ok()?;
            (!target.starts_with(&self.origin)).then(|| target.to_string_lossy().into_owned())
        });
        Ok(fs::write(manifest, document.to_string())?)
    }

    /// Takes the attribute off the lines of files; how many there were.
    pub(crate) fn spare(&mut self, places: &BTreeSet<(PathBuf, usize)>) -> Result<usize, Fault> {
        let mut spared = 0;
        for (file, line) in places {
            let text = fs::read_to_string(file)?;
            let mut lines: Vec<&str> = text.split('\n').collect();
            let Some(old) = lines.get(line.wrapping_sub(1)).copied() else { continue };
            let new = old.replace(&format!("{ATTRIBUTE} "), "");
            if new != old {
                lines[line - 1] = &new;
                fs::write(file, lines.join("\n"))?;
                spared += 1;
            }
        }
        self.functions = self.functions.saturating_sub(spared);
        Ok(spared)
    }
}

/// Under a target table, as a dependency of the same name may exist already.
fn depend_on_bedeck(manifest: &Path) -> Result<(), Fault> {
    let mut document: DocumentMut = fs::read_to_string(manifest)?.parse()?;
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("");
    let mut bedeck = Table::new();
    if sources.join("runtime/Cargo.toml").is_file() {
        bedeck["path"] = value(sources.to_string_lossy().into_owned());
    } else {
        bedeck["version"] = value(env!("CARGO_PKG_VERSION"));
    }
    let mut above = document.as_table_mut();
    for key in ["target", "cfg(all())", "dependencies"] {
        let table = above.entry(key).or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        above = table.as_table_mut().ok_or_else(|| format!("{}: `{key}` is no table", manifest.display()))?;
    }
    above["bedeck"] = Item::Table(bedeck);
    Ok(fs::write(manifest, document.to_string())?)
}

/// Gives every `path` of a dependency to `change`, which may give another one.
fn visit_paths(table: &mut dyn toml_edit::TableLike, change: &mut dyn FnMut(&str) -> Option<String>) {
    for (key, item) in table.iter_mut() {
        match item.as_str() {
            Some(path) if key == "path" => {
                if let Some(path) = change(path) {
                    *item = value(path);
                }
            }
            _ => {
                if let Some(table) = item.as_table_like_mut() {
                    visit_paths(table, change);
                }
            }
        }
    }
}
