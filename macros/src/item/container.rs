//! `impl`, `trait` and inline `mod`: items between braces.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use super::function::open;
use super::{Item, group_of, refill};

/// What holds other items.
#[derive(Clone, Debug)]
pub(crate) struct Container {
    pub(crate) shell: Shell,
    pub(crate) keyword: Ident,
    pub(crate) items: Vec<Item>,
}

/// A container without its items.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    /// Everything before the braces.
    head: Vec<TokenTree>,
    braces: Group,
    inner_attributes: Vec<TokenTree>,
}

impl Container {
    pub(super) fn is_introduced_by(word: &Ident) -> bool {
        word == "impl" || word == "trait" || word == "mod"
    }

    /// Of the tokens of an item. Gives them back where they do not end in braces (`mod x;`).
    pub(super) fn new(mut tokens: Vec<TokenTree>, keyword: Ident) -> Result<Container, Vec<TokenTree>> {
        let Some(braces) = tokens.last().and_then(|last| group_of(last, Delimiter::Brace)) else { return Err(tokens) };
        tokens.pop();
        let (inner_attributes, items) = open(&braces);
        let items = Item::read_all(items.into_iter().collect());
        Ok(Container { shell: Shell { head: tokens, braces, inner_attributes }, keyword, items })
    }

    /// As it was, but for the `#[timed(skip)]` of its items.
    pub(super) fn into_tokens(self) -> Vec<TokenTree> {
        self.shell.around(self.items.into_iter().map(Item::into_tokens).collect())
    }

    /// As it was.
    pub(super) fn into_original(self) -> Vec<TokenTree> {
        let Shell { head: mut tokens, braces, .. } = self.shell;
        tokens.push(braces.into());
        tokens
    }

    /// `const impl` and `impl const Trait for`: all its functions are const.
    pub(crate) fn is_const(&self) -> bool {
        let is = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "const");
        self.shell.head.iter().any(is)
    }
}

impl Shell {
    /// The container around these items.
    pub(crate) fn around(self, items: TokenStream) -> Vec<TokenTree> {
        let mut inside: TokenStream = self.inner_attributes.into_iter().collect();
        inside.extend(items);
        let mut tokens = self.head;
        tokens.push(refill(&self.braces, inside));
        tokens
    }
}
