//! The literals that a quote, a backtick or a slash begins.

use crate::syntax::{Backtick, Raw, SingleQuote};
use crate::token::{Kind, Lexer};

impl Lexer<'_> {
    /// The literal (or raw identifier) whose prefix stands between `self.at` and `quote`; false if there is none.
    pub(crate) fn prefixed(&mut self, quote: usize) -> bool {
        let raw = self.bytes[self.at..quote].iter().any(|b| matches!(b, b'r' | b'R'));
        let single = self.bytes[quote] == b'\'';
        let literal = match self.syntax.raw {
            Raw::Hashes if raw => self.raw_hashes(quote),
            Raw::Delimiter if raw && !single => Some((Kind::Text, self.raw_delimiter_end(quote))),
            _ if self.bytes[quote] == b'#' => None,
            _ if !single || self.syntax.single_quote == SingleQuote::Text => Some((Kind::Text, self.string_end(quote))),
            _ => self.char_end(quote).map(|end| (Kind::Char, end)),
        };
        if let Some((kind, end)) = literal {
            self.push(kind, end);
        }
        literal.is_some()
    }

    /// `r"..", r#".."#` or the raw identifier `r#name`, from the first `#` or quote.
    fn raw_hashes(&self, from: usize) -> Option<(Kind, usize)> {
        let hashes = self.bytes[from..].iter().take_while(|&&b| b == b'#').count();
        let quote = from + hashes;
        if self.byte(quote) == Some(b'"') {
            let mut close = String::from("\"");
            close.extend(std::iter::repeat_n('#', hashes));
            return Some((Kind::Text, self.after(&close, quote + 1)));
        }
        let end = self.word_end(quote);
        (hashes == 1 && end > quote).then_some((Kind::Word, end))
    }

    fn raw_delimiter_end(&self, quote: usize) -> usize {
        let word = quote + 1;
        match self.bytes[word..].iter().take(17).position(|&byte| byte == b'(') {
            Some(length) => self.after(&format!("){}\"", &self.text[word..word + length]), word + length + 1),
            None => self.string_end(quote),
        }
    }

    /// The end of the string whose quote stands at `quote`.
    pub(crate) fn string_end(&self, quote: usize) -> usize {
        let mark = self.bytes[quote];
        let triple = self.syntax.triple_quotes && self.bytes[quote..].starts_with(&[mark; 3]);
        let mut at = quote + if triple { 3 } else { 1 };
        while let Some(byte) = self.byte(at) {
            match byte {
                b'\\' => at += 1,
                b'\n' if !triple && !self.syntax.multiline => return at,
                _ if triple && self.bytes[at..].starts_with(&[mark; 3]) => return at + 3,
                _ if !triple && byte == mark => return at + 1,
                _ => (),
            }
            at += 1;
        }
        self.bytes.len()
    }

    /// The end of the character literal whose quote stands at `quote`; none if it is not closed on its line.
    fn char_end(&self, quote: usize) -> Option<usize> {
        let rest = self.bytes.get(quote + 1..)?;
        let mut at = 0;
        while !matches!(rest.get(at)?, b'\'' | b'\n') {
            at += if rest[at] == b'\\' { 2 } else { 1 };
        }
        (rest[at] == b'\'' && at > 0).then_some(quote + at + 2)
    }

    pub(crate) fn single_quote(&mut self) {
        match self.syntax.single_quote {
            SingleQuote::Text => self.push(Kind::Text, self.string_end(self.at)),
            SingleQuote::CharOrLifetime => self.char_or_lifetime(),
            SingleQuote::Char => self.char(),
        }
    }

    fn char(&mut self) {
        match self.char_end(self.at) {
            Some(end) => self.push(Kind::Char, end),
            None => self.push(Kind::Punctuation, self.at + 1),
        }
    }

    /// `'a'` and `'\n'` are characters; `'a` and `'static` are lifetimes, also when a quote comes later in the line.
    fn char_or_lifetime(&mut self) {
        let first = self.text[self.at + 1..].chars().next();
        let after_first = self.at + 1 + first.map_or(0, char::len_utf8);
        let end = self.word_end(self.at + 1);
        if first == Some('\\') {
            self.char();
        } else if first.is_some_and(|char| char != '\'') && self.byte(after_first) == Some(b'\'') {
            self.push(Kind::Char, after_first + 1);
        } else if end > self.at + 1 {
            self.push(Kind::Lifetime, end);
        } else {
            self.push(Kind::Punctuation, self.at + 1);
        }
    }

    /// The end of the regular expression that begins here, where an operand is awaited and one closes on this line.
    pub(crate) fn regex_end(&self) -> Option<usize> {
        if !self.syntax.regex || !self.operand_awaited() {
            return None;
        }
        let (mut at, mut in_class) = (self.at + 1, false);
        loop {
            match self.byte(at)? {
                b'\n' => return None,
                b'\\' => at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => return Some(self.word_end(at + 1)),
                _ => (),
            }
            at += 1;
        }
    }

    fn operand_awaited(&self) -> bool {
        let Some(last) = self.tokens.iter().rev().find(|token| token.kind != Kind::Comment) else { return true };
        match last.kind {
            Kind::Punctuation => !matches!(last.bytes(self.text), b")" | b"]" | b"}"),
            Kind::Word => matches!(last.str(self.text), "return" | "case" | "typeof" | "in" | "of" | "throw" | "yield"),
            _ => false,
        }
    }

    pub(crate) fn backtick(&mut self) {
        match self.syntax.backtick {
            Backtick::Punctuation => self.push(Kind::Punctuation, self.at + 1),
            Backtick::Raw => self.push(Kind::Text, self.after("`", self.at + 1)),
            Backtick::Template => self.push(Kind::Text, self.template_end()),
        }
    }

    fn template_end(&self) -> usize {
        /// Where we are inside the template: text, or code with so many braces open.
        enum Level {
            Text,
            Code(u32),
        }
        let mut levels = vec![Level::Text];
        let mut at = self.at + 1;
        while let (Some(byte), Some(level)) = (self.byte(at), levels.last_mut()) {
            at += 1;
            match (level, byte) {
                (Level::Text, b'\\') => at += 1,
                (Level::Text, b'`') | (Level::Code(0), b'}') => drop(levels.pop()),
                (Level::Text, b'$') if self.byte(at) == Some(b'{') => {
                    at += 1;
                    levels.push(Level::Code(0));
                }
                (Level::Code(_), b'`') => levels.push(Level::Text),
                (Level::Code(open), b'{') => *open += 1,
                (Level::Code(open), b'}') => *open -= 1,
                _ => (),
            }
        }
        at.min(self.bytes.len())
    }
}
