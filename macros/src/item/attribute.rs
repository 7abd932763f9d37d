//! Attributes of items, as tokens.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

use super::peel;
use crate::args::is_punct;
use crate::args::stacked::Stacked;

/// One outer attribute.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    hash: TokenTree,
    brackets: Group,
    meaning: Meaning,
    /// It stands in a `cfg_attr`.
    conditional: bool,
}

/// The last word of an attribute's path and, where there are any, its arguments.
#[derive(Clone, Debug, Default)]
struct Meaning {
    word: Option<String>,
    arguments: Option<TokenStream>,
}

impl Attribute {
    pub(crate) fn new(hash: TokenTree, brackets: Group) -> Attribute {
        let meaning = Meaning::of(brackets.stream().into_iter().collect());
        let conditional = meaning.word.as_deref() == Some("cfg_attr");
        let meaning = if conditional { meaning.under_condition() } else { meaning };
        Attribute { hash, brackets, meaning, conditional }
    }

    pub(crate) fn span(&self) -> Span {
        self.brackets.span()
    }

    pub(crate) fn is(&self, word: &str) -> bool {
        self.meaning.word.as_deref() == Some(word)
    }

    pub(crate) fn is_conditional(&self) -> bool {
        self.conditional
    }

    /// `#[timed(skip)]`, where that is the decorator: the attribute around the item leaves it out.
    pub(crate) fn is_skip(&self, decorator: &str) -> bool {
        self.is(decorator)
            && self.arguments().is_some_and(|tokens| matches!(tokens.as_slice(), [only] if is(only, "skip")))
    }

    /// `#[naked]` or `#[unsafe(naked)]`.
    pub(crate) fn is_naked(&self) -> bool {
        let naked = |tokens: Vec<TokenTree>| tokens.first().is_some_and(|first| is(first, "naked"));
        self.is("naked") || self.is("unsafe") && self.arguments().is_some_and(naked)
    }

    /// Whether `#[memoize]` knows of it.
    pub(crate) fn stacked(&self) -> Option<Stacked> {
        self.meaning.arguments.clone().and_then(|arguments| Stacked::take(arguments).0)
    }

    /// The attribute with a word for its macro about where it stands.
    pub(crate) fn into_stacked(self, stacked: Stacked) -> [TokenTree; 2] {
        let brackets = if self.conditional { self.brackets } else { stacked.mark(&self.brackets) };
        [self.hash, brackets.into()]
    }

    /// Whether `option` is one of its arguments.
    pub(crate) fn has_option(&self, option: &str) -> bool {
        self.arguments().is_some_and(|tokens| tokens.iter().any(|token| is(token, option)))
    }

    fn arguments(&self) -> Option<Vec<TokenTree>> {
        self.meaning.arguments.as_ref().map(|arguments| arguments.clone().into_iter().collect())
    }

    pub(crate) fn into_tokens(self) -> [TokenTree; 2] {
        [self.hash, self.brackets.into()]
    }
}

impl Meaning {
    fn of(tokens: Vec<TokenTree>) -> Meaning {
        let mut meaning = Meaning::default();
        for token in peel(tokens) {
            match token {
                TokenTree::Ident(ident) => meaning.word = Some(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ':' => {}
                TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                    meaning.arguments = Some(group.stream());
                    break;
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                    meaning.word = peel(group.stream().into_iter().collect()).last().map(TokenTree::to_string);
                }
                _ => break,
            }
        }
        meaning
    }

    /// Of `cfg_attr(condition, attribute)`, the attribute; of any other, nothing.
    fn under_condition(self) -> Meaning {
        let tokens: Vec<TokenTree> = self.arguments.into_iter().flatten().collect();
        match tokens.split(|token| is_punct(token, ',')).filter(|part| !part.is_empty()).collect::<Vec<_>>().as_slice()
        {
            [_, attribute] => Meaning::of(attribute.to_vec()),
            _ => Meaning::default(),
        }
    }
}

fn is(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(word) if word == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Item;

    fn attribute(text: &str) -> Attribute {
        let item = Item::read(format!("{text} fn f() {{}}").parse().unwrap());
        item.attributes.into_iter().next().unwrap()
    }

    #[test]
    fn skips_are_seen_by_path_and_under_a_condition() {
        for text in [
            "#[timed(skip)]",
            "#[::bedeck::timed(skip)]",
            "#[cfg_attr(feature = \"x\", bedeck::timed(skip))]",
            "#[cfg_attr(all(a, b), timed(skip),)]",
        ] {
            assert!(attribute(text).is_skip("timed"), "{text}");
        }
        for text in ["#[timed]", "#[timed(skip, cpu)]", "#[profiled(skip)]", "#[cfg_attr(a, inline, timed(skip))]"] {
            assert!(!attribute(text).is_skip("timed"), "{text}");
        }
    }

    #[test]
    fn naked_functions() {
        assert!(attribute("#[unsafe(naked)]").is_naked() && attribute("#[naked]").is_naked());
        assert!(!attribute("#[unsafe(no_mangle)]").is_naked());
    }
}
