//! The files of a crate: its root, and what `mod name;` in them names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Expr, ExprLit, Item, ItemMod, Lit, Meta};

/// The root of a crate and the files of its modules, as far as they are named outside of macros.
pub fn of(root: &Path) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    let folder = root.parent().unwrap_or(Path::new("")).to_owned();
    add(root.to_owned(), &folder, &mut files);
    files
}

/// Adds a file and those of its modules, which are below `folder`.
fn add(file: PathBuf, folder: &Path, files: &mut BTreeSet<PathBuf>) {
    let Ok(text) = fs::read_to_string(&file) else { return };
    let beside = file.parent().unwrap_or(Path::new("")).to_owned();
    if files.insert(file)
        && let Ok(parsed) = syn::parse_file(&text)
    {
        named(&parsed.items, &beside, folder, files);
    }
}

/// The modules among these items. Outside of inline modules, `#[path]` begins `beside` the file.
fn named(items: &[Item], beside: &Path, folder: &Path, files: &mut BTreeSet<PathBuf>) {
    for item in items {
        let Item::Mod(module) = item else { continue };
        let name = module.ident.to_string();
        let name = name.trim_start_matches("r#");
        match (&module.content, path(module)) {
            (Some((_, items)), path) => {
                let folder = path.map_or_else(|| folder.join(name), |path| beside.join(path));
                named(items, &folder, &folder, files);
            }
            (None, Some(path)) => {
                let file = beside.join(path);
                let folder = file.parent().unwrap_or(Path::new("")).to_owned();
                add(file, &folder, files);
            }
            (None, None) => {
                let below = folder.join(name);
                add(folder.join(format!("{name}.rs")), &below, files);
                add(below.join("mod.rs"), &below, files);
            }
        }
    }
}

/// What `#[path = ".."]` says.
fn path(module: &ItemMod) -> Option<String> {
    module.attrs.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_wherever_they_may_be() {
        let folder = std::env::temp_dir().join(format!("bedeck-modules-{}", std::process::id()));
        let files = [
            ("app/main.rs", "mod a; mod r#b; mod gone; mod inline { mod c; }\n#[path = \"../odd/d.rs\"] mod d;"),
            ("app/a.rs", "mod deep;"),
            ("app/a/deep.rs", ""),
            ("app/b/mod.rs", "mod deep;"),
            ("app/b/deep.rs", "fn broken( {"),
            ("app/inline/c.rs", ""),
            ("odd/d.rs", "mod e;"),
            ("odd/e.rs", "#[path = \"d.rs\"] mod again;"),
            ("app/unused.rs", ""),
        ];
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found = of(&folder.join("app/main.rs"));
        let found: BTreeSet<PathBuf> = found.iter().map(|path| fs::canonicalize(path).unwrap()).collect();
        let folder = fs::canonicalize(folder).unwrap();
        let expected: BTreeSet<PathBuf> = files[..8].iter().map(|(name, _)| folder.join(name)).collect();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, expected);
    }
}
