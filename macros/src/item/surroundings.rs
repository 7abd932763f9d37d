//! What stands around a function: read in its file, since an attribute is not told.
//!
//! Companions are called through `Self` in an `impl`, and not at all in a trait, where nothing may stand beside the trait's own
//! items. Where the file says nothing, as in the expansion of another macro, the function's own words must do.

use proc_macro2::{Ident, Span, TokenStream};

use super::{Item, Kind};

/// Where a function stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surroundings {
    /// In a module, or in another function.
    Free,
    /// In an `impl` of a type's own.
    Inherent,
    /// In a trait, or in an `impl` of one.
    Trait,
}

/// Of the function whose name is written here, if that can be told.
pub(crate) fn surroundings(name: &Ident) -> Option<Surroundings> {
    let span: Span = name.span();
    let text = std::fs::read_to_string(span.local_file()?).ok()?;
    let begin = span.start();
    let at = offset(&text, begin.line, begin.column)?;
    text[at..].starts_with(&name.to_string()).then(|| enclosing(&text[..at]))?
}

/// Where a line's column begins, in bytes.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let begin: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let (at, _) = text.get(begin..)?.char_indices().nth(column)?;
    Some(begin + at)
}

/// What the last open brace of `text` is the brace of.
fn enclosing(text: &str) -> Option<Surroundings> {
    // Where the words in front of each open delimiter begin, and where it stands.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut words = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = skipped(rest).unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8));
        if skipped(rest).is_none() {
            match rest.as_bytes()[0] {
                b'{' | b'(' | b'[' => {
                    open.push((words, at));
                    words = at + 1;
                }
                b'}' | b')' | b']' => {
                    let (before, begin) = open.pop()?;
                    // A body ends an item; other delimiters are in the midst of one.
                    words = if rest.starts_with('}') && text.as_bytes()[begin] == b'{' { at + 1 } else { before };
                }
                b';' => words = at + 1,
                _ => {}
            }
        }
        at += length;
    }
    let Some(&(words, brace)) = open.last() else { return Some(Surroundings::Free) };
    if text.as_bytes()[brace] != b'{' { None } else { introduced(&text[words..brace]) }
}

/// What these words make of the braces behind them.
fn introduced(words: &str) -> Option<Surroundings> {
    let trimmed = words.trim_end();
    if trimmed.ends_with("=>") || trimmed.ends_with('!') {
        return None;
    }
    let tokens: TokenStream = format!("{words} {{}}").parse().ok()?;
    match Item::read(tokens).kind {
        Kind::Container(container) if container.keyword == "trait" || container.is_of_trait() => {
            Some(Surroundings::Trait)
        }
        Kind::Container(container) if container.keyword == "impl" => Some(Surroundings::Inherent),
        Kind::Other(other) if other.word.as_ref().is_some_and(|word| word == "macro_rules") => None,
        _ => Some(Surroundings::Free),
    }
}

/// How many bytes at the beginning of `rest` are a comment, a string or a character.
fn skipped(rest: &str) -> Option<usize> {
    let end = |from: usize, of: &str| rest.get(from..)?.find(of).map(|at| from + at + of.len());
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(nested_comment(rest));
    }
    if let Some(raw) = rest.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            return end(hashes + 2, &format!("\"{}", "#".repeat(hashes)));
        }
        // A raw identifier, or any other word: its letters are no prefix of a string.
        return None;
    }
    if rest.starts_with('"') {
        return Some(quoted(rest, '"'));
    }
    if let Some(behind) = rest.strip_prefix('\'') {
        let mut chars = behind.chars();
        let first = chars.next()?;
        // `'a'` is a character, `'a` a lifetime.
        return (first == '\\' || chars.next() == Some('\'')).then(|| quoted(rest, '\''));
    }
    None
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if !escaped && c == quote {
            return at + 1;
        }
        escaped = !escaped && c == '\\';
    }
    rest.len()
}

fn nested_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str) -> Option<Surroundings> {
        enclosing(text.split_once("fn here").map_or(text, |(before, _)| before))
    }

    #[test]
    fn every_kind() {
        use Surroundings::{Free, Inherent, Trait};
        for (text, expected) in [
            ("fn here", Some(Free)),
            ("mod m { #[a(\"}\")] pub fn here", Some(Free)),
            ("impl A { const B: [u8; 2] = [1, 2]; fn b(&self) { '{' } pub fn here", Some(Inherent)),
            ("impl<T: for<'a> F<'a>> A<T> where T: X { fn here", Some(Inherent)),
            ("// impl {\n/* impl /* { */ */ impl<'a> fmt::Display for A<'a> { fn here", Some(Trait)),
            ("unsafe impl<T> Tr<T> for Vec<T> where Vec<T>: { fn a() -> char { '\\'' } fn here", Some(Trait)),
            ("pub trait Tr: Super { type A; fn here", Some(Trait)),
            ("impl A { fn a() { let b = r#\"}\"#; fn here", Some(Free)),
            ("impl A { fn a() { if b == \"\\\"{\" { fn here", Some(Free)),
            ("struct S { a: u8 } impl S { fn here", Some(Inherent)),
            ("macro_rules! m { () => { fn here", None),
            ("m! { impl A { fn here", Some(Inherent)),
            ("m! { fn here", None),
            ("m!(fn here", None),
        ] {
            assert_eq!(around(text), expected, "{text}");
        }
    }
}
