//! Source text to tokens. Never fails: what it cannot make sense of becomes punctuation, what is not closed ends with
//! the line or the file.

use crate::syntax::{Comments, SingleQuote, Syntax};
use bedeck::timed;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    Text,
    Char,
    Lifetime,
    Comment,
    Punctuation,
}

/// One token: its kind, and where it stands in the text (bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    pub(crate) fn bytes<'a>(&self, text: &'a str) -> &'a [u8] {
        &text.as_bytes()[self.start..self.end]
    }

    pub(crate) fn str<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }
}

/// All tokens of a text, in order, in `tokens` (whose memory is used again from file to file).
#[timed]
pub(crate) fn tokenise(text: &str, syntax: &Syntax, tokens: &mut Vec<Token>) {
    tokens.clear();
    let mut lexer = Lexer { text, bytes: text.as_bytes(), syntax, at: 0, tokens };
    while lexer.at < lexer.bytes.len() {
        lexer.step();
    }
}

pub(crate) struct Lexer<'a> {
    pub(crate) text: &'a str,
    pub(crate) bytes: &'a [u8],
    pub(crate) syntax: &'a Syntax,
    pub(crate) at: usize,
    pub(crate) tokens: &'a mut Vec<Token>,
}

impl Lexer<'_> {
    fn step(&mut self) {
        match self.bytes[self.at] {
            b' ' | b'\t' | b'\r' | b'\n' | 0x0c => self.at += 1,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => self.push(Kind::Number, self.number_end()),
            b'"' => self.push(Kind::Text, self.string_end(self.at)),
            b'\'' => self.single_quote(),
            b'`' => self.backtick(),
            b'/' => self.slash(),
            b'#' if self.hash_begins_comment() => self.push(Kind::Comment, self.line_end()),
            byte if byte.is_ascii() => self.push(Kind::Punctuation, self.at + 1),
            _ => self.beyond_ascii(),
        }
    }

    pub(crate) fn push(&mut self, kind: Kind, end: usize) {
        self.tokens.push(Token { kind, start: self.at, end });
        self.at = end;
    }

    pub(crate) fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn line_end(&self) -> usize {
        self.bytes[self.at..].iter().position(|&b| b == b'\n').map_or(self.bytes.len(), |n| self.at + n)
    }

    fn beyond_ascii(&mut self) {
        let Some(char) = self.text[self.at..].chars().next() else { return };
        if char.is_alphanumeric() {
            self.word();
        } else if char.is_whitespace() || char == '\u{feff}' {
            self.at += char.len_utf8();
        } else {
            self.push(Kind::Punctuation, self.at + char.len_utf8());
        }
    }

    pub(crate) fn word_end(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(byte) = self.byte(at) {
            if byte.is_ascii_alphanumeric() || byte == b'_' {
                at += 1;
            } else if byte.is_ascii() {
                break;
            } else {
                match self.text[at..].chars().next() {
                    Some(char) if char.is_alphanumeric() => at += char.len_utf8(),
                    _ => break,
                }
            }
        }
        at
    }

    fn word(&mut self) {
        let end = self.word_end(self.at);
        if let Some(b'"' | b'\'' | b'#') = self.byte(end)
            && self.syntax.prefixes.contains(&&self.text[self.at..end])
            && self.prefixed(end)
        {
            return;
        }
        self.push(Kind::Word, end);
    }

    /// Where `close` has ended, searched from `from`; the end of the file if it is not there.
    pub(crate) fn after(&self, close: &str, from: usize) -> usize {
        self.text.get(from..).and_then(|rest| rest.find(close)).map_or(self.bytes.len(), |n| from + n + close.len())
    }

    fn number_end(&self) -> usize {
        let hexadecimal = self.byte(self.at + 1).is_some_and(|b| b | 0x20 == b'x');
        let mut at = self.at + 1;
        while let Some(byte) = self.byte(at) {
            let next = self.byte(at + 1).unwrap_or(b' ');
            let joined = match byte {
                b'.' => next.is_ascii_digit(),
                b'+' | b'-' => !hexadecimal && self.bytes[at - 1] | 0x20 == b'e' && next.is_ascii_digit(),
                b'\'' => self.syntax.single_quote == SingleQuote::Char && next.is_ascii_hexdigit(),
                _ => byte.is_ascii_alphanumeric() || byte == b'_',
            };
            if !joined {
                break;
            }
            at += 1;
        }
        at
    }

    fn hash_begins_comment(&self) -> bool {
        let before = if self.at == 0 { b' ' } else { self.bytes[self.at - 1] };
        // `$#` and `${name#prefix}` of a shell are no comments.
        self.syntax.comments == Comments::Hash && !(before.is_ascii_alphanumeric() || b"$_{#[".contains(&before))
    }

    fn slash(&mut self) {
        let slashes = self.syntax.comments != Comments::Hash;
        match self.byte(self.at + 1) {
            Some(b'/') if slashes => self.push(Kind::Comment, self.line_end()),
            Some(b'*') if slashes => self.push(Kind::Comment, self.block_comment_end()),
            _ => match self.regex_end() {
                Some(end) => self.push(Kind::Text, end),
                None => self.push(Kind::Punctuation, self.at + 1),
            },
        }
    }

    fn block_comment_end(&self) -> usize {
        let nested = self.syntax.comments == Comments::NestedSlashes;
        let (mut at, mut depth) = (self.at + 2, 1);
        while at < self.bytes.len() {
            if self.bytes[at..].starts_with(b"*/") {
                at += 2;
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            } else if nested && self.bytes[at..].starts_with(b"/*") {
                at += 2;
                depth += 1;
            } else {
                at += 1;
            }
        }
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests;
