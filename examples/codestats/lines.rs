//! Lines: which hold code, which only comment, which nothing.

use crate::token::{Kind, Token};
use bedeck::timed;
use std::ops::AddAssign;

#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(crate) struct Lines {
    pub(crate) code: u64,
    pub(crate) comment: u64,
    pub(crate) blank: u64,
}

impl Lines {
    pub(crate) fn all(self) -> u64 {
        self.code + self.comment + self.blank
    }
}

impl AddAssign for Lines {
    fn add_assign(&mut self, other: Self) {
        self.code += other.code;
        self.comment += other.comment;
        self.blank += other.blank;
    }
}

/// Where each line begins, in bytes. A line break at the end of the text begins no further line.
pub(crate) fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1));
    if starts.last() == Some(&text.len()) {
        starts.pop();
    }
    starts
}

/// The number of the line (from 1) that holds the byte `at`.
pub(crate) fn number(starts: &[usize], at: usize) -> usize {
    starts.partition_point(|&start| start <= at)
}

/// A line with a token that is no comment is code, with a comment alone it is comment, with neither it is blank.
/// The blank lines inside a comment belong to the comment, those inside a string to the code.
#[timed]
pub(crate) fn count(starts: &[usize], tokens: &[Token]) -> Lines {
    let mut kinds = vec![Line::Blank; starts.len()];
    let mut line = 0;
    for token in tokens {
        let kind = if token.kind == Kind::Comment { Line::Comment } else { Line::Code };
        line = advance(starts, line, token.start);
        kinds[line] = kinds[line].max(kind);
        while starts.get(line + 1).is_some_and(|&start| start < token.end) {
            line += 1;
            kinds[line] = kinds[line].max(kind);
        }
    }
    let of = |kind| kinds.iter().filter(|&&k| k == kind).count() as u64;
    Lines { code: of(Line::Code), comment: of(Line::Comment), blank: of(Line::Blank) }
}

/// In the order in which one outranks the other on a line that holds both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Blank,
    Comment,
    Code,
}

/// The index of the line that holds the byte `at`, which is not before `line`.
fn advance(starts: &[usize], mut line: usize, at: usize) -> usize {
    while starts.get(line + 1).is_some_and(|&start| start <= at) {
        line += 1;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::of_extension;
    use crate::token::tokenise;

    fn lines_of(text: &str) -> (u64, u64, u64) {
        let mut tokens = Vec::new();
        tokenise(text, of_extension("rs").unwrap(), &mut tokens);
        let lines = count(&starts(text), &tokens);
        assert_eq!(lines.all(), text.lines().count() as u64, "{text:?}");
        (lines.code, lines.comment, lines.blank)
    }

    #[test]
    fn code_outranks_comment() {
        assert_eq!(lines_of("// a\n\nfn f() {} // b\n/* c */ fn g() {}\n"), (2, 1, 1));
    }

    #[test]
    fn blank_lines_belong_to_the_token_around_them() {
        assert_eq!(lines_of("/* a\n\n b */\n\n"), (0, 3, 1));
        assert_eq!(lines_of("let s = \"a\n\n// b\";"), (3, 0, 0));
    }

    #[test]
    fn last_line_counts_with_and_without_a_break() {
        assert_eq!(lines_of(""), (0, 0, 0));
        assert_eq!(lines_of("x"), (1, 0, 0));
        assert_eq!(lines_of("x\n"), (1, 0, 0));
        assert_eq!(lines_of("x\n\r\n"), (1, 0, 1));
    }

    #[test]
    fn a_number_is_that_of_the_line_around_the_byte() {
        let starts = starts("ab\ncd\n");
        assert_eq!([0, 2, 3, 5].map(|at| number(&starts, at)), [1, 1, 2, 2]);
    }
}
