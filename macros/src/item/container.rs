//! `impl`, `trait` and inline `mod`: items between braces.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use super::cursor::Angles;
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

    /// As it was, but for the `skip` of `decorator` on its items.
    pub(super) fn into_tokens(self, decorator: &str) -> Vec<TokenTree> {
        self.shell.around(self.items.into_iter().map(|item| item.into_tokens(decorator)).collect())
    }

    /// As it was.
    pub(super) fn into_original(self) -> Vec<TokenTree> {
        let Shell { head: mut tokens, braces, .. } = self.shell;
        tokens.push(braces.into());
        tokens
    }

    /// What the container is called: the module, the trait, or the type of the impl.
    pub(crate) fn name(&self) -> String {
        let behind = self.shell.head.iter().skip_while(|token| !is_word(token, &self.keyword.to_string())).skip(1);
        if self.keyword != "impl" {
            return behind.take(1).map(TokenTree::to_string).collect();
        }
        let mut angles = Angles::default();
        let mut name = Vec::new();
        let mut in_generics = true;
        for token in behind {
            let outside = angles.closed();
            angles.see(token);
            in_generics &= !outside || !angles.closed();
            if outside && is_word(token, "where") {
                break;
            } else if outside && is_word(token, "for") {
                name.clear();
            } else if !in_generics {
                name.push(token);
            }
        }
        spelled(&name)
    }

    /// `impl Trait for`
    pub(crate) fn is_of_trait(&self) -> bool {
        let mut angles = Angles::default();
        self.keyword == "impl"
            && self.shell.head.windows(2).any(|pair| {
                angles.see(&pair[0]);
                // `for<'a>` is of a bound.
                angles.closed() && is_word(&pair[0], "for") && !crate::args::is_punct(&pair[1], '<')
            })
    }

    /// `const impl` and `impl const Trait for`: all its functions are const.
    pub(crate) fn is_const(&self) -> bool {
        let mut angles = Angles::default();
        self.shell.head.iter().any(|token| {
            angles.see(token);
            angles.closed() && is_word(token, "const")
        })
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

/// Tokens as one writes them, with a space only between two words.
fn spelled(tokens: &[&TokenTree]) -> String {
    let mut text = String::new();
    let mut after_word = false;
    for token in tokens {
        let is_word = matches!(token, TokenTree::Ident(_));
        if after_word && is_word {
            text.push(' ');
        }
        text.push_str(&token.to_string());
        after_word = is_word;
    }
    text
}

fn is_word(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(word) if word == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Kind;

    fn container(text: &str) -> Container {
        match Item::read(text.parse().unwrap()).kind {
            Kind::Container(container) => container,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn names() {
        let names = [
            ("impl Foo {}", "Foo"),
            ("impl<T: Tr<U>, const N: usize> a::Foo<T, { N }> where T: X {}", "a::Foo<T,{ N }>"),
            ("unsafe impl<T> Tr<u8> for &mut Foo<T> {}", "&mut Foo<T>"),
            ("pub trait Tr<T>: Super {}", "Tr"),
            ("pub(crate) mod inner {}", "inner"),
        ];
        for (text, name) in names {
            assert_eq!(container(text).name(), name, "{text}");
        }
    }

    #[test]
    fn const_impls() {
        assert!(container("impl const Tr for Foo {}").is_const());
        assert!(container("impl<T> const Tr for Foo<T> {}").is_const());
        assert!(!container("impl<const N: usize> Foo<N> {}").is_const());
    }
}
