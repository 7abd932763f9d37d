//! The languages: which extension is which, and what the tokenizer has to know of each.

use crate::keywords;

/// What the tokenizer and the search for functions have to know of one language.
pub(crate) struct Syntax {
    pub(crate) name: &'static str,
    pub(crate) extensions: &'static [&'static str],
    pub(crate) comments: Comments,
    pub(crate) single_quote: SingleQuote,
    pub(crate) backtick: Backtick,
    /// Words that belong to the string literal when its quote follows at once, as in `br"x"`.
    pub(crate) prefixes: &'static [&'static str],
    pub(crate) raw: Raw,
    /// `"""` begins a string that ends with `"""`.
    pub(crate) triple_quotes: bool,
    /// An ordinary string may hold line breaks. Where it may not, a stray quote costs a line, not the rest of the file.
    pub(crate) multiline: bool,
    /// `/` may begin a regular expression.
    pub(crate) regex: bool,
    pub(crate) functions: Functions,
    /// Between spaces.
    pub(crate) keywords: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comments {
    /// `//` and `/* */`.
    Slashes,
    /// `//` and `/* /* */ */`.
    NestedSlashes,
    /// `#` at the beginning of a word.
    Hash,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SingleQuote {
    Char,
    CharOrLifetime,
    Text,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backtick {
    Punctuation,
    /// Up to the next backtick, nothing escaped.
    Raw,
    /// With `${ .. }` inside, which may hold templates again.
    Template,
}

/// How a prefix with an `r` or `R` in it changes the string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Raw {
    None,
    /// `r##" .. "##`
    Hashes,
    /// `R"word( .. )word"`
    Delimiter,
}

/// How the beginning of a function is recognised.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Functions {
    /// Bodies are not between braces.
    NotFound,
    /// A keyword, then the name.
    Keyword(&'static str),
    /// A name, a list in parentheses, a body: no keyword says so.
    NameAndParentheses,
}

/// The language of a file with this extension.
pub(crate) fn of_extension(extension: &str) -> Option<&'static Syntax> {
    LANGUAGES.iter().find(|syntax| syntax.extensions.contains(&extension))
}

const C_LIKE: Syntax = Syntax {
    name: "C",
    extensions: &["c", "h"],
    comments: Comments::Slashes,
    single_quote: SingleQuote::Char,
    backtick: Backtick::Punctuation,
    prefixes: &["L", "u", "U", "u8"],
    raw: Raw::None,
    triple_quotes: false,
    multiline: false,
    regex: false,
    functions: Functions::NameAndParentheses,
    keywords: keywords::C,
};

const JAVASCRIPT: Syntax = Syntax {
    name: "JavaScript",
    extensions: &["js", "mjs", "cjs", "jsx"],
    single_quote: SingleQuote::Text,
    backtick: Backtick::Template,
    prefixes: &[],
    regex: true,
    keywords: keywords::SCRIPT,
    ..C_LIKE
};

pub(crate) static LANGUAGES: &[Syntax] = &[
    Syntax {
        name: "Rust",
        extensions: &["rs"],
        comments: Comments::NestedSlashes,
        single_quote: SingleQuote::CharOrLifetime,
        prefixes: &["r", "b", "br", "c", "cr"],
        raw: Raw::Hashes,
        multiline: true,
        functions: Functions::Keyword("fn"),
        keywords: keywords::RUST,
        ..C_LIKE
    },
    C_LIKE,
    Syntax {
        name: "C++",
        extensions: &["cpp", "cc", "cxx", "hpp", "hh", "hxx"],
        prefixes: &["L", "u", "U", "u8", "R", "LR", "uR", "UR", "u8R"],
        raw: Raw::Delimiter,
        keywords: keywords::CPP,
        ..C_LIKE
    },
    Syntax { name: "C#", extensions: &["cs"], prefixes: &[], triple_quotes: true, keywords: keywords::JAVA, ..C_LIKE },
    Syntax {
        name: "Go",
        extensions: &["go"],
        backtick: Backtick::Raw,
        prefixes: &[],
        functions: Functions::Keyword("func"),
        keywords: keywords::GO,
        ..C_LIKE
    },
    Syntax {
        name: "Java",
        extensions: &["java"],
        prefixes: &[],
        triple_quotes: true,
        keywords: keywords::JAVA,
        ..C_LIKE
    },
    JAVASCRIPT,
    Syntax { name: "TypeScript", extensions: &["ts", "mts", "cts", "tsx"], ..JAVASCRIPT },
    Syntax {
        name: "Python",
        extensions: &["py", "pyi"],
        comments: Comments::Hash,
        single_quote: SingleQuote::Text,
        prefixes: &["r", "R", "b", "B", "f", "F", "u", "U", "rb", "Rb", "rB", "RB", "br", "fr", "rf"],
        triple_quotes: true,
        functions: Functions::NotFound,
        keywords: keywords::PYTHON,
        ..C_LIKE
    },
    Syntax {
        name: "Shell",
        extensions: &["sh", "bash"],
        comments: Comments::Hash,
        single_quote: SingleQuote::Text,
        prefixes: &[],
        keywords: keywords::SHELL,
        ..C_LIKE
    },
];
