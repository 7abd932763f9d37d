//! Text in places of a terminal: how wide it is, and how it is made to fit.

use std::borrow::Cow;

/// Characters that take no place of their own: marks that combine, joiners, variation selectors. (Unicode 16 general
/// categories Mn and Cf of the scripts that names are written in.)
const NONE: [(u32, u32); 11] = [
    (0x0300, 0x036f),
    (0x0483, 0x0489),
    (0x0591, 0x05bd),
    (0x0610, 0x061a),
    (0x064b, 0x065f),
    (0x200b, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x2064),
    (0x20d0, 0x20f0),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
];
/// Characters that take two places: the blocks of East Asian width W and F (Unicode Annex 11), and pictures.
const TWO: [(u32, u32); 11] = [
    (0x1100, 0x115f),
    (0x2e80, 0x303e),
    (0x3041, 0xa4cf),
    (0xa960, 0xa97f),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe30, 0xfe6f),
    (0xff00, 0xff60),
    (0xffe0, 0xffe6),
    (0x1f300, 0x1faff),
    (0x20000, 0x3fffd),
];

fn width_of_char(c: char) -> usize {
    let within = |blocks: &[(u32, u32)]| blocks.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)));
    match c {
        ' '..='~' => 1,
        _ if within(&NONE) => 0,
        _ if within(&TWO) => 2,
        _ => 1,
    }
}

/// The places that a text takes.
pub(super) fn width_of(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(width_of_char).sum()
}

/// The text with what would move the cursor written out.
pub(super) fn printable(text: &str) -> String {
    let moves = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}');
    if !text.contains(moves) {
        return text.to_owned();
    }
    let written = |c: char| if moves(c) { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(written).collect()
}

/// Adds so many blanks.
pub(super) fn add_blanks(line: &mut String, blanks: usize) {
    line.extend(core::iter::repeat_n(' ', blanks));
}

/// Adds the text, and blanks up to `width` places.
pub(super) fn add_padded(line: &mut String, text: &str, width: usize) {
    line.push_str(text);
    add_blanks(line, width.saturating_sub(width_of(text)));
}

/// The text in at most `width` places: two dots stand for its middle, and its end keeps two thirds of the room.
pub(super) fn shortened(text: &str, width: usize) -> Cow<'_, str> {
    if width_of(text) <= width {
        return text.into();
    }
    let room = width.saturating_sub(2);
    let front = fitting(text.chars(), room / 3);
    let back: String = fitting(text.chars().rev(), room - room / 3).chars().rev().collect();
    format!("{front}..{back}").into()
}

/// The text in at most `width` places: two dots stand for its end.
pub(super) fn cut_off(text: &str, width: usize) -> Cow<'_, str> {
    if width_of(text) <= width {
        return text.into();
    }
    format!("{}..", fitting(text.chars(), width.saturating_sub(2))).into()
}

/// The text in lines of at most `width` places, broken between words; a longer word loses its middle.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').map(|word| shortened(word, width)) {
        match lines.last_mut() {
            Some(line) if line.is_empty() => *line = word.into(),
            Some(line) if width_of(line) + 1 + width_of(&word) <= width => *line += &format!(" {word}"),
            _ => lines.push(word.into()),
        }
    }
    lines
}

/// As many of the characters as fit into `room` places.
fn fitting(chars: impl Iterator<Item = char>, mut room: usize) -> String {
    let fits = |c: &char| match room.checked_sub(width_of_char(*c)) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    chars.take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_combining_characters_are_measured() {
        assert_eq!(width_of("abc"), 3);
        assert_eq!(width_of("größe"), 5);
        assert_eq!(width_of("gro\u{308}ße"), 5);
        assert_eq!(width_of("測定::한글"), 10);
        assert_eq!(width_of("🦀"), 2);
    }

    #[test]
    fn sentences_are_broken_between_words() {
        assert_eq!(wrapped("most of the time", 8), ["most of", "the time"]);
        assert_eq!(wrapped("in app::lexer::tokens", 12), ["in", "app..:tokens"]);
        assert_eq!(wrapped("most of the time", usize::MAX), ["most of the time"]);
    }

    #[test]
    fn long_texts_lose_their_middle() {
        assert_eq!(shortened("app::lex::tokens", 16), "app::lex::tokens");
        assert_eq!(shortened("application::lexer::tokens", 14), "appl..::tokens");
        assert_eq!(width_of(&shortened(&"測".repeat(20), 15)), 14);
        assert_eq!(shortened("abcdef", 0), "..");
        assert_eq!(cut_off("abcdef", 6), "abcdef");
        assert_eq!(cut_off("測定 abcdef", 8), "測定 a..");
    }

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(printable("a\nb\x1b[2Jc"), r"a\nb\u{1b}[2Jc");
    }
}
