//! Takes one item after the other from a token stream.

use std::collections::VecDeque;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use super::{Attribute, Container, Function, Item, Kind, Other, group_of};
use crate::args::is_punct;

/// The tokens that are left.
#[derive(Debug)]
pub(crate) struct Cursor(VecDeque<TokenTree>);

/// What may stand between an item's visibility and its keyword.
const QUALIFIERS: [&str; 8] = ["const", "async", "unsafe", "safe", "extern", "default", "gen", "auto"];

impl Cursor {
    pub(crate) fn new(tokens: TokenStream) -> Cursor {
        Cursor(tokens.into_iter().collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn rest(self) -> VecDeque<TokenTree> {
        self.0
    }

    /// The next item. Takes at least one token, if there is one.
    pub(crate) fn item(&mut self) -> Item {
        self.peel();
        let attributes = self.attributes();
        self.peel();
        let (keyword, at) = self.keyword();
        let tokens = self.until_end(keyword.as_ref());
        let kind = match keyword {
            Some(word) if word == "fn" => match Function::new(tokens, at) {
                Ok(function) => Kind::Function(function),
                Err(tokens) => Kind::Other(Other { tokens, word: Some(word) }),
            },
            Some(word) if Container::is_introduced_by(&word) => match Container::new(tokens, word.clone()) {
                Ok(container) => Kind::Container(container),
                Err(tokens) => Kind::Other(Other { tokens, word: Some(word) }),
            },
            word => Kind::Other(Other { tokens, word }),
        };
        Item { attributes, kind }
    }

    /// Opens an invisible group that holds the next item, or more of it than a visibility.
    fn peel(&mut self) {
        while let Some(TokenTree::Group(group)) = self.0.front() {
            if group.delimiter() != Delimiter::None {
                return;
            }
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            if inner.len() <= 2 && !matches!(inner.as_slice(), [TokenTree::Group(_)]) {
                return;
            }
            self.0.pop_front();
            for token in inner.into_iter().rev() {
                self.0.push_front(token);
            }
        }
    }

    pub(super) fn attributes(&mut self) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        while let (Some(hash), Some(TokenTree::Group(brackets))) = (self.0.front(), self.0.get(1)) {
            if !is_punct(hash, '#') || brackets.delimiter() != Delimiter::Bracket {
                break;
            }
            let (hash, brackets): (TokenTree, Group) = (hash.clone(), brackets.clone());
            self.0.drain(..2);
            attributes.push(Attribute::new(hash, brackets));
        }
        attributes
    }

    /// The word that says what the item is, and where it stands.
    fn keyword(&self) -> (Option<Ident>, usize) {
        let mut at = self.behind_visibility();
        loop {
            let Some(TokenTree::Ident(word)) = self.0.get(at) else { return (None, at) };
            let next = self.0.get(at + 1);
            let qualifies = QUALIFIERS.iter().any(|qualifier| word == qualifier);
            match next {
                Some(TokenTree::Ident(next)) if qualifies && qualifies_further(word, next) => at += 1,
                Some(TokenTree::Literal(_)) if word == "extern" => at += 2,
                Some(TokenTree::Group(abi)) if word == "extern" && abi.delimiter() == Delimiter::None => at += 2,
                _ => return (Some(word.clone()), at),
            }
        }
    }

    fn behind_visibility(&self) -> usize {
        match (self.0.front(), self.0.get(1)) {
            (Some(TokenTree::Ident(word)), Some(TokenTree::Group(place)))
                if word == "pub" && place.delimiter() == Delimiter::Parenthesis =>
            {
                2
            }
            (Some(TokenTree::Ident(word)), _) if word == "pub" => 1,
            (Some(TokenTree::Group(group)), _) if group.delimiter() == Delimiter::None => 1,
            _ => 0,
        }
    }

    /// The tokens of one item: to its `;`, or to the braces that end it.
    fn until_end(&mut self, keyword: Option<&Ident>) -> Vec<TokenTree> {
        let braces_end = !keyword.is_some_and(|word| ["const", "static", "type", "use"].iter().any(|k| word == k));
        let mut depth = Angles::default();
        let mut tokens = Vec::new();
        while let Some(token) = self.0.pop_front() {
            let ends = match &token {
                TokenTree::Punct(punct) if punct.as_char() == ';' => true,
                token => braces_end && depth.closed() && group_of(token, Delimiter::Brace).is_some(),
            };
            depth.see(&token);
            tokens.push(token);
            if ends {
                break;
            }
        }
        tokens
    }
}

/// Whether `word` before `next` says something of the item that `next` names: `const fn`, but not `const X`.
fn qualifies_further(word: &Ident, next: &Ident) -> bool {
    let keywords = ["fn", "impl", "trait", "mod"];
    let qualifies = |words: &[&str]| words.iter().any(|word| next == word);
    if word == "extern" { qualifies(&["fn"]) } else { qualifies(&keywords) || qualifies(&QUALIFIERS) }
}

/// How many `<` are open.
#[derive(Debug, Default)]
pub(crate) struct Angles {
    open: usize,
    /// The last token was a `-` or `=` that a `>` may follow as one arrow.
    arrow: bool,
}

impl Angles {
    pub(crate) fn closed(&self) -> bool {
        self.open == 0
    }

    pub(crate) fn see(&mut self, token: &TokenTree) {
        let arrow = std::mem::take(&mut self.arrow);
        let TokenTree::Punct(punct) = token else { return };
        match punct.as_char() {
            '<' => self.open += 1,
            '>' if !arrow => self.open = self.open.saturating_sub(1),
            '-' | '=' => self.arrow = true,
            _ => {}
        }
    }
}
