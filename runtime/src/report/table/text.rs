//! Text in places of a terminal: how wide it is, and how it is made to fit.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr as _;

/// The places that a text takes.
pub(super) fn width_of(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.width()
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
    format!("{}..{}", front(text, room / 3), back(text, room - room / 3)).into()
}

/// The text in at most `width` places: two dots stand for its end.
pub(super) fn cut_off(text: &str, width: usize) -> Cow<'_, str> {
    if width_of(text) <= width {
        return text.into();
    }
    format!("{}..", front(text, width.saturating_sub(2))).into()
}

/// The text in lines of at most `width` places, broken between words; a longer word loses its middle. A number and its unit
/// stay together.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match words.last_mut() {
            Some(number) if is_unit(word) && is_number(number) => *number += &format!(" {word}"),
            _ => words.push(word.to_owned()),
        }
    }
    let mut lines = vec![String::new()];
    for word in words.iter().map(|word| shortened(word, width)) {
        match lines.last_mut() {
            Some(line) if line.is_empty() => *line = word.into(),
            Some(line) if width_of(line) + 1 + width_of(&word) <= width => *line += &format!(" {word}"),
            _ => lines.push(word.into()),
        }
    }
    lines
}

fn is_number(word: &str) -> bool {
    word.ends_with(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

fn is_unit(word: &str) -> bool {
    const UNITS: [&str; 15] = ["ns", "us", "ms", "s", "min", "h", "B", "KiB", "MiB", "GiB", "TiB", "%", "k", "M", "G"];
    UNITS.contains(&word.trim_end_matches([',', ';', ':', '.']))
}

/// As much of the beginning as fits into `room` places.
fn front(text: &str, room: usize) -> &str {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|end| width_of(&text[..*end]) <= room).last().unwrap_or(0);
    &text[..end]
}

/// As much of the end as fits into `room` places.
fn back(text: &str, room: usize) -> &str {
    let begins = text.char_indices().rev().map(|(at, _)| at);
    let begin = begins.take_while(|begin| width_of(&text[*begin..]) <= room).last().unwrap_or(text.len());
    // A mark belongs to the character before it.
    text[begin..].trim_start_matches(|c: char| width_of(c.encode_utf8(&mut [0; 4])) == 0)
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
        assert_eq!(["⚡", "✅", "⌚", "❤\u{fe0f}", "🇩🇪"].map(width_of), [2; 5]);
        assert_eq!((width_of("น้ำ"), width_of("e\u{301}\u{301}")), (2, 1));
    }

    #[test]
    fn sentences_are_broken_between_words() {
        assert_eq!(wrapped("most of the time", 8), ["most of", "the time"]);
        assert_eq!(wrapped("in app::lexer::tokens", 12), ["in", "app..:tokens"]);
        assert_eq!(wrapped("it took 3.5 ms, and no more", 12), ["it took", "3.5 ms, and", "no more"]);
        assert_eq!(wrapped("most of the time", usize::MAX), ["most of the time"]);
    }

    #[test]
    fn long_texts_lose_their_middle() {
        assert_eq!(shortened("app::lex::tokens", 16), "app::lex::tokens");
        assert_eq!(shortened("application::lexer::tokens", 14), "appl..::tokens");
        assert_eq!(width_of(&shortened(&"測".repeat(20), 15)), 14);
        assert_eq!(shortened("abcdef", 0), "..");
        assert_eq!(shortened("abcdefe\u{301}xyz", 6), "a..xyz");
        assert_eq!(shortened(&"❤\u{fe0f}".repeat(9), 9), "❤\u{fe0f}..❤\u{fe0f}❤\u{fe0f}");
        assert_eq!(cut_off("abcdef", 6), "abcdef");
        assert_eq!(cut_off("測定 abcdef", 8), "測定 a..");
    }

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(printable("a\nb\x1b[2Jc"), r"a\nb\u{1b}[2Jc");
    }
}
