//! Functions of the languages with braces, found by their tokens, and a hash of each body.

use crate::syntax::{Functions, Syntax};
use crate::token::{Kind, Token};
use bedeck::timed;
use std::hash::{DefaultHasher, Hasher};

/// Bodies shorter than this resemble each other by chance.
const LEAST_TOKENS: usize = 50;

/// How many tokens may stand between a name and its body.
const LONGEST_SIGNATURE: usize = 400;

/// Words that stand before parentheses, or between them and a brace, where no function begins.
const NO_FUNCTION: &[&str] = &[
    "if",
    "for",
    "while",
    "switch",
    "catch",
    "else",
    "do",
    "try",
    "return",
    "using",
    "lock",
    "foreach",
    "synchronized",
    "with",
    "class",
    "struct",
    "enum",
    "interface",
    "union",
    "namespace",
    "sizeof",
    "await",
    "new",
];

/// A function whose body is long enough to be compared.
#[derive(Clone, Debug)]
pub(crate) struct Function<'a> {
    pub(crate) name: &'a str,
    /// Where the name stands, in bytes.
    pub(crate) at: usize,
    /// The body, without what can differ while the code is the same: layout, comments, a trailing comma.
    pub(crate) body: Body,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Body {
    pub(crate) tokens: usize,
    pub(crate) hash: u64,
}

/// How many functions with a body a file holds, and those that are long enough to be compared.
#[derive(Default)]
pub(crate) struct Found<'a> {
    pub(crate) all: u64,
    pub(crate) long: Vec<Function<'a>>,
}

/// Finds the functions of one file.
#[timed]
pub(crate) fn find<'a>(text: &'a str, tokens: &[Token], syntax: &Syntax) -> Found<'a> {
    let mut found = Found::default();
    if syntax.functions == Functions::NotFound {
        return found;
    }
    let code = Code::new(text, tokens);
    for at in 0..code.tokens.len() {
        let begins = match syntax.functions {
            Functions::Keyword(keyword) => code.after_keyword(at, keyword),
            _ => code.name_and_parentheses(at),
        };
        let Some((name, open, close)) = begins else { continue };
        found.all += 1;
        if close - open > LEAST_TOKENS {
            let body = code.hash(open + 1, close);
            found.long.push(Function { name: code.str(name), at: code.tokens[name].start, body });
        }
    }
    found
}

/// The tokens of a file without its comments, and the partner of every bracket.
struct Code<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// For an opening bracket the index of its closing one; 0 for everything else, and for one that is never closed.
    closing: Vec<usize>,
}

impl<'a> Code<'a> {
    fn new(text: &'a str, tokens: &[Token]) -> Self {
        let tokens: Vec<Token> = tokens.iter().filter(|token| token.kind != Kind::Comment).copied().collect();
        let mut closing = vec![0; tokens.len()];
        // One stack for each kind of bracket, so that an unmatched one disturbs only its own kind.
        let mut open = [Vec::new(), Vec::new(), Vec::new()];
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Punctuation) {
            match text.as_bytes()[token.start] {
                b'(' => open[0].push(at),
                b'[' => open[1].push(at),
                b'{' => open[2].push(at),
                b')' => close(&mut open[0], &mut closing, at),
                b']' => close(&mut open[1], &mut closing, at),
                b'}' => close(&mut open[2], &mut closing, at),
                _ => (),
            }
        }
        Code { text, tokens, closing }
    }

    fn str(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.str(self.text))
    }

    fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word)
    }

    /// `keyword name .. { .. }`, with a receiver in parentheses before the name if there is one (Go):
    /// where the name stands, and the braces.
    fn after_keyword(&self, at: usize, keyword: &str) -> Option<(usize, usize, usize)> {
        if !self.is_word(at) || self.tokens[at].bytes(self.text) != keyword.as_bytes() {
            return None;
        }
        let name = if self.str(at + 1) == "(" { self.closing[at + 1] + 1 } else { at + 1 };
        if !self.is_word(name) {
            return None;
        }
        let mut next = name + 1;
        while next < self.tokens.len().min(name + LONGEST_SIGNATURE) {
            match self.str(next) {
                "{" if self.closing[next] == 0 => return None,
                // Go's `interface{}` and `struct{}` are types.
                "{" if !matches!(self.str(next - 1), "interface" | "struct") => {
                    return Some((name, next, self.closing[next]));
                }
                "(" | "[" | "{" if self.closing[next] > 0 => next = self.closing[next],
                ";" | "}" => return None,
                word if word == keyword && self.is_word(next + 1) => return None,
                _ => (),
            }
            next += 1;
        }
        None
    }

    /// `name( .. ) .. { .. }`, where nothing but words and types stands before the brace.
    fn name_and_parentheses(&self, at: usize) -> Option<(usize, usize, usize)> {
        let before = if at == 0 { "" } else { self.str(at - 1) };
        if self.str(at + 1) != "(" || !self.is_word(at) || matches!(before, "new" | "@" | ".") {
            return None;
        }
        let parentheses_end = self.closing[at + 1];
        if parentheses_end == 0 || NO_FUNCTION.contains(&self.str(at)) {
            return None;
        }
        for next in parentheses_end + 1..self.tokens.len().min(parentheses_end + 32) {
            match self.str(next) {
                "{" => return Some((at, next, self.closing[next])).filter(|found| found.2 > 0),
                "," | "." | "<" | ">" | "&" | "*" | ":" | "[" | "]" | "-" | "|" | "?" => (),
                word if self.is_word(next) && !NO_FUNCTION.contains(&word) => (),
                _ => return None,
            }
        }
        None
    }

    /// The normalised tokens of a body, hashed. `DefaultHasher::new` is the same in every run.
    #[timed]
    fn hash(&self, from: usize, to: usize) -> Body {
        let mut hasher = DefaultHasher::new();
        let mut tokens = 0;
        for at in from..to {
            let token = self.tokens[at].bytes(self.text);
            if token == b"," && matches!(self.str(at + 1), ")" | "]" | "}") {
                continue;
            }
            hasher.write(token);
            // No token holds this byte (it is not UTF-8), so that `a b` and `ab` differ.
            hasher.write_u8(0xff);
            tokens += 1;
        }
        Body { tokens, hash: hasher.finish() }
    }
}

