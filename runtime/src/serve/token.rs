//! The word that a request has to know.

use core::fmt;
use core::hint::black_box;
use std::sync::Arc;

/// Not shown by `Debug`, and compared in a time that says nothing of how much was right.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(Arc<str>);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// An empty one is none.
    pub(crate) fn new(text: &str) -> Option<Token> {
        (!text.is_empty()).then(|| Token(text.into()))
    }

    /// What the variable `BEDECK_TOKEN` says.
    pub(crate) fn of_variable() -> Option<Token> {
        Token::new(&std::env::var("BEDECK_TOKEN").ok()?)
    }

    pub(super) fn is(&self, given: &[u8]) -> bool {
        let own = self.0.as_bytes();
        // As many steps as the given one has letters, whatever they are.
        let step = |differs: u8, (at, byte): (usize, &u8)| black_box(differs | (byte ^ own[at % own.len()]));
        let differs = given.iter().enumerate().fold(0, step);
        black_box(differs) == 0 && given.len() == own.len()
    }
}

/// The value of `token` in the part of an address behind the `?`.
pub(super) fn in_query(query: &str) -> Option<Vec<u8>> {
    query.split('&').find_map(|pair| pair.strip_prefix("token=")).map(decoded)
}

/// Letters that stand there as `%2F`, by their bytes.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| *first == b'%').and_then(|code| core::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = behind;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_it() {
        let token = Token::new("s3cret").unwrap();
        assert!(token.is(b"s3cret"));
        for other in [&b""[..], b"s3cre", b"s3cret0", b"s3creT", b"s3crets3cret"] {
            assert!(!token.is(other), "{other:?}");
        }
        assert_eq!(Token::new(""), None);
        assert_eq!(format!("{token:?}"), "Token(..)");
    }

    #[test]
    fn an_address_may_hold_it() {
        assert_eq!(in_query("page&token=a%2Fb%c+%zz").as_deref(), Some(&b"a/b%c %zz"[..]));
        assert_eq!(in_query("tokens=a&x=token=b"), None);
    }
}
