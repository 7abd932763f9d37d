//! JSON text: objects, lists and strings.

use std::fmt::{Display, Write as _};

/// An object that is being written.
pub(in crate::report) struct Object(String);

impl Object {
    pub(in crate::report) fn new() -> Object {
        Object("{".to_owned())
    }

    /// A value that is JSON as it stands.
    pub(in crate::report) fn put(&mut self, key: &str, value: impl Display) {
        self.key(key);
        let _ = write!(self.0, "{value}");
    }

    fn key(&mut self, key: &str) {
        let comma = if self.0.len() > 1 { "," } else { "" };
        let _ = write!(self.0, "{comma}\"{key}\":");
    }

    /// One element a line.
    pub(in crate::report) fn list(&mut self, key: &str, elements: impl Iterator<Item = String>) {
        self.key(key);
        self.0.push('[');
        let mut comma = "";
        for element in elements {
            let _ = write!(self.0, "{comma}\n{element}");
            comma = ",";
        }
        self.0.push_str(if comma.is_empty() { "]" } else { "\n]" });
    }

    pub(in crate::report) fn put_some(&mut self, key: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    /// A figure of the whole report, which is 0 where the system does not tell it.
    pub(in crate::report) fn put_measured(&mut self, key: &str, value: u64) {
        self.put_some(key, Some(value).filter(|value| *value > 0));
    }

    pub(in crate::report) fn text(&mut self, key: &str, value: &str) {
        self.put(key, quoted(value));
    }

    pub(in crate::report) fn end(self) -> String {
        self.0 + "}"
    }
}

/// A string of RFC 8259: quotes, backslashes and control characters escaped, all else as UTF-8.
pub(in crate::report) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\0'..='\x1f' | '\x7f' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
