//! Every source file below a folder goes through the intake unchanged, and it finds the functions that `syn` finds.
//! The folder is this repository, or what `BEDECK_SOURCES` names.

use std::path::{Path, PathBuf};

use super::*;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if path.is_dir() && !hidden && !path.ends_with("target") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A function: its name, and the items in front of its statements.
fn described(name: &Ident, leading: String) -> String {
    format!("{name}: {leading}")
}

fn leading(body: &Group) -> String {
    Cursor::leading_items(open(body).1).0.to_string()
}

fn leading_of_syn(body: &syn::Block) -> String {
    let items = body.stmts.iter().take_while(|statement| is_item(statement));
    items.map(quote::ToTokens::to_token_stream).collect::<TokenStream>().to_string()
}

/// A call of a macro is an item to `syn` where it looks like one.
fn is_item(statement: &syn::Stmt) -> bool {
    matches!(statement, syn::Stmt::Item(item) if !matches!(item, syn::Item::Verbatim(_)))
}

/// The functions with a body, in the order in which they stand.
fn functions(items: &[Item], names: &mut Vec<String>) {
    for item in items {
        match &item.kind {
            Kind::Function(Function { name, body: Some(body), .. }) => names.push(described(name, leading(body))),
            Kind::Container(container) => functions(&container.items, names),
            _ => {}
        }
    }
}

fn functions_of_syn(items: &[syn::Item], names: &mut Vec<String>) {
    for item in items {
        match item {
            syn::Item::Fn(function) => names.push(described(&function.sig.ident, leading_of_syn(&function.block))),
            syn::Item::Mod(module) => {
                functions_of_syn(module.content.as_ref().map_or(&[], |(_, items)| items), names);
            }
            syn::Item::Impl(block) => names.extend(block.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(function) => Some(described(&function.sig.ident, leading_of_syn(&function.block))),
                _ => None,
            })),
            syn::Item::Trait(block) => names.extend(block.items.iter().filter_map(|item| match item {
                syn::TraitItem::Fn(function) => {
                    let body = function.default.as_ref()?;
                    Some(described(&function.sig.ident, leading_of_syn(body)))
                }
                _ => None,
            })),
            _ => {}
        }
    }
}

#[test]
fn every_source_passes_unchanged() {
    let folder =
        std::env::var_os("BEDECK_SOURCES").map_or(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), PathBuf::from);
    let mut paths = Vec::new();
    sources(&folder, &mut paths);
    let mut seen = 0;
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let Ok(file) = syn::parse_file(&text) else { continue };
        let tokens: TokenStream = file.items.iter().map(quote::ToTokens::to_token_stream).collect();
        let items = Item::read_all(tokens.clone());
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        functions(&items, &mut ours);
        functions_of_syn(&file.items, &mut theirs);
        assert_eq!(ours, theirs, "{}", path.display());
        seen += ours.len();
        let passed: TokenStream = items.into_iter().map(Item::into_original).collect();
        assert_eq!(passed.to_string(), tokens.to_string(), "{}", path.display());
    }
    assert!(seen > 100, "only {seen} functions were seen");
}

/// Tokens that make no sense: what is read comes out again, and nothing panics.
#[test]
fn nonsense_passes_unchanged() {
    for text in [
        "",
        ";",
        "#",
        "#[a]",
        "pub",
        "fn",
        "fn f",
        "fn f(",
        "fn f();",
        "fn f() -> ;",
        "fn {}",
        "impl",
        "impl {}",
        "mod m;",
        "trait",
        "const",
        "extern",
        "extern \"C\"",
        "unsafe unsafe unsafe",
        "fn f<T>>() {}",
        "> < fn f() {}",
        "async const fn f() {}",
        "{} {} {}",
    ] {
        let Ok(tokens) = text.parse::<TokenStream>() else { continue };
        let item = Item::read(tokens.clone());
        let passed: TokenStream = item.attributes.into_iter().flat_map(Attribute::into_tokens).collect();
        let passed: TokenStream = passed.into_iter().chain(item.kind.into_tokens("timed")).collect();
        assert_eq!(passed.to_string(), tokens.to_string(), "{text}");
        let shown = crate::expand::measured::attribute(&crate::args::known::TIMED, TokenStream::new(), tokens.clone())
            .to_string();
        assert!(!shown.is_empty(), "{text}");
    }
}
