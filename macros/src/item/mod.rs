//! Intake of items, from their tokens alone: a body is never looked into here, and syntax that is newer than this
//! crate passes through.

mod attribute;
mod container;
mod cursor;
mod function;
mod parameters;
mod surroundings;
#[cfg(test)]
mod tests;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

pub(crate) use self::attribute::Attribute;
pub(crate) use self::container::{Container, Shell};
pub(crate) use self::cursor::Cursor;
pub(crate) use self::function::{Function, Tail, open};
pub(crate) use self::parameters::Parameter;
pub(crate) use self::surroundings::{Surroundings, surroundings};

/// What an attribute stands on.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) kind: Kind,
}

/// The item without its attributes.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Function(Function),
    Container(Container),
    Other(Other),
}

/// An item that no decorator looks into.
#[derive(Clone, Debug)]
pub(crate) struct Other {
    pub(crate) tokens: Vec<TokenTree>,
    /// Its keyword, or what stands in the place of one.
    pub(crate) word: Option<Ident>,
}

impl Item {
    /// The item of a whole token stream.
    pub(crate) fn read(tokens: TokenStream) -> Item {
        let mut cursor = Cursor::new(tokens);
        let mut item = cursor.item();
        let rest = cursor.rest();
        if !rest.is_empty() {
            let mut tokens = item.kind.into_original();
            tokens.extend(rest);
            item.kind = Kind::Other(Other { tokens, word: None });
        }
        item
    }

    /// All items between braces.
    pub(crate) fn read_all(tokens: TokenStream) -> Vec<Item> {
        let mut cursor = Cursor::new(tokens);
        let mut items = Vec::new();
        while !cursor.is_empty() {
            items.push(cursor.item());
        }
        items
    }

    /// The item as it was: an attribute of its own will see to it.
    pub(crate) fn into_original(self) -> TokenStream {
        let mut tokens: TokenStream = self.attributes.into_iter().flat_map(Attribute::into_tokens).collect();
        tokens.extend(self.kind.into_original());
        tokens
    }

    /// Whether an attribute of this name stands on the item itself.
    pub(crate) fn has(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|own| own.is(attribute) && !own.is_skip(attribute))
    }

    /// The item as it was, but for the `skip` of `decorator`, which means something only to the attribute around it.
    pub(crate) fn into_tokens(self, decorator: &str) -> TokenStream {
        if self.has(decorator) {
            return self.into_original();
        }
        let attributes = self.attributes.into_iter().filter(|attribute| !attribute.is_skip(decorator));
        let mut tokens: TokenStream = attributes.flat_map(Attribute::into_tokens).collect();
        tokens.extend(self.kind.into_tokens(decorator));
        tokens
    }
}

impl Kind {
    fn into_original(self) -> Vec<TokenTree> {
        match self {
            Kind::Function(function) => function.into_tokens(),
            Kind::Container(container) => container.into_original(),
            Kind::Other(other) => other.tokens,
        }
    }

    /// See [`Item::into_tokens`].
    pub(crate) fn into_tokens(self, decorator: &str) -> Vec<TokenTree> {
        match self {
            Kind::Function(function) => function.into_tokens(),
            Kind::Container(container) => container.into_tokens(decorator),
            Kind::Other(other) => other.tokens,
        }
    }
}

/// A group with other tokens between the user's own delimiters.
pub(crate) fn refill(group: &Group, tokens: TokenStream) -> TokenTree {
    let mut filled = Group::new(group.delimiter(), tokens);
    filled.set_span(group.span());
    filled.into()
}

/// The tokens without the invisible groups around all of them, which `macro_rules!` fragments bring.
pub(crate) fn peel(mut tokens: Vec<TokenTree>) -> Vec<TokenTree> {
    while let [TokenTree::Group(group)] = tokens.as_slice() {
        if group.delimiter() != Delimiter::None {
            break;
        }
        tokens = group.stream().into_iter().collect();
    }
    tokens
}

/// A group of this delimiter, whatever invisible groups are around it.
pub(crate) fn group_of(token: &TokenTree, delimiter: Delimiter) -> Option<Group> {
    let TokenTree::Group(group) = token else { return None };
    if group.delimiter() == delimiter {
        return Some(group.clone());
    }
    if group.delimiter() != Delimiter::None {
        return None;
    }
    match peel(group.stream().into_iter().collect()).as_slice() {
        [TokenTree::Group(inner)] if inner.delimiter() == delimiter => Some(inner.clone()),
        _ => None,
    }
}

/// Where to point at in tokens that have no better place.
pub(crate) fn first_span(tokens: &[TokenTree]) -> Span {
    tokens.first().map_or_else(Span::call_site, TokenTree::span)
}

/// Leading attributes, and what they stand on.
pub(crate) fn split_attributes(tokens: TokenStream) -> (Vec<Attribute>, TokenStream) {
    let mut cursor = Cursor::new(tokens);
    let attributes = cursor.attributes();
    (attributes, cursor.rest().into_iter().collect())
}
