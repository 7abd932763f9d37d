//! The variable `BEDECK`: a comma-separated list of words.
//!
//! `,,` is a literal comma, only the first `=` separates a word from its value, and blanks around either do not count.

use std::path::PathBuf;
use std::time::Duration;

use super::exit::Wishes;
use super::glob::Glob;
use super::nearest::nearest;
use super::settings::{Format, Sort, Target, Word};
#[cfg(feature = "serve")]
use crate::serve::address::parse as parse_address;

/// Words that do something, besides those of outputs.
const WORDS: [&str; 11] =
    ["off", "quiet", "sort", "top", "filter", "every", "baseline", "nosignals", "nomemo", "serial", "threads"];
/// Words that some builds have: each is the name of a feature, too.
const FEATURES: [&str; 2] = ["svg", "serve"];
const ORDERS: [(&str, Sort); 6] = [
    ("total", Sort::Total),
    ("self", Sort::SelfTime),
    ("calls", Sort::Calls),
    ("mean", Sort::Mean),
    ("p99", Sort::P99),
    ("name", Sort::Name),
];

/// Reads the few words that matter before anything else: at the first call of a decorated function, which may be made
/// inside an allocator. Neither allocates nor panics.
pub(crate) fn early(list: &[u8]) -> Wishes {
    let mut wishes = Wishes::DEFAULT;
    let (mut quiet, mut files) = (false, [false; Format::ALL.len()]);
    for word in split(list) {
        let (key, value) = separate(word);
        match (key, value) {
            (b"off", None) => wishes.off = true,
            (b"nosignals", None) => wishes.signals = false,
            (b"nomemo", None) => wishes.nomemo = true,
            (b"quiet", None) => quiet = true,
            (b"every", Some(value)) => wishes.every = seconds(value).or(wishes.every),
            #[cfg(feature = "serve")]
            (b"serve", Some(value)) => {
                wishes.serve |= core::str::from_utf8(value).is_ok_and(|v| parse_address(v).is_some())
            }
            _ => {}
        }
        let outputs = Format::ALL.iter().zip(&mut files);
        for (output, file) in outputs.filter(|(output, _)| output.word().as_bytes() == key) {
            match value {
                Some(b"") => {}
                None if *output != Format::Table => {}
                None | Some(b"-") => (quiet, *file) = (false, false),
                Some(_) => *file = true,
            }
        }
    }
    wishes.quiet = quiet;
    wishes.silent = Wishes::is_silent(quiet, files.contains(&true), wishes.every);
    wishes
}

/// A positive number of seconds.
fn seconds(value: &[u8]) -> Option<Duration> {
    let seconds = core::str::from_utf8(value).ok()?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok().filter(|period| !period.is_zero())
}

/// The words that hold, and one line about each that does not.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Parsed {
    pub(crate) words: Vec<Word>,
    pub(crate) complaints: Vec<String>,
}

/// Reads the whole list.
pub(crate) fn parse(list: &[u8]) -> Parsed {
    let mut parsed = Parsed::default();
    for word in split(list).filter(|word| !word.is_empty()) {
        let (key, value) = separate(word);
        let value = value.map(plain);
        match meaning(&text(&plain(key)), value.as_deref()) {
            Ok(word) => parsed.words.push(word),
            Err(complaint) => parsed.complaints.push(complaint),
        }
    }
    parsed
}

/// The words between single commas, with their double commas still in them.
fn split(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(list);
    core::iter::from_fn(move || {
        let list = rest?;
        let end = end_of_word(list);
        rest = list.get(end + 1..);
        list.get(..end).map(<[u8]>::trim_ascii)
    })
}

fn end_of_word(list: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = list.get(at) {
        match (byte, list.get(at + 1)) {
            (b',', Some(b',')) => at += 2,
            (b',', _) => return at,
            _ => at += 1,
        }
    }
    list.len()
}

fn separate(word: &[u8]) -> (&[u8], Option<&[u8]>) {
    match word.iter().position(|byte| *byte == b'=') {
        Some(at) => (word.get(..at).unwrap_or(word).trim_ascii(), word.get(at + 1..).map(<[u8]>::trim_ascii)),
        None => (word, None),
    }
}

