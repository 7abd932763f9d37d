//! Reads JSON (RFC 8259): small, and it refuses whatever is not JSON. For reports that were written earlier.

use core::fmt;

/// What is nested deeper is refused, so that no file can exhaust the stack.
const DEEPEST: u32 = 64;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) enum Value {
    Null,
    Bool(bool),
    /// A whole number that is not negative and was written without a fraction or an exponent: exactly.
    Count(u64),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    /// The pairs in their order.
    Object(Vec<(String, Value)>),
}

/// What is wrong with a text, and behind how many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Fault {
    what: &'static str,
    at: usize,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no JSON: {} at byte {}", self.what, self.at)
    }
}

impl Value {
    /// The value of a key of an object; the last one, should there be several.
    pub(in crate::report) fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(pairs) => pairs.iter().rev().find(|(other, _)| other == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The elements of a list.
    pub(in crate::report) fn list(&self) -> &[Value] {
        match self {
            Value::List(elements) => elements,
            _ => &[],
        }
    }

    pub(in crate::report) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(in crate::report) fn number(&self) -> Option<f64> {
        match self {
            Value::Count(count) => Some(*count as f64),
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A whole number that is not negative.
    pub(in crate::report) fn count(&self) -> Option<u64> {
        match self {
            Value::Count(count) => Some(*count),
            _ => None,
        }
    }
}

/// The value of a whole text.
pub(in crate::report) fn read(text: &[u8]) -> Result<Value, Fault> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.skip_blanks();
    if reader.at < text.len() { reader.fault("something behind the value") } else { Ok(value) }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn fault<T>(&self, what: &'static str) -> Result<T, Fault> {
        Err(Fault { what, at: self.at })
    }

    fn next(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.next(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Whether this comes next, which is then behind.
    fn takes(&mut self, expected: &[u8]) -> bool {
        let comes = self.text[self.at..].starts_with(expected);
        self.at += if comes { expected.len() } else { 0 };
        comes
    }

    fn value(&mut self, depth: u32) -> Result<Value, Fault> {
        self.skip_blanks();
        match self.next() {
            Some(b'{' | b'[') if depth == DEEPEST => self.fault("nested too deep"),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.takes(b"null") => Ok(Value::Null),
            _ if self.takes(b"true") => Ok(Value::Bool(true)),
            _ if self.takes(b"false") => Ok(Value::Bool(false)),
            _ => self.fault("no value"),
        }
    }

    fn list(&mut self, depth: u32) -> Result<Value, Fault> {
        let mut elements = Vec::new();
        self.members(b']', |reader| {
            elements.push(reader.value(depth + 1)?);
            Ok(())
        })?;
        Ok(Value::List(elements))
    }

    fn object(&mut self, depth: u32) -> Result<Value, Fault> {
        let mut pairs = Vec::new();
        self.members(b'}', |reader| {
            reader.skip_blanks();
            if reader.next() != Some(b'"') {
                return reader.fault("no key");
            }
            let key = reader.string()?;
            reader.skip_blanks();
            if !reader.takes(b":") {
                return reader.fault("no colon");
            }
            pairs.push((key, reader.value(depth + 1)?));
            Ok(())
        })?;
        Ok(Value::Object(pairs))
    }

    /// Members between commas, from the sign that opens them to the one that ends them.
    fn members(&mut self, end: u8, mut member: impl FnMut(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.at += 1;
        self.skip_blanks();
        if self.takes(&[end]) {
            return Ok(());
        }
        loop {
            member(self)?;
            self.skip_blanks();
            if self.takes(&[end]) {
                return Ok(());
            }
            if !self.takes(b",") {
                return self.fault("no comma");
            }
        }
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        let _ = self.takes(b"-");
        let leads_with_zero = self.next() == Some(b'0');
        if self.digits()? > 1 && leads_with_zero {
            return self.fault("a zero in front");
        }
        if self.takes(b".") {
            self.digits()?;
        }
        if self.takes(b"e") || self.takes(b"E") {
            let _ = self.takes(b"+") || self.takes(b"-");
            self.digits()?;
        }
        let text = core::str::from_utf8(&self.text[start..self.at]).unwrap_or_default();
        if let Ok(count) = text.parse() {
            return Ok(Value::Count(count));
        }
        match text.parse().ok().filter(|number: &f64| number.is_finite()) {
            Some(number) => Ok(Value::Number(number)),
            None => self.fault("a number out of range"),
        }
    }

    /// How many digits there are: at least one.
    fn digits(&mut self) -> Result<usize, Fault> {
        let start = self.at;
        while matches!(self.next(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start { Ok(self.at - start) } else { self.fault("no digit") }
    }

    fn string(&mut self) -> Result<String, Fault> {
        let start = self.at + 1;
        self.at = start;
        let mut bytes = Vec::new();
        loop {
            match self.next() {
                None | Some(0..0x20) => return self.fault("a string without an end"),
                Some(b'"') => break,
                Some(b'\\') => {
                    let mut utf8 = [0; 4];
                    bytes.extend_from_slice(self.escape()?.encode_utf8(&mut utf8).as_bytes());
                }
                Some(byte) => {
                    bytes.push(byte);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        String::from_utf8(bytes).map_err(|_| Fault { what: "no UTF-8", at: start })
    }

    fn escape(&mut self) -> Result<char, Fault> {
        self.at += 1;
        let letter = self.next();
        self.at += usize::from(letter.is_some());
        match letter {
            Some(b'"') => Ok('"'),
            Some(b'\\') => Ok('\\'),
            Some(b'/') => Ok('/'),
            Some(b'b') => Ok('\u{8}'),
            Some(b'f') => Ok('\u{c}'),
            Some(b'n') => Ok('\n'),
            Some(b'r') => Ok('\r'),
            Some(b't') => Ok('\t'),
            Some(b'u') => self.code(),
            _ => self.fault("an unknown escape"),
        }
    }

    /// A character by its number; of those beyond 16 bits the two halves stand one after the other.
    fn code(&mut self) -> Result<char, Fault> {
        let first = self.hex()?;
        let code = match first {
            0xd800..0xdc00 if self.takes(b"\\u") => match self.hex()? {
                second @ 0xdc00..0xe000 => 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                _ => return self.fault("half a character"),
            },
            _ => first,
        };
        char::from_u32(code).map_or_else(|| self.fault("half a character"), Ok)
    }

    fn hex(&mut self) -> Result<u32, Fault> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let number = digits.and_then(|digits| core::str::from_utf8(digits).ok());
        match number.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(number) => {
                self.at += 4;
                Ok(number)
            }
            None => self.fault("no four digits"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_serde(value: serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(flag) => Value::Bool(flag),
            serde_json::Value::Number(number) => {
                number.as_u64().map_or_else(|| Value::Number(number.as_f64().unwrap()), Value::Count)
            }
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Array(elements) => Value::List(elements.into_iter().map(of_serde).collect()),
            serde_json::Value::Object(pairs) => {
                Value::Object(pairs.into_iter().map(|(key, value)| (key, of_serde(value))).collect())
            }
        }
    }

    /// The pairs in the order of their keys, one a key, as the other reader has them.
    fn sorted(value: Value) -> Value {
        match value {
            Value::List(elements) => Value::List(elements.into_iter().map(sorted).collect()),
            Value::Object(pairs) => {
                let pairs: std::collections::BTreeMap<String, Value> = pairs.into_iter().collect();
                Value::Object(pairs.into_iter().map(|(key, value)| (key, sorted(value))).collect())
            }
            other => other,
        }
    }

    const TEXTS: [&str; 8] = [
        r#"{"schema":1,"functions":[{"name":"a\"\\\/\b\f\n\r\tb","calls":18446744073709551615,"x":null}],"t":true}"#,
        r#" [ -0 , 0.5e-3 , 1E+2 , [ ] , { } , "\u00e9\ud83e\udd80" , false ] "#,
        r#""測定""#,
        "01",
        "[1,]",
        r#"{"a":1,"a":2}"#,
        r#""\ud800""#,
        "1e400",
    ];

    /// Both readers agree on every text, on its prefixes and on what random changes make of it.
    #[test]
    fn another_reader_agrees() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) as usize % below
        };
        let mut refused = 0;
        for round in 0..if cfg!(miri) { 50 } else { 40_000 } {
            let mut text = TEXTS[round % TEXTS.len()].as_bytes().to_vec();
            for _ in 0..random(4) {
                let at = random(text.len());
                match random(4) {
                    0 => text.truncate(at + 1),
                    1 => text[at] = b"\"\\{}[],:0129.eE+-utfn \n\x01\xff"[random(25)],
                    2 => drop(text.remove(at)),
                    _ => text.insert(at, text[random(text.len())]),
                }
                if text.is_empty() {
                    break;
                }
            }
            let theirs = serde_json::from_slice::<serde_json::Value>(&text);
            match (read(&text), theirs) {
                (Ok(ours), Ok(theirs)) => assert_eq!(sorted(ours), sorted(of_serde(theirs))),
                (Err(_), Err(_)) => refused += 1,
                (ours, theirs) => panic!("{}: {ours:?}, {theirs:?}", String::from_utf8_lossy(&text)),
            }
        }
        assert!(refused > 10, "{refused}");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let said = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(said(r#"{"a":}"#), "no JSON: no value at byte 5");
        assert_eq!(said(""), "no JSON: no value at byte 0");
        assert_eq!(said("[1 2]"), "no JSON: no comma at byte 3");
        assert_eq!(said(&"[".repeat(100_000)), "no JSON: nested too deep at byte 64");
    }
}
