//! JSON text: objects, lists and strings.

use core::fmt;

use crate::report::sink::Sink;

/// An object that is being written.
pub(in crate::report) struct Object<'o, 's> {
    out: &'o mut Sink<'s>,
    is_empty: bool,
}

/// A list that is being written, one element a line.
pub(in crate::report) struct List<'o, 's> {
    out: &'o mut Sink<'s>,
    is_empty: bool,
}

/// Writes an object with what `fill` puts into it.
pub(in crate::report) fn object(out: &mut Sink<'_>, fill: impl FnOnce(&mut Object<'_, '_>)) {
    out.push_str("{");
    fill(&mut Object { out, is_empty: true });
    out.push_str("}");
}

/// A string of RFC 8259: quotes, backslashes and control characters escaped, all else as UTF-8.
pub(in crate::report) fn quoted(out: &mut Sink<'_>, text: &str) {
    out.push_str("\"");
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\' | 0x7f)) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => write!(out, "\\u{control:04x}"),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push_str("\"");
}

/// What is JSON as it stands.
pub(in crate::report) trait Plain {
    fn write(&self, out: &mut Sink<'_>);
}

macro_rules! whole_numbers {
    ($($number:ty)*) => {
        $(impl Plain for $number {
            fn write(&self, out: &mut Sink<'_>) {
                out.number(*self as u64);
            }
        })*
    };
}

whole_numbers!(u32 u64 usize);

macro_rules! displayed {
    ($($plain:ty)*) => {
        $(impl Plain for $plain {
            fn write(&self, out: &mut Sink<'_>) {
                write!(out, "{self}");
            }
        })*
    };
}

displayed!(bool f64 fmt::Arguments<'_>);

impl<'s> Object<'_, 's> {
    /// A value that is JSON as it stands.
    pub(in crate::report) fn put(&mut self, key: &str, value: impl Plain) {
        value.write(self.key(key));
    }

    pub(in crate::report) fn put_some(&mut self, key: &str, value: Option<impl Plain>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    /// A figure of the whole report, which is 0 where the system does not tell it.
    pub(in crate::report) fn put_measured(&mut self, key: &str, value: u64) {
        self.put_some(key, Some(value).filter(|value| *value > 0));
    }

    /// A part of a whole, or the like.
    pub(in crate::report) fn put_rate(&mut self, key: &str, rate: Option<f64>) {
        if let Some(rate) = rate {
            self.put(key, format_args!("{rate:.4}"));
        }
    }

    pub(in crate::report) fn text(&mut self, key: &str, value: &str) {
        quoted(self.key(key), value);
    }

    pub(in crate::report) fn object(&mut self, key: &str, fill: impl FnOnce(&mut Object<'_, '_>)) {
        object(self.key(key), fill);
    }

    /// Numbers, or lists of them, on one line.
    pub(in crate::report) fn array<T>(
        &mut self,
        key: &str,
        elements: impl IntoIterator<Item = T>,
        element: impl Fn(&mut Sink<'_>, T),
    ) {
        array(self.key(key), elements, element);
    }

    pub(in crate::report) fn list(&mut self, key: &str, fill: impl FnOnce(&mut List<'_, '_>)) {
        let out = self.key(key);
        out.push_str("[");
        let mut list = List { out, is_empty: true };
        fill(&mut list);
        let end = if list.is_empty { "]" } else { "\n]" };
        self.out.push_str(end);
    }

    /// What comes next is the key's value.
    pub(in crate::report) fn key(&mut self, key: &str) -> &mut Sink<'s> {
        self.out.push_str(if self.is_empty { "\"" } else { ",\"" });
        self.out.push_str(key);
        self.out.push_str("\":");
        self.is_empty = false;
        self.out
    }
}

impl<'s> List<'_, 's> {
    pub(in crate::report) fn object(&mut self, fill: impl FnOnce(&mut Object<'_, '_>)) {
        object(self.element(), fill);
    }

    pub(in crate::report) fn text(&mut self, text: &str) {
        quoted(self.element(), text);
    }

    fn element(&mut self) -> &mut Sink<'s> {
        self.out.push_str(if self.is_empty { "\n" } else { ",\n" });
        self.is_empty = false;
        self.out
    }
}

/// A list on one line.
pub(in crate::report) fn array<T>(
    out: &mut Sink<'_>,
    elements: impl IntoIterator<Item = T>,
    element: impl Fn(&mut Sink<'_>, T),
) {
    out.push_str("[");
    for (at, value) in elements.into_iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        element(out, value);
    }
    out.push_str("]");
}
