//! A copy of a workspace in which every function has an attribute.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_bedeck::files::{copy_folder_without, rust_files};
use cargo_bedeck::{annotate, modules};
use serde_json::Value;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::Fault;

/// What every function gets, on its own line.
const ATTRIBUTE: &str = "#[::bedeck::profiled]";

/// The copy.
pub(crate) struct Shadow {
    root: PathBuf,
    /// The folder that the root is the copy of: that of the workspace, or one above it and the members beside it.
    origin: PathBuf,
    /// What was copied.
    folders: Vec<PathBuf>,
    /// The copy of the workspace's own folder.
    pub(crate) workspace: PathBuf,
    pub(crate) functions: usize,
}

impl Shadow {
    /// Copies the workspace that `cargo metadata` describes, and decorates the sources of its packages: not those of procedural
    /// macros and build scripts, which run in the compiler.
    pub(crate) fn of(metadata: &Value, root: PathBuf) -> Result<Shadow, Fault> {
        let workspace = path(&metadata["workspace_root"]).ok_or("cargo names no workspace")?;
        let packages = || metadata["packages"].as_array().into_iter().flatten();
        let members = packages().filter_map(|package| Some(path(&package["manifest_path"])?.parent()?.to_owned()));
        let beside = members.filter(|member| !member.starts_with(&workspace));
        let folders: Vec<PathBuf> = [workspace.clone()].into_iter().chain(beside).collect();
        let around = |above: &&Path| folders.iter().all(|folder| folder.starts_with(above));
        let origin = workspace.ancestors().find(around).ok_or("the workspace lies in no folder")?.to_owned();
        if root.exists() {
            fs::remove_dir_all(&root).map_err(|error| format!("`{}`: {error}", root.display()))?;
        }
        let mut shadow = Shadow { workspace: root.clone(), root, origin, folders, functions: 0 };
        let target = path(&metadata["target_directory"]);
        for folder in &shadow.folders {
            let copy = shadow.place(folder).ok_or("a folder outside of all")?;
            copy_folder_without(folder, &copy, target.as_deref())?;
        }
        shadow.workspace = shadow.place(&workspace).ok_or("the workspace is nowhere")?;
        let top = shadow.workspace.join("Cargo.toml");
        shadow.free_paths(&top)?;
        stand_alone(&top)?;
        let mut sources = Sources::default();
        for package in packages() {
            let manifest = path(&package["manifest_path"]).and_then(|manifest| shadow.place(&manifest));
            shadow.package(&manifest.ok_or("a package without a manifest")?, package, &mut sources)?;
        }
        shadow.decorate(&sources)?;
        Ok(shadow)
    }

    /// The place in the copy of a place in the workspace.
    pub(crate) fn place(&self, original: &Path) -> Option<PathBuf> {
        original.strip_prefix(&self.origin).ok().map(|below| self.root.join(below))
    }

    fn package(&self, manifest: &Path, package: &Value, sources: &mut Sources) -> Result<(), Fault> {
        if manifest != self.workspace.join("Cargo.toml") {
            self.free_paths(manifest)?;
        }
        let targets = || package["targets"].as_array().into_iter().flatten();
        if targets().any(|target| is(target, "proc-macro")) {
            return Ok(());
        }
        if !knows_bedeck(package) {
            depend_on_bedeck(manifest)?;
        }
        let root = |target: &Value| path(&target["src_path"]).and_then(|path| self.place(&path));
        sources.left_out.extend(targets().filter(|target| is(target, "custom-build")).filter_map(root));
        let folder = manifest.with_file_name("");
        sources.files.extend(rust_files(&folder.join("src")).into_iter().filter(|file| is_of(file, &folder)));
        for target in targets().filter(|target| !["custom-build", "test", "bench"].iter().any(|kind| is(target, kind)))
        {
            let Some(root) = root(target) else { continue };
            sources.files.extend(modules::of(&root));
            // There a path that begins with `::` begins in the crate.
            sources.roots_of_2015.extend(Some(root).filter(|_| package["edition"] == "2015"));
        }
        Ok(())
    }

    fn decorate(&mut self, sources: &Sources) -> Result<(), Fault> {
        // `#[path]` may say `..`, and lead out of the copy.
        let real = |file: &PathBuf| fs::canonicalize(file).ok();
        let left_out: BTreeSet<PathBuf> = sources.left_out.iter().filter_map(real).collect();
        let root = fs::canonicalize(&self.root)?;
        let files: BTreeSet<PathBuf> = sources.files.iter().filter_map(real).collect();
        for file in files.difference(&left_out).filter(|file| file.starts_with(&root)) {
            // A file that is no text is no module.
            self.functions += annotate::file(file, ATTRIBUTE).unwrap_or(0);
        }
        for root in &sources.roots_of_2015 {
            fs::write(root, fs::read_to_string(root)? + "\nextern crate bedeck;\n")?;
        }
        Ok(())
    }