/// Double commas become single ones.
fn plain(word: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(word.len());
    let mut bytes = word.iter().peekable();
    while let Some(byte) = bytes.next() {
        plain.push(*byte);
        if *byte == b',' {
            bytes.next_if(|next| **next == b',');
        }
    }
    plain
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The word that `key` and `value` make, or the line that says why they make none.
fn meaning(key: &str, value: Option<&[u8]>) -> Result<Word, String> {
    if let Some(format) = Format::ALL.iter().find(|format| format.word() == key) {
        return Ok(Word::Output(*format, target(*format, value)?));
    }
    match (key, value) {
        ("off", None) => Ok(Word::Off),
        ("quiet", None) => Ok(Word::Quiet(true)),
        ("nosignals", None) => Ok(Word::Signals(false)),
        ("nomemo", None) => Ok(Word::NoMemo),
        ("serial", None) => Ok(Word::Serial),
        ("off" | "quiet" | "nosignals" | "nomemo" | "serial", Some(_)) => {
            Err(format!("`{key}` in BEDECK takes no value; write `{key}` alone"))
        }
        ("sort", value) => order(&required(key, "an order", "total", value)?),
        ("threads", value) => threads(&required(key, "a number", "4", value)?),
        ("top", value) => count(&required(key, "a number", "20", value)?),
        ("filter", value) => Ok(Word::Filter(Glob::new(&required(key, "a pattern", "*parse*", value)?))),
        ("baseline", Some(path @ [_, ..])) => Ok(Word::Baseline(path_of(path))),
        ("baseline", _) => Err("`baseline=` in BEDECK needs a path, as in `baseline=old.json`".to_owned()),
        #[cfg(feature = "serve")]
        ("serve", value) => address(&required(key, "an address", "127.0.0.1:7070", value)?),
        ("every", value) => period(&required(key, "a number of seconds", "10", value)?),
        _ if FEATURES.contains(&key) => {
            Err(format!("`{key}` in BEDECK needs the feature `{key}` of bedeck; the rest holds"))
        }
        _ => Err(unknown(key)),
    }
}

fn unknown(key: &str) -> String {
    let outputs: Vec<&str> = Format::ALL.iter().map(|format| format.word()).collect();
    let known = [&WORDS, outputs.as_slice(), &FEATURES].concat();
    let meant = nearest(key, &known).unwrap_or_default();
    format!("unknown word `{}` in BEDECK; the nearest one is `{meant}`; the rest holds", key.escape_debug())
}

fn required(key: &str, what: &str, example: &str, value: Option<&[u8]>) -> Result<String, String> {
    let value = value.map(text).filter(|value| !value.is_empty());
    value.ok_or_else(|| format!("`{key}` in BEDECK needs {what}, as in `{key}={example}`"))
}

/// Where the output goes. The table alone needs no path.
fn target(format: Format, value: Option<&[u8]>) -> Result<Target, String> {
    match value {
        None if format == Format::Table => Ok(Target::Stderr),
        None | Some([]) => {
            let (key, end) = (format.word(), format.extension());
            Err(format!("`{key}=` in BEDECK needs a path, as in `{key}=report.{end}`"))
        }
        Some(path) => Ok(Target::of(path_of(path))),
    }
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    text(bytes).into()
}

fn order(value: &str) -> Result<Word, String> {
    if let Some((_, order)) = ORDERS.iter().find(|(name, _)| *name == value) {
        return Ok(Word::Sort(*order));
    }
    let names = ORDERS.map(|(name, _)| name);
    let meant = nearest(value, &names).unwrap_or_default();
    Err(format!("`sort={}` in BEDECK: no such order; the nearest one is `{meant}`", value.escape_debug()))
}

fn count(value: &str) -> Result<Word, String> {
    let count = value.parse().ok().filter(|count| *count > 0).map(Word::Top);
    count.ok_or_else(|| format!("`top={}` in BEDECK: not a number from 1; write `top=20`", value.escape_debug()))
}

fn threads(value: &str) -> Result<Word, String> {
    let threads = value.parse().ok().filter(|threads| *threads > 0).map(Word::Threads);
    threads
        .ok_or_else(|| format!("`threads={}` in BEDECK: not a number from 1; write `threads=4`", value.escape_debug()))
}

#[cfg(feature = "serve")]
fn address(value: &str) -> Result<Word, String> {
    parse_address(value).map(Word::Serve).ok_or_else(|| {
        format!("`serve={}` in BEDECK: no address with a port; write `serve=127.0.0.1:7070`", value.escape_debug())
    })
}

fn period(value: &str) -> Result<Word, String> {
    let period = seconds(value.as_bytes()).map(Word::Every);
    period
        .ok_or_else(|| format!("`every={}` in BEDECK: not a number of seconds; write `every=10`", value.escape_debug()))
}

#[cfg(test)]
mod tests;
