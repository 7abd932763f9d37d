//! Attributes of items, as tokens.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

use super::peel;

/// One outer attribute.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    hash: TokenTree,
    brackets: Group,
    /// The last word of its path and, where there are any, its arguments.
    word: Option<String>,
    arguments: Option<TokenStream>,
}

impl Attribute {
    pub(crate) fn new(hash: TokenTree, brackets: Group) -> Attribute {
        let mut word = None;
        let mut arguments = None;
        for token in peel(brackets.stream().into_iter().collect()) {
            match token {
                TokenTree::Ident(ident) => word = Some(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ':' => {}
                TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                    arguments = Some(group.stream());
                    break;
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                    let path = peel(group.stream().into_iter().collect());
                    word = path.last().map(TokenTree::to_string);
                }
                _ => break,
            }
        }
        Attribute { hash, brackets, word, arguments }
    }

    pub(crate) fn span(&self) -> Span {
        self.brackets.span()
    }

    pub(crate) fn is(&self, word: &str) -> bool {
        self.word.as_deref() == Some(word)
    }

    /// `#[timed(skip)]`: the attribute around the item leaves it out.
    pub(crate) fn is_skip(&self) -> bool {
        let skips = |arguments: &TokenStream| {
            let tokens: Vec<TokenTree> = arguments.clone().into_iter().collect();
            matches!(tokens.as_slice(), [TokenTree::Ident(option)] if option == "skip")
        };
        self.is("timed") && self.arguments.as_ref().is_some_and(skips)
    }

    /// `#[naked]` or `#[unsafe(naked)]`.
    pub(crate) fn is_naked(&self) -> bool {
        let naked = |arguments: &TokenStream| {
            let first = arguments.clone().into_iter().next();
            matches!(first, Some(TokenTree::Ident(word)) if word == "naked")
        };
        self.is("naked") || self.is("unsafe") && self.arguments.as_ref().is_some_and(naked)
    }

    pub(crate) fn into_tokens(self) -> [TokenTree; 2] {
        [self.hash, self.brackets.into()]
    }
}
