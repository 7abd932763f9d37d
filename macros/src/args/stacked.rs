//! How decorators on one function tell each other where they stand: by a word behind the user's options.
//!
//! The attribute that stands first is expanded first, so `#[timed]` over `#[memoize]` would find a body, and `#[memoize]` would
//! then take it away. What measures therefore goes behind `#[memoize]`, which puts it where it belongs: around the look-up if it
//! stood above, and on the body if it stood below. Behind `#[vectorize]` it stays with the function, whose body is in loops
//! that nothing measures.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

use super::is_punct;

/// Where a decorator stands that `#[memoize]` or `#[vectorize]` has dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stacked {
    /// On the function that looks up.
    Outside,
    /// On the function with the body, which has a longer name.
    Inside,
}

impl Stacked {
    const ALL: [Stacked; 2] = [Stacked::Outside, Stacked::Inside];

    fn word(self) -> &'static str {
        match self {
            Stacked::Outside => "__bedeck_outside",
            Stacked::Inside => "__bedeck_inside",
        }
    }

    /// Takes the word off the options.
    pub(crate) fn take(tokens: TokenStream) -> (Option<Stacked>, TokenStream) {
        let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let last = tokens.last();
        let stacked =
            Stacked::ALL.into_iter().find(|own| matches!(last, Some(TokenTree::Ident(word)) if word == own.word()));
        if stacked.is_some() {
            tokens.pop();
            if tokens.last().is_some_and(|token| is_punct(token, ',')) {
                tokens.pop();
            }
        }
        (stacked, tokens.into_iter().collect())
    }

    /// Puts the word behind the options.
    pub(crate) fn put(self, options: TokenStream) -> TokenStream {
        let word = Ident::new(self.word(), Span::call_site());
        if options.is_empty() { quote::quote!(#word) } else { quote::quote!(#options, #word) }
    }

    /// Puts the word behind the options of an attribute, given what is between its brackets.
    pub(crate) fn mark(self, brackets: &Group) -> Group {
        let mut tokens: Vec<TokenTree> = brackets.stream().into_iter().collect();
        let options = match tokens.last() {
            Some(TokenTree::Group(group)) => {
                let options = group.stream();
                tokens.pop();
                options
            }
            _ => TokenStream::new(),
        };
        let options = self.put(options);
        let tokens: TokenStream = tokens.into_iter().collect();
        let mut marked = Group::new(brackets.delimiter(), quote::quote!(#tokens(#options)));
        marked.set_span(brackets.span());
        marked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_comes_and_goes() {
        for options in ["", "cpu", "name = \"a\", cpu"] {
            let options: TokenStream = options.parse().unwrap();
            for stacked in Stacked::ALL {
                let (found, left) = Stacked::take(stacked.put(options.clone()));
                assert_eq!((found, left.to_string()), (Some(stacked), options.to_string()));
            }
            assert_eq!(Stacked::take(options.clone()).0, None);
        }
    }
}
