//! Names that are words of the language since a later edition than the caller's.

use proc_macro2::{Ident, TokenStream, TokenTree};

use crate::args::is_punct;

/// Words that edition 2018 took.
const TAKEN: [&str; 4] = ["async", "await", "dyn", "try"];

/// The signature with such names written as `r#dyn`, which all editions read.
///
/// ```text
/// // Input:  fn f(dyn: u8, (async, b): (u8, Box<dyn Tr>))
/// // Output: fn f(r#dyn: u8, (r#async, b): (u8, Box<dyn Tr>))
/// ```
pub(super) fn raw(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let (mut names, mut is_fn) = (Vec::new(), false);
    while let Some(token) = tokens.next() {
        let next = tokens.peek();
        let ends = next.is_none_or(|next| [':', ',', '@'].iter().any(|mark| is_punct(next, *mark)));
        let named = match token {
            TokenTree::Ident(word) if (is_fn || ends) && TAKEN.iter().any(|taken| word == taken) => {
                TokenTree::Ident(Ident::new_raw(&word.to_string(), word.span()))
            }
            TokenTree::Group(group) => {
                let mut inside = proc_macro2::Group::new(group.delimiter(), raw(group.stream()));
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            token => token,
        };
        is_fn = matches!(&named, TokenTree::Ident(word) if word == "fn");
        names.push(named);
    }
    names.into_iter().collect()
}
