//! Faults: collected, so that one compilation shows all of them, and put beside the user's item, which stays.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// What is wrong, and where.
#[derive(Debug)]
struct Fault {
    start: Span,
    end: Span,
    message: String,
}

/// All that is wrong with one attribute and its item.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    /// One fault on one token.
    pub(crate) fn at(span: Span, message: impl Into<String>) -> Faults {
        let mut faults = Faults::default();
        faults.add(span, message);
        faults
    }

    /// Adds a fault on one token.
    pub(crate) fn add(&mut self, span: Span, message: impl Into<String>) {
        self.0.push(Fault { start: span, end: span, message: message.into() });
    }

    /// Adds a fault that underlines all of `tokens`; without any, `instead`.
    pub(crate) fn add_over(&mut self, tokens: &[TokenTree], instead: Span, message: impl Into<String>) {
        let start = tokens.first().map_or(instead, TokenTree::span);
        let end = tokens.last().map_or(instead, TokenTree::span);
        self.0.push(Fault { start, end, message: message.into() });
    }

    /// Takes over the faults of `result`; its value where there are none.
    pub(crate) fn of<T>(&mut self, result: Result<T, Faults>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(faults) => {
                self.0.extend(faults.0);
                None
            }
        }
    }

    /// `value`, if nothing was wrong.
    pub(crate) fn or<T>(self, value: T) -> Result<T, Faults> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Whether nothing was wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The faults, then the item.
    pub(crate) fn beside(&self, item: TokenStream) -> TokenStream {
        let mut tokens: TokenStream = self.0.iter().flat_map(Fault::tokens).collect();
        tokens.extend(item);
        tokens
    }
}

impl Fault {
    /// `::core::compile_error! { "message" }`, whose first and last token say what is underlined.
    fn tokens(&self) -> [TokenTree; 8] {
        let punct = |c, spacing| {
            let mut punct = Punct::new(c, spacing);
            punct.set_span(self.start);
            TokenTree::from(punct)
        };
        let word = |word| TokenTree::from(Ident::new(word, self.start));
        let mut message = Literal::string(&self.message);
        message.set_span(self.end);
        let mut group = Group::new(Delimiter::Brace, TokenTree::from(message).into());
        group.set_span(self.end);
        [
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            word("core"),
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            word("compile_error"),
            punct('!', Spacing::Alone),
            group.into(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_item_follows_its_faults() {
        let mut faults = Faults::at(Span::call_site(), "one");
        faults.add(Span::call_site(), "two");
        let shown = faults.beside("fn f ( ) { }".parse().unwrap()).to_string();
        assert!(shown.contains("\"one\"") && shown.contains("\"two\"") && shown.ends_with("fn f () { }"), "{shown}");
    }
}
