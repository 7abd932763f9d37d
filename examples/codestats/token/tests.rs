use super::Kind::{Char, Comment, Lifetime, Number, Punctuation, Text, Word};
use super::*;
use crate::syntax::of_extension;

fn tokens_of<'a>(extension: &str, text: &'a str) -> Vec<(Kind, &'a str)> {
    let mut tokens = Vec::new();
    tokenise(text, of_extension(extension).unwrap(), &mut tokens);
    tokens.iter().map(|token| (token.kind, token.str(text))).collect()
}

/// The text is one token of this kind; what follows it is not swallowed.
#[track_caller]
fn one(extension: &str, kind: Kind, literal: &str) {
    let text = format!("{literal} end");
    assert_eq!(tokens_of(extension, &text), [(kind, literal), (Word, "end")]);
}

#[test]
fn words_numbers_and_punctuation() {
    let expected = [(Word, "a1_"), (Punctuation, "+"), (Number, "0x1Fu8"), (Punctuation, ";"), (Word, "größe")];
    assert_eq!(tokens_of("rs", "a1_+0x1Fu8;größe"), expected);
}

#[test]
fn numbers() {
    for number in ["0", "1_000u32", "1.5e-3", "2e10", "0b1010", "3.25f64", "0xE"] {
        one("rs", Number, number);
    }
    assert_eq!(tokens_of("rs", "1..2").len(), 4);
    assert_eq!(tokens_of("rs", "1.max(2)")[2], (Word, "max"));
    assert_eq!(tokens_of("rs", "0xE+1").len(), 3);
    one("cpp", Number, "1'000'000");
}

#[test]
fn strings_of_rust() {
    for string in [
        r#""a \" b""#,
        r#""\\""#,
        "\"two\nlines\"",
        r###"r#"a " b"#"###,
        r#"r"\""#,
        r#"b"x""#,
        r##"br#"x"#"##,
        r#"c"x""#,
    ] {
        one("rs", Text, string);
    }
    one("rs", Word, "r#match");
}

#[test]
fn chars_and_lifetimes() {
    for char in ["'a'", "'\\''", "'\\\\'", "'\\u{1F600}'", "'ß'", "'\"'", "' '", "b'x'", "b'\\''"] {
        one("rs", Char, char);
    }
    for lifetime in ["'a", "'static", "'_"] {
        one("rs", Lifetime, lifetime);
    }
    let expected = [(Punctuation, "<"), (Lifetime, "'a"), (Punctuation, ","), (Lifetime, "'b"), (Punctuation, ">")];
    assert_eq!(tokens_of("rs", "<'a,'b>"), expected);
}

#[test]
fn comments() {
    assert_eq!(tokens_of("rs", "a // \"b\n c"), [(Word, "a"), (Comment, "// \"b"), (Word, "c")]);
    one("rs", Comment, "/* a /* b */ c */");
    assert_eq!(tokens_of("c", "/* a /* b */ c").len(), 2);
    assert_eq!(tokens_of("rs", "\"// no\" x").len(), 2);
    one("py", Text, "'# no'");
    assert_eq!(tokens_of("py", "a # 'b\nc"), [(Word, "a"), (Comment, "# 'b"), (Word, "c")]);
    assert!(tokens_of("sh", "$# ${a#b} ${#a}").iter().all(|(kind, _)| *kind != Comment));
}

#[test]
fn strings_of_other_languages() {
    one("py", Text, "'''a ' \n b'''");
    one("py", Text, "rb'x'");
    one("py", Text, "f\"{x}\"");
    one("go", Text, "`a \\ \n b`");
    one("js", Text, "`a ${ {b: `c ${d}`} } e`");
    one("cpp", Text, "R\"x(a )\" b)x\"");
    one("cpp", Text, "L\"x\"");
    one("c", Char, "'\\n'");
}

#[test]
fn regular_expressions_and_divisions() {
    assert_eq!(
        tokens_of("js", "x = /[/\"]\\/'/g; y"),
        [(Word, "x"), (Punctuation, "="), (Text, "/[/\"]\\/'/g"), (Punctuation, ";"), (Word, "y")]
    );
    assert_eq!(tokens_of("js", "a / b / c").len(), 5);
    assert_eq!(tokens_of("js", "(a) / b / c").len(), 7);
}

#[test]
fn a_stray_quote_costs_one_line() {
    assert_eq!(tokens_of("c", "#error don't\nint a;").last(), Some(&(Punctuation, ";")));
    assert_eq!(tokens_of("js", "'open\nb"), [(Text, "'open"), (Word, "b")]);
}

#[test]
fn every_cut_of_a_text_gives_tokens_that_follow_each_other() {
    let text = "fn ß<'a>() { r##\"x\"##; 'é'; '\\u{e9}'; b'\\''; /* /* é */ */ \"\\é\" 1.5e-3 `${`é\\é`}` /[\\é]/ R\"é(é)é\" \u{2003}→";
    for extension in ["rs", "c", "cpp", "go", "java", "js", "ts", "py", "sh", "cs"] {
        for (from, _) in text.char_indices() {
            for (to, _) in text[from..].char_indices() {
                let part = &text[from..from + to];
                let mut tokens = Vec::new();
                tokenise(part, of_extension(extension).unwrap(), &mut tokens);
                let ends = tokens.iter().fold(0, |end, token| {
                    assert!(end <= token.start && token.start < token.end, "{extension} {part:?} {tokens:?}");
                    assert!(!token.str(part).is_empty());
                    token.end
                });
                assert!(ends <= part.len());
            }
        }
    }
}
