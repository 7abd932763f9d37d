//! Macros in a body, whose tokens may mean anything: names in them count as read.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit_mut::VisitMut;
use syn::{Expr, Token};

use super::facts::Usage;
use super::places::name_of;
use super::walk::Walk;

impl Walk {
    /// One call of a macro.
    pub(super) fn opaque(&mut self, call: &syn::Macro) {
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        let Ok(arguments) = parser.parse2(call.tokens.clone()) else { return self.tokens(call.tokens.clone()) };
        let writes = call.path.segments.last().is_some_and(|word| word.ident == "write" || word.ident == "writeln");
        for (at, argument) in arguments.into_iter().enumerate() {
            if let (true, 0, Some(name)) = (writes, at, name_of(&argument)) {
                let method = syn::Ident::new("write_fmt", name.span());
                self.mention(name, Usage::Called { method, changes: true, statement: false });
                continue;
            }
            match argument {
                // `println!("{x}", x = value)`
                Expr::Assign(mut named) => self.visit_expr_mut(&mut named.right),
                Expr::Lit(literal) => self.format(&literal.lit),
                mut other => self.visit_expr_mut(&mut other),
            }
        }
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(name) => {
                    let index = match tokens.peek() {
                        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => Some(group.clone()),
                        _ => None,
                    };
                    let usage = index.map_or(Usage::Read, |group| {
                        let index: Option<syn::Ident> = syn::parse2(group.stream()).ok();
                        let index = index.and_then(|index| self.scopes.find(&index));
                        Usage::Element { index, changes: false, at: name.clone().into_token_stream() }
                    });
                    self.mention(&name, usage);
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(literal) = syn::parse2(TokenTree::from(literal).into()) {
                        self.format(&literal);
                    }
                }
                TokenTree::Punct(_) => {}
            }
        }
    }

    /// The names that a format string takes from around it.
    fn format(&mut self, literal: &syn::Lit) {
        let syn::Lit::Str(text) = literal else { return };
        let value = text.value();
        for part in value.split('{').skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Ok(mut name) = syn::parse_str::<syn::Ident>(&name) {
                name.set_span(text.span());
                self.mention(&name, Usage::Read);
            }
        }
    }
}
