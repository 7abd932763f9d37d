//! Attribute arguments: `option` or `option = value`, each kept with the identifier that introduced it.

mod bytes;
mod duration;
pub(crate) mod known;
pub(crate) mod memo;
pub(crate) mod options;
pub(crate) mod parallel;
pub(crate) mod stacked;
pub(crate) mod vectorize;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;

use self::known::Decorator;
use self::options::Given;
use crate::error::Faults;
use crate::item::peel;

/// One argument.
#[derive(Debug)]
pub(crate) struct Arg {
    pub(crate) option: Ident,
    value: Value,
}

/// What stands behind an option.
#[derive(Debug)]
enum Value {
    None,
    /// The tokens behind `=`; none where the user left them out.
    Given(Vec<TokenTree>),
    /// Anything else, as in `name("x")`.
    Foreign(TokenTree),
}

/// The arguments of `decorator`: known ones, each once.
pub(crate) fn read(tokens: TokenStream, decorator: &Decorator) -> (Vec<Arg>, Faults) {
    let mut args: Vec<Arg> = Vec::new();
    let mut faults = Faults::default();
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for tokens in tokens.split(|token| is_punct(token, ',')).filter(|tokens| !tokens.is_empty()) {
        let Some(arg) = faults.of(Arg::read(tokens, decorator)) else { continue };
        let option = arg.option.to_string();
        if !decorator.options.contains(&option.as_str()) {
            faults.add(arg.option.span(), decorator.unknown(&option));
        } else if args.iter().any(|earlier| earlier.option == option) {
            faults.add(arg.option.span(), format!("`{option}` is given twice: keep one"));
        } else {
            args.push(arg);
        }
    }
    (args, faults)
}

/// The same, each put into its place by `take`.
pub(crate) fn read_into<O>(
    options: &mut O,
    tokens: TokenStream,
    decorator: &Decorator,
    take: fn(&mut O, Arg) -> Result<(), Faults>,
) -> Faults {
    let (args, mut faults) = read(tokens, decorator);
    for arg in args {
        faults.of(take(options, arg));
    }
    faults
}

impl Arg {
    fn read(tokens: &[TokenTree], decorator: &Decorator) -> Result<Arg, Faults> {
        let tokens = peel(tokens.to_vec());
        let (first, rest) = tokens.split_first().map_or((None, &[][..]), |(first, rest)| (Some(first), rest));
        let Some(TokenTree::Ident(option)) = first else {
            let span = first.map_or_else(Span::call_site, TokenTree::span);
            let name = decorator.name;
            let example = decorator.options[0];
            return Err(Faults::at(
                span,
                format!("`#[{name}]` takes options by name: write `#[{name}({example} = ..)]`"),
            ));
        };
        let value = match rest.split_first() {
            None => Value::None,
            Some((equals, value)) if is_punct(equals, '=') => Value::Given(peel(value.to_vec())),
            Some((other, _)) => Value::Foreign(other.clone()),
        };
        Ok(Arg { option: option.clone(), value })
    }

    /// Refuses an option whose feature is not built in.
    fn built_in(&self, feature: &str, is_built_in: bool) -> Result<(), Faults> {
        let option = &self.option;
        let message = format!(
            "`{option}` is behind a feature that is not built in: write `features = [\"{feature}\"]` for the crate `bedeck` \
             in Cargo.toml"
        );
        if is_built_in { Ok(()) } else { Err(Faults::at(option.span(), message)) }
    }

    fn stands_alone(&self) -> bool {
        matches!(self.value, Value::None)
    }

    /// The option, if it stands alone.
    fn flag(self) -> Result<Ident, Faults> {
        let option = self.option;
        let message = format!("`{option}` takes no value: write `{option}`, or leave it out");
        match self.value {
            Value::None => Ok(option),
            Value::Foreign(token) => Err(Faults::at(token.span(), message)),
            Value::Given(tokens) => {
                let mut faults = Faults::default();
                faults.add_over(&tokens, option.span(), message);
                Err(faults)
            }
        }
    }