    /// Paths that lead out of what was copied lead to where they did.
    fn free_paths(&self, manifest: &Path) -> Result<(), Fault> {
        let mut document = read(manifest)?;
        let folder = manifest.with_file_name("");
        let original = self.origin.join(folder.strip_prefix(&self.root)?);
        visit_paths(document.as_table_mut(), &mut |path| {
            let target = fs::canonicalize(original.join(path)).ok()?;
            let mut folders = self.folders.iter().flat_map(fs::canonicalize);
            (!folders.any(|folder| target.starts_with(folder))).then(|| target.to_string_lossy().into_owned())
        });
        Ok(fs::write(manifest, document.to_string())?)
    }

    /// Takes the attribute off the functions that these lines are of; how many there were.
    pub(crate) fn spare(&mut self, places: &BTreeSet<(PathBuf, usize)>) -> Result<usize, Fault> {
        let mut files: BTreeMap<&Path, Vec<usize>> = BTreeMap::new();
        for (file, line) in places.iter().filter(|(file, _)| file.starts_with(&self.root)) {
            files.entry(file).or_default().push(*line);
        }
        let mut spared = 0;
        // What is wrong in a body may be told of the body's line.
        for find in [on as Find, above] {
            if spared == 0 {
                for (file, numbers) in &files {
                    spared += spare_in(file, numbers, find)?;
                }
            }
        }
        self.functions = self.functions.saturating_sub(spared);
        Ok(spared)
    }
}

/// The line with an attribute that a line, told by its number, belongs to.
type Find = fn(&[&str], usize) -> Option<usize>;

fn on(lines: &[&str], number: usize) -> Option<usize> {
    let at = number.checked_sub(1)?;
    lines.get(at).filter(|line| line.contains(ATTRIBUTE)).map(|_| at)
}

fn above(lines: &[&str], number: usize) -> Option<usize> {
    lines.iter().take(number).rposition(|line| line.contains(ATTRIBUTE))
}

fn spare_in(file: &Path, numbers: &[usize], find: Find) -> Result<usize, Fault> {
    let Ok(text) = fs::read_to_string(file) else { return Ok(0) };
    let lines: Vec<&str> = text.split('\n').collect();
    let found: BTreeSet<usize> = numbers.iter().filter_map(|number| find(&lines, *number)).collect();
    let spared = found.iter().map(|at| lines[*at].matches(ATTRIBUTE).count()).sum();
    let bare = |(at, line): (usize, &&str)| match found.contains(&at) {
        true => line.replace(&format!("{ATTRIBUTE} "), ""),
        false => (*line).to_owned(),
    };
    if spared > 0 {
        fs::write(file, lines.iter().enumerate().map(bare).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(spared)
}

/// What is decorated.
#[derive(Default)]
struct Sources {
    files: BTreeSet<PathBuf>,
    left_out: BTreeSet<PathBuf>,
    roots_of_2015: BTreeSet<PathBuf>,
}

fn path(value: &Value) -> Option<PathBuf> {
    value.as_str().map(PathBuf::from)
}

fn is(target: &Value, kind: &str) -> bool {
    target["kind"].as_array().is_some_and(|kinds| kinds.contains(&kind.into()))
}

/// Whether the file belongs to the package in that folder, and not to one in a folder between them.
fn is_of(file: &Path, package: &Path) -> bool {
    let between = file.ancestors().skip(1).find(|folder| folder.join("Cargo.toml").is_file());
    between.is_some_and(|folder| folder == package.components().as_path())
}

/// Whether the package has the name for a dependency of its own.
fn knows_bedeck(package: &Value) -> bool {
    let dependencies = package["dependencies"].as_array();
    dependencies.into_iter().flatten().any(|dependency| {
        let name = dependency["rename"].as_str().or(dependency["name"].as_str());
        name == Some("bedeck") && dependency["kind"].is_null()
    })
}

fn read(manifest: &Path) -> Result<DocumentMut, Fault> {
    let fault = |error: &dyn std::error::Error| format!("`{}`: {error}", manifest.display());
    let text = fs::read_to_string(manifest).map_err(|error| fault(&error))?;
    text.parse().map_err(|error| fault(&error).into())
}

/// A package that is a workspace by itself says so: folders above the copy may hold another one.
fn stand_alone(manifest: &Path) -> Result<(), Fault> {
    let mut document = read(manifest)?;
    document.entry("workspace").or_insert_with(|| Item::Table(Table::new()));
    Ok(fs::write(manifest, document.to_string())?)
}

/// Under a target table, as a dependency of the same name may exist already.
fn depend_on_bedeck(manifest: &Path) -> Result<(), Fault> {
    let mut document = read(manifest)?;
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

/// Gives every `path` of a dependency or target to `change`, which may give another one.
fn visit_paths(table: &mut dyn toml_edit::TableLike, change: &mut dyn FnMut(&str) -> Option<String>) {
    for (key, item) in table.iter_mut() {
        match item.as_str() {
            Some(path) if key == "path" => {
                if let Some(path) = change(path) {
                    *item = value(path);
                }
            }
            _ => {
                if let Some(tables) = item.as_array_of_tables_mut() {
                    tables.iter_mut().for_each(|table| visit_paths(table, change));
                } else if let Some(table) = item.as_table_like_mut() {
                    visit_paths(table, change);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
