//! Which of the user's attributes go where, when one function becomes several.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

use crate::args::known::{PROFILED, TIMED};
use crate::args::stacked::Stacked;
use crate::item::Attribute;

/// Attributes of what is called from outside.
const OUTSIDE: [&str; 14] = [
    "doc",
    "must_use",
    "deprecated",
    "inline",
    "cold",
    "no_mangle",
    "export_name",
    "link_section",
    "unsafe",
    "test",
    "automatically_derived",
    "skip",
    "ignore",
    "should_panic",
];
/// Decorators that `#[memoize]` tells where they stand.
const MEASURING: [&str; 2] = [TIMED.name, PROFILED.name];
/// Levels of lints.
const LEVELS: [&str; 4] = ["allow", "warn", "deny", "forbid"];
/// Attributes that say how a body is compiled.
const CODE: [&str; 2] = ["track_caller", "target_feature"];

/// The user's attributes, sorted.
#[derive(Default)]
pub(super) struct Sorted {
    /// Of the function that is called.
    pub(super) outside: TokenStream,
    /// Of the function with the user's body.
    pub(super) body: TokenStream,
    /// Of the companions.
    pub(super) beside: TokenStream,
}

pub(super) fn sorted(attributes: &[Attribute]) -> Sorted {
    let mut sorted = Sorted::default();
    // Rows of one name and place would be one row: where calls are measured too, misses have the body's own name.
    let is_measured = attributes.iter().any(|attribute| attribute.stacked().is_some());
    for attribute in attributes {
        let tokens = || attribute.clone().into_tokens();
        let is = |words: &[&str]| words.iter().any(|word| attribute.is(word));
        if is(&OUTSIDE) {
            sorted.outside.extend(tokens());
        } else if is(&["cfg"]) || is(&LEVELS) {
            sorted.outside.extend(tokens());
            sorted.body.extend(tokens());
            sorted.beside.extend(tokens());
        } else if is(&["expect"]) {
            // What is expected happens once, in the user's body; elsewhere it may or may not.
            sorted.body.extend(tokens());
            sorted.outside.extend(tokens().map(allowed));
            sorted.beside.extend(tokens().map(allowed));
        } else if is(&CODE) {
            sorted.outside.extend(tokens());
            sorted.body.extend(tokens());
        } else if is(&MEASURING) {
            match attribute.stacked() {
                Some(_) => sorted.outside.extend(tokens()),
                None if is_measured => sorted.body.extend(tokens()),
                None => sorted.body.extend(attribute.clone().into_stacked(Stacked::Inside)),
            }
        } else {
            // What stands below `#[memoize]` is inside of it.
            sorted.body.extend(tokens());
        }
    }
    sorted
}

/// `allow` in place of `expect`.
fn allowed(token: TokenTree) -> TokenTree {
    match token {
        TokenTree::Ident(word) if word == "expect" => Ident::new("allow", word.span()).into(),
        TokenTree::Group(group) => {
            let mut inside = Group::new(group.delimiter(), group.stream().into_iter().map(allowed).collect());
            inside.set_span(group.span());
            inside.into()
        }
        token => token,
    }
}