    /// The tokens behind `=`. `example` shows how the option is written.
    fn value(&self, example: &str) -> Result<&[TokenTree], Faults> {
        let option = &self.option;
        match &self.value {
            Value::Given(tokens) if !tokens.is_empty() => Ok(tokens),
            Value::Foreign(token) => {
                Err(Faults::at(token.span(), format!("`{option}` takes its value behind `=`: write `{example}`")))
            }
            _ => Err(Faults::at(option.span(), format!("`{option}` needs a value: write `{example}`"))),
        }
    }

    /// The names in the parentheses behind the option.
    fn names(&self, example: &str) -> Result<Vec<Ident>, Faults> {
        let fault = |span| Faults::at(span, format!("`{}` takes names in parentheses: write `{example}`", self.option));
        let tokens = match &self.value {
            Value::Foreign(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => group.stream(),
            Value::Foreign(token) => return Err(fault(token.span())),
            _ => return Err(fault(self.option.span())),
        };
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        if tokens.is_empty() {
            return Err(fault(self.option.span()));
        }
        let parts = tokens.split(|token| is_punct(token, ',')).filter(|part| !part.is_empty());
        parts
            .map(|part| match peel(part.to_vec()).as_slice() {
                [TokenTree::Ident(name)] => Ok(name.clone()),
                [first, ..] => Err(fault(first.span())),
                [] => Err(fault(self.option.span())),
            })
            .collect()
    }

    /// The one literal behind `=`.
    fn literal<L: syn::parse::Parse>(&self, what: &str, example: &str) -> Result<L, Faults> {
        let tokens = self.value(example)?;
        syn::parse2(tokens.iter().cloned().collect()).map_err(|_| {
            let mut faults = Faults::default();
            let message = format!("`{}` takes {what}: write `{example}`", self.option);
            faults.add_over(tokens, self.option.span(), message);
            faults
        })
    }
}

/// An option with what `read` makes of its value.
fn given<T>(arg: Arg, read: impl FnOnce(&Arg) -> Result<T, Faults>) -> Result<Given<T>, Faults> {
    Ok(Given { value: read(&arg)?, option: arg.option })
}

/// A number of `things`: a literal, or an expression of one, which the compiler then checks. `zero` says what is wrong with none.
fn count(arg: &Arg, things: &str, zero: &str) -> Result<TokenStream, Faults> {
    let option = &arg.option;
    let example = format!("{option} = {}", if option == "capacity" { "10_000" } else { "8" });
    let tokens = arg.value(&example)?;
    if !matches!(tokens, [TokenTree::Literal(_)]) {
        return Ok(tokens.iter().cloned().collect());
    }
    let literal: syn::LitInt = arg.literal("a whole number", &example)?;
    match literal.base10_parse::<u64>() {
        Ok(0) => Err(Faults::at(literal.span(), format!("`{option} = 0` {zero}"))),
        Ok(_) => Ok(literal.into_token_stream()),
        Err(_) => {
            Err(Faults::at(literal.span(), format!("`{option}` takes a whole number of {things}: write `{example}`")))
        }
    }
}

/// A string literal, or an expression of one, which the compiler then checks.
fn text(arg: &Arg) -> Result<TokenStream, Faults> {
    let example = format!("{} = \"..\"", arg.option);
    let tokens = arg.value(&example)?;
    if matches!(tokens, [TokenTree::Literal(_)]) {
        arg.literal::<syn::LitStr>("a string", &example)?;
    }
    Ok(tokens.iter().cloned().collect())
}

/// Where the user finds the crate.
fn path(arg: &Arg) -> Result<TokenStream, Faults> {
    let path: syn::Path = arg.literal("a path", "crate = ::bedeck")?;
    Ok(path.into_token_stream())
}

/// Whether `token` is the punctuation `c`.
pub(crate) fn is_punct(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == c)
}
