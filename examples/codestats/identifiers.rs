//! How often each identifier occurs.

use crate::syntax::Syntax;
use crate::token::{Kind, Token};
use bedeck::timed;
use std::collections::{HashMap, HashSet};

/// Counts by language, since what is a keyword in one is a name in the next.
#[derive(Default)]
pub(crate) struct Identifiers {
    languages: HashMap<&'static str, (&'static Syntax, HashMap<String, u64>)>,
}

#[timed]
impl Identifiers {
    /// Counts the words of one file.
    pub(crate) fn count(&mut self, text: &str, tokens: &[Token], syntax: &'static Syntax) {
        let (_, words) = self.languages.entry(syntax.name).or_insert_with(|| (syntax, HashMap::new()));
        for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
            let word = token.str(text);
            match words.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(words.insert(word.to_owned(), 1)),
            }
        }
    }

    /// All identifiers with their counts, the most frequent first, equal ones in alphabetical order.
    pub(crate) fn ranking(&self) -> Vec<(&str, u64)> {
        let mut total: HashMap<&str, u64> = HashMap::new();
        for (syntax, words) in self.languages.values() {
            let keywords: HashSet<&str> = syntax.keywords.split_whitespace().collect();
            for (word, count) in words.iter().filter(|(word, _)| !keywords.contains(word.as_str())) {
                *total.entry(word).or_default() += count;
            }
        }
        let mut ranking: Vec<_> = total.into_iter().collect();
        ranking.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        ranking
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::of_extension;
    use crate::token::tokenise;

    #[test]
    fn keywords_are_those_of_the_language() {
        let mut identifiers = Identifiers::default();
        let mut tokens = Vec::new();
        for (extension, text) in [("rs", "let b = def; let b = \"let\";"), ("py", "def let(): a # b")] {
            let syntax = of_extension(extension).unwrap();
            tokenise(text, syntax, &mut tokens);
            identifiers.count(text, &tokens, syntax);
        }
        assert_eq!(identifiers.ranking(), [("b", 2), ("a", 1), ("def", 1), ("let", 1)]);
    }
}