fn close(open: &mut Vec<usize>, closing: &mut [usize], at: usize) {
    if let Some(opening) = open.pop() {
        closing[opening] = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::of_extension;
    use crate::token::tokenise;

    fn names(extension: &str, text: &str) -> Vec<String> {
        let syntax = of_extension(extension).unwrap();
        let mut tokens = Vec::new();
        tokenise(text, syntax, &mut tokens);
        let code = Code::new(text, &tokens);
        let begins = |at| match syntax.functions {
            Functions::Keyword(keyword) => code.after_keyword(at, keyword),
            _ => code.name_and_parentheses(at),
        };
        (0..code.tokens.len()).filter_map(begins).map(|(name, ..)| code.str(name).to_owned()).collect()
    }

    fn body(text: &str) -> Body {
        let mut tokens = Vec::new();
        tokenise(text, of_extension("rs").unwrap(), &mut tokens);
        let code = Code::new(text, &tokens);
        code.hash(0, code.tokens.len())
    }

    #[test]
    fn rust_functions_with_a_body() {
        let text = "trait T { fn none(&self) -> [u8; 3]; fn some() where [(); 2]: Sized { fn inner() {} } }
                    type F = fn(u32) -> u32; fn r#type<const N: usize>(f: fn() -> u8) -> [u8; N] { loop {} }";
        assert_eq!(names("rs", text), ["some", "inner", "r#type"]);
    }

    #[test]
    fn a_comment_or_a_string_is_no_function() {
        assert_eq!(names("rs", "// fn a() {}\nconst S: &str = \"fn b() {}\"; /* fn c() {} */ fn d() { '{'; }"), ["d"]);
    }

    #[test]
    fn go_functions_with_receivers_and_interface_types() {
        let text = "func (r *T) Get(k string) interface{} { return nil }\nfunc plain() { f := func(x int) {} }";
        assert_eq!(names("go", text), ["Get", "plain"]);
    }

    #[test]
    fn functions_without_a_keyword() {
        assert_eq!(
            names("c", "int add(int a) { if (a) { while (a) {} } call(a); return a; }\nint decl(void);"),
            ["add"]
        );
        assert_eq!(names("cpp", "int A::get() const noexcept { return 1; }"), ["get"]);
        assert_eq!(names("java", "@Test(x) class A { void run() throws B, C { new D(1) { }; } }"), ["run"]);
        assert_eq!(names("js", "function f(a) { x.map((b) => { return b }) }\nclass A { m() { } }"), ["f", "m"]);
    }

    #[test]
    fn layout_comments_and_trailing_commas_do_not_tell_bodies_apart() {
        assert_eq!(body("f(a, b)"), body("f( // one\n a,\n b,\n)"));
        assert_ne!(body("f(a, b)"), body("f(b, a)"));
        assert_ne!(body("a b"), body("ab"));
    }

    #[test]
    fn an_unmatched_brace_ends_nothing() {
        assert_eq!(names("rs", "fn open() { fn closed() { }"), ["closed"]);
        assert_eq!(names("rs", "fn open() {"), [""; 0]);
        assert_eq!(names("c", "f(g(h("), [""; 0]);
    }
}
