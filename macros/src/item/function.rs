//! A function: the words of its signature that matter, and its body as it came.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use super::cursor::Angles;
use super::parameters::{self, Parameter};
use super::{group_of, peel, refill};
use crate::args::is_punct;

/// A function without its attributes.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    /// Everything before the body.
    pub(crate) head: Vec<TokenTree>,
    pub(crate) name: Ident,
    /// The `const`, `async` and `gen` in front of `fn`.
    pub(crate) constness: Option<Span>,
    pub(crate) asyncness: Option<Span>,
    pub(crate) generator: Option<Span>,
    /// Where in `head` the parameters stand.
    parameters: usize,
    /// What stands behind `->`.
    pub(crate) output: Vec<TokenTree>,
    pub(crate) body: Option<Group>,
    /// The `;` in place of a body.
    end: Option<TokenTree>,
}

impl Function {
    /// Of the tokens of a function, whose `fn` stands at `at`. Gives them back where they are no function.
    pub(super) fn new(mut tokens: Vec<TokenTree>, at: usize) -> Result<Function, Vec<TokenTree>> {
        let word = |name: &str| {
            tokens[..at]
                .iter()
                .find(|token| matches!(token, TokenTree::Ident(word) if word == name))
                .map(TokenTree::span)
        };
        let (constness, asyncness, generator) = (word("const"), word("async"), word("gen"));
        let Some(name) = name(&tokens, at) else { return Err(tokens) };
        let Some(parameters) = find_parameters(&tokens, at + 2) else { return Err(tokens) };
        let Some(last) = tokens.pop() else { return Err(tokens) };
        let body = group_of(&last, Delimiter::Brace);
        let end = if body.is_some() { None } else { Some(last) };
        let output = output(&tokens, parameters + 1);
        Ok(Function { head: tokens, name, constness, asyncness, generator, parameters, output, body, end })
    }

    pub(super) fn into_tokens(self) -> Vec<TokenTree> {
        let mut tokens = self.head;
        tokens.extend(self.body.map(TokenTree::Group));
        tokens.extend(self.end);
        tokens
    }

    /// The parameters, one by one.
    pub(crate) fn parameters(&self) -> Vec<Parameter> {
        match &self.head[self.parameters] {
            TokenTree::Group(group) => parameters::parameters(group),
            _ => Vec::new(),
        }
    }

    /// Puts other parameters between the parentheses.
    pub(crate) fn set_parameters(&mut self, tokens: TokenStream) {
        if let TokenTree::Group(group) = &self.head[self.parameters] {
            self.head[self.parameters] = refill(group, tokens);
        }
    }

    /// The function with other statements between its braces.
    pub(crate) fn with_body(self, body: &Group, statements: TokenStream) -> TokenStream {
        let mut tokens: TokenStream = self.head.into_iter().collect();
        tokens.extend([refill(body, statements)]);
        tokens
    }

    /// `-> !`
    pub(crate) fn never_returns(&self) -> bool {
        matches!(self.output.as_slice(), [bang] if is_punct(bang, '!'))
    }

    /// `-> impl ..`
    pub(crate) fn returns_impl(&self) -> bool {
        matches!(peel(self.output.clone()).first(), Some(TokenTree::Ident(word)) if word == "impl")
    }

    /// Whether the return type can be written again: `impl Trait` anywhere in it cannot.
    pub(crate) fn output_has_name(&self) -> bool {
        fn named(tokens: TokenStream) -> bool {
            tokens.into_iter().all(|token| match token {
                TokenTree::Ident(word) => word != "impl",
                TokenTree::Group(group) => named(group.stream()),
                _ => true,
            })
        }
        named(self.output.iter().cloned().collect())
    }
}

/// The name behind `fn`, which a fragment of a macro may hide in an invisible group.
fn name(tokens: &[TokenTree], at: usize) -> Option<Ident> {
    let name = peel(vec![tokens.get(at + 1)?.clone()]);
    match name.as_slice() {
        [TokenTree::Ident(name)] => Some(name.clone()),
        _ => None,
    }
}

