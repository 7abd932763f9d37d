//! Puts the attribute before every function with a body, on the same line, so that line numbers stay.

use std::path::Path;
use std::{fs, io};

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Signature, Visibility};

use crate::files::rust_files;

/// How many functions of the files below the folder were annotated. A file that is no Rust on its own is left alone.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn folder(folder: &Path, attribute: &str) -> io::Result<usize> {
    let mut count = 0;
    for path in rust_files(folder) {
        count += file(&path, attribute)?;
    }
    Ok(count)
}

/// How many functions of a file were annotated.
///
/// # Errors
///
/// When the file cannot be read or written.
pub fn file(path: &Path, attribute: &str) -> io::Result<usize> {
    match annotate(&fs::read_to_string(path)?, attribute) {
        Some((annotated, functions)) => fs::write(path, annotated).map(|()| functions),
        None => Ok(0),
    }
}

fn annotate(text: &str, attribute: &str) -> Option<(String, usize)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut functions = Functions(Vec::new());
    let parsed = syn::parse_file(text).ok()?;
    functions.visit_file(&parsed);
    // Places are counted from behind a `#!` line.
    let start = parsed.shebang.map_or(0, |line| line.len());
    let mut annotated = text.to_string();
    functions.0.sort_unstable();
    for &place in functions.0.iter().rev() {
        annotated.insert_str(start + place, &format!("{attribute} "));
    }
    Some((annotated, functions.0.len()))
}

/// The bytes at which functions begin, after their other attributes.
struct Functions(Vec<usize>);

impl Functions {
    fn add(&mut self, attributes: &[Attribute], first: Span, signature: &Signature) {
        let naked = attributes.iter().any(|a| {
            a.path().is_ident("naked") || matches!(&a.meta, syn::Meta::List(l) if l.tokens.to_string() == "naked")
        });
        if signature.constness.is_none() && signature.variadic.is_none() && !naked {
            self.0.push(first.byte_range().start);
        }
    }
}

fn first(visibility: &Visibility, signature: &Signature) -> Span {
    match visibility {
        Visibility::Inherited => signature.span(),
        written => written.span(),
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.attrs, first(&function.vis, &function.sig), &function.sig);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.attrs, first(&function.vis, &function.sig), &function.sig);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if function.default.is_some() {
            self.add(&function.attrs, function.sig.span(), &function.sig);
        }
        visit::visit_trait_item_fn(self, function);
    }
}

#[cfg(test)]
mod tests {
    use super::annotate;

    #[test]
    fn lines_stay_and_only_bodies_that_can_run_late_are_annotated() {
        let text = "#[inline]\npub(crate) fn a() { fn ä() {} }\nconst fn b() {}\ntrait T { fn c(); unsafe fn d() {} }\n\
                    impl X { /* é */ async fn e(&self) {} }\nmacro_rules! m { () => { fn f() {} } }\n";
        let expected = "#[inline]\n#[x] pub(crate) fn a() { #[x] fn ä() {} }\nconst fn b() {}\n\
                        trait T { fn c(); #[x] unsafe fn d() {} }\nimpl X { /* é */ #[x] async fn e(&self) {} }\n\
                        macro_rules! m { () => { fn f() {} } }\n";
        assert_eq!(annotate(text, "#[x]"), Some((expected.to_string(), 4)));
    }

    #[test]
    fn a_line_for_the_shell_and_a_mark_of_bytes_stay_in_front() {
        let expected = Some(("#!/usr/bin/env run\n#[x] fn main() {}\n".to_string(), 1));
        assert_eq!(annotate("#!/usr/bin/env run\nfn main() {}\n", "#[x]"), expected);
        assert_eq!(annotate("\u{feff}#!/usr/bin/env run\nfn main() {}\n", "#[x]"), expected);
    }
}
