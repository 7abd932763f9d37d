//! The options of `#[vectorize]`, read: each with its identifier, values checked by themselves.

use proc_macro2::{Ident, TokenStream};

use super::known::VECTORIZE;
use super::options::Given;
use super::{Arg, given, path, read_into, text};
use crate::error::Faults;

/// What stands in `#[vectorize(..)]`.
#[derive(Default)]
pub(crate) struct VectorizeOptions {
    pub(crate) parallel: Option<Ident>,
    pub(crate) fast: Option<Ident>,
    pub(crate) name: Option<Given<TokenStream>>,
    /// The path of the crate `bedeck`.
    pub(crate) krate: Option<TokenStream>,
}

impl VectorizeOptions {
    pub(crate) fn read(tokens: TokenStream) -> (VectorizeOptions, Faults) {
        let mut options = VectorizeOptions::default();
        let faults = read_into(&mut options, tokens, &VECTORIZE, VectorizeOptions::take);
        (options, faults)
    }

    fn take(&mut self, arg: Arg) -> Result<(), Faults> {
        match arg.option.to_string().as_str() {
            "parallel" => self.parallel = Some(arg.flag()?),
            "fast" => self.fast = Some(arg.flag()?),
            "name" => self.name = Some(given(arg, text)?),
            _ => self.krate = Some(path(&arg)?),
        }
        Ok(())
    }
}