/// Where the parameters are: the first parentheses outside of the generics.
fn find_parameters(tokens: &[TokenTree], from: usize) -> Option<usize> {
    let mut angles = Angles::default();
    for (at, token) in tokens.iter().enumerate().skip(from) {
        if angles.closed() && matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis) {
            return Some(at);
        }
        angles.see(token);
    }
    None
}

/// The tokens between `->` and `where` or the body.
fn output(tokens: &[TokenTree], from: usize) -> Vec<TokenTree> {
    match tokens.get(from..) {
        Some([dash, angle, output @ ..]) if is_punct(dash, '-') && is_punct(angle, '>') => output
            .iter()
            .take_while(|token| !matches!(token, TokenTree::Ident(word) if word == "where"))
            .cloned()
            .collect(),
        _ => Vec::new(),
    }
}

/// A body taken apart: its inner attributes, and the rest.
pub(crate) fn open(body: &Group) -> (Vec<TokenTree>, Vec<TokenTree>) {
    let mut rest: Vec<TokenTree> = body.stream().into_iter().collect();
    let mut end = 0;
    while let [hash, bang, TokenTree::Group(brackets), ..] = &rest[end..] {
        if !is_punct(hash, '#') || !is_punct(bang, '!') || brackets.delimiter() != Delimiter::Bracket {
            break;
        }
        end += 3;
    }
    let statements = rest.split_off(end);
    (rest, statements)
}

/// A body's last expression where it is `Box::pin(async ..)`.
#[derive(Clone, Debug)]
pub(crate) struct Tail {
    /// The statements before it and `Box::pin`.
    before: Vec<TokenTree>,
    /// What is pinned.
    pinned: Group,
}

impl Tail {
    /// Of the tokens of a body.
    pub(crate) fn of(statements: &[TokenTree]) -> Option<Tail> {
        let (TokenTree::Group(pinned), before) = statements.split_last()? else { return None };
        if pinned.delimiter() != Delimiter::Parenthesis || !is_async_block(pinned) {
            return None;
        }
        let path = before.iter().rev().take_while(|token| is_path(token)).count();
        let (outside, path) = before.split_at(before.len() - path);
        let boxed = matches!(path, [.., TokenTree::Ident(of), a, b, TokenTree::Ident(pin)]
            if of == "Box" && pin == "pin" && is_punct(a, ':') && is_punct(b, ':'));
        let begins = match outside.last() {
            None => true,
            Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
            Some(token) => is_punct(token, ';'),
        };
        (boxed && begins).then(|| Tail { before: before.to_vec(), pinned: pinned.clone() })
    }

    /// The statements, and what `wrap` makes of the block in its box.
    pub(crate) fn pinning(self, wrap: &dyn Fn(TokenStream) -> TokenStream) -> TokenStream {
        let mut tokens: TokenStream = self.before.into_iter().collect();
        tokens.extend([refill(&self.pinned, wrap(self.pinned.stream()))]);
        tokens
    }
}

fn is_path(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(word) => {
            !["return", "in", "else", "move", "mut", "break"].iter().any(|keyword| word == keyword)
        }
        token => is_punct(token, ':'),
    }
}

/// `async { .. }` or `async move { .. }`, also in the wrapper of `lines`, and nothing else.
fn is_async_block(group: &Group) -> bool {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    if let [path @ .., TokenTree::Ident(word), TokenTree::Group(_)] = tokens.as_slice()
        && word == "line_poll"
        && path.iter().all(is_path)
    {
        return true;
    }
    let tokens = match tokens.as_slice() {
        [tokens @ .., comma] if is_punct(comma, ',') => tokens,
        tokens => tokens,
    };
    let is = |token: &TokenTree, name: &str| matches!(token, TokenTree::Ident(word) if word == name);
    let (words, block) = match tokens {
        [words @ .., TokenTree::Group(block)] => (words, block),
        _ => return false,
    };
    let begins = match words {
        [first] => is(first, "async"),
        [first, second] => is(first, "async") && is(second, "move"),
        _ => false,
    };
    begins && block.delimiter() == Delimiter::Brace
}
