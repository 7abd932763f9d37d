//! The parameters of a function, as far as their names and the order of their drops go.

use proc_macro2::{Group, Ident, Spacing, TokenStream, TokenTree};

use super::cursor::Angles;
use super::{Attribute, peel, split_attributes};
use crate::args::is_punct;

/// One parameter.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) attributes: TokenStream,
    pub(crate) mutability: Option<TokenTree>,
    /// The name, where the pattern is just that.
    pub(crate) name: Option<Ident>,
    /// `:` and the type.
    pub(crate) declared: TokenStream,
    /// A reference has nothing to drop.
    pub(crate) is_reference: bool,
    tokens: TokenStream,
}

/// The parameters between these parentheses.
pub(crate) fn parameters(group: &Group) -> Vec<Parameter> {
    let mut angles = Angles::default();
    let mut parameters = Vec::new();
    let mut tokens = Vec::new();
    for token in group.stream() {
        if angles.closed() && is_punct(&token, ',') {
            parameters.push(Parameter::new(std::mem::take(&mut tokens)));
            continue;
        }
        angles.see(&token);
        tokens.push(token);
    }
    if !tokens.is_empty() {
        parameters.push(Parameter::new(tokens));
    }
    parameters
}

impl Parameter {
    fn new(tokens: Vec<TokenTree>) -> Parameter {
        let tokens: TokenStream = tokens.into_iter().collect();
        let (attributes, rest) = split_attributes(tokens.clone());
        let attributes = attributes.into_iter().flat_map(Attribute::into_tokens).collect();
        let rest: Vec<TokenTree> = rest.into_iter().collect();
        let at = colon(&rest);
        let (pattern, declared) = rest.split_at(at);
        let is_reference = declared.get(1).or(pattern.first()).is_some_and(|token| is_punct(token, '&'));
        let (mutability, name) = match peel(pattern.to_vec()).as_slice() {
            [TokenTree::Ident(name)] if name != "_" && name != "self" => (None, Some(name.clone())),
            [word, TokenTree::Ident(name)] if is_mut(word) && name != "self" => {
                (Some(word.clone()), Some(name.clone()))
            }
            _ => (None, None),
        };
        let declared = declared.iter().cloned().collect();
        Parameter { attributes, mutability, name, declared, is_reference, tokens }
    }

    /// The `#[cfg]` attributes.
    pub(crate) fn conditions(&self) -> TokenStream {
        let (attributes, _) = split_attributes(self.attributes.clone());
        attributes.into_iter().filter(|own| own.is("cfg")).flat_map(Attribute::into_tokens).collect()
    }

    /// The word `self`, if this is a receiver.
    pub(crate) fn receiver(&self) -> Option<Ident> {
        let (_, rest) = split_attributes(self.tokens.clone());
        let rest: Vec<TokenTree> = rest.into_iter().collect();
        let pattern = &rest[..colon(&rest)];
        pattern.iter().find_map(|token| match token {
            TokenTree::Ident(word) if word == "self" => Some(word.clone()),
            _ => None,
        })
    }

    /// The parameter once a statement has taken over its name: without `mut`, and of the attributes only `#[cfg]`, since
    /// what lints have to say of it they say of the statement.
    pub(crate) fn into_taken(self) -> TokenStream {
        let conditions = self.conditions();
        let Some(name) = self.name else { return self.tokens };
        let declared = self.declared;
        quote::quote!(#conditions #name #declared)
    }
}

/// Where the pattern ends: at a `:` that is not half of a `::`.
fn colon(tokens: &[TokenTree]) -> usize {
    let mut in_path = false;
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Punct(punct) = token else { continue };
        if punct.as_char() == ':' && punct.spacing() == Spacing::Alone && !in_path {
            return at;
        }
        in_path = punct.as_char() == ':' && punct.spacing() == Spacing::Joint;
    }
    tokens.len()
}

fn is_mut(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(word) if word == "mut")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Parameter> {
        let tokens: TokenStream = text.parse().unwrap();
        match tokens.into_iter().next() {
            Some(TokenTree::Group(group)) => parameters(&group),
            _ => panic!("no parentheses: {text}"),
        }
    }

    #[test]
    fn names_and_references() {
        let read = read("(&self, mut a: Vec<(A, B)>, b: &'a str, (c, d): ::p::Q<R, S>, _: T, #[cfg(x)] e: F)");
        let names: Vec<_> = read.iter().map(|p| p.name.as_ref().map(Ident::to_string)).collect();
        assert_eq!(names, [None, Some("a".into()), Some("b".into()), None, None, Some("e".into())]);
        let references: Vec<_> = read.iter().map(|p| p.is_reference).collect();
        assert_eq!(references, [true, false, true, false, false, false]);
        assert_eq!(read[1].clone().into_taken().to_string(), "a : Vec < (A , B) >");
    }

    #[test]
    fn a_path_in_a_pattern_is_no_colon() {
        assert_eq!(read("(m::P::<u8, u8>(a): m::P<u8, u8>)").len(), 1);
        assert!(read("(m::P(a): m::P)")[0].name.is_none());
    }
}
