//! A number that stands for tokens: the same wherever they stand and however they are laid out.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Punctuation that means another thing together than apart, as `&&` and `& &`; longest first.
const OPERATORS: [&str; 25] = [
    "<<=", ">>=", "...", "..=", "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=",
    "<<", ">>", "->", "=>", "::", "..", "<-",
];

/// The number of tokens, by FNV-1a (Fowler, Noll and Vo).
pub(super) fn fingerprint(tokens: TokenStream) -> u64 {
    let mut words = Vec::new();
    collect(tokens, &mut words);
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The words of tokens, without groups that nobody sees.
fn collect(tokens: TokenStream, words: &mut Vec<String>) {
    let mut joined = String::new();
    for token in tokens {
        let TokenTree::Punct(punct) = &token else {
            split(&joined, words);
            joined.clear();
            match token {
                TokenTree::Group(group) => enclose(&group, words),
                other => words.push(other.to_string()),
            }
            continue;
        };
        joined.push(punct.as_char());
        if punct.spacing() == Spacing::Alone {
            split(&joined, words);
            joined.clear();
        }
    }
    split(&joined, words);
}

/// Punctuation without a space between, as operators.
fn split(mut joined: &str, words: &mut Vec<String>) {
    while let Some(first) = joined.chars().next() {
        let operator = OPERATORS.iter().find(|operator| joined.starts_with(**operator));
        let len = operator.map_or(first.len_utf8(), |operator| operator.len());
        words.push(joined[..len].to_owned());
        joined = &joined[len..];
    }
}

fn enclose(group: &proc_macro2::Group, words: &mut Vec<String>) {
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => return collect(group.stream(), words),
    };
    words.push(open.to_owned());
    let begin = words.len();
    collect(group.stream(), words);
    // A list on several lines ends with a comma, but one comma makes a tuple.
    let is_comma = |word: &String| word == ",";
    if words[begin..].last().is_some_and(is_comma) && words[begin..].iter().filter(|word| is_comma(word)).count() > 1 {
        words.pop();
    }
    words.push(close.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> u64 {
        fingerprint(text.parse().unwrap())
    }

    #[test]
    fn layout_does_not_count() {
        let short = of("fn f(a:u8,b:&str)->u8{let x=-1;g(a,b)/*here*/}");
        let long = of("fn f(\n a : u8,\n b: & str,\n) -> u8 {\n // what\n let x = -1;\n g(a, b,) }");
        assert_eq!(short, long);
    }

    #[test]
    fn everything_else_does() {
        let texts = [
            "a && b", "a & &b", "(a,)", "(a)", "{a}", "[a]", "a b", "ab", "1.0", "1 .0", "-> x", "- > x", "'a'",
            "\"a\"",
        ];
        let mut numbers: Vec<u64> = texts.iter().map(|text| of(text)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), texts.len());
    }

    #[test]
    fn the_number_is_the_same_in_every_build() {
        assert_eq!(of("fn f() {}"), of(" fn  f ( ) { } "));
        assert_eq!(fingerprint(TokenStream::new()), 0xcbf2_9ce4_8422_2325);
    }
}
