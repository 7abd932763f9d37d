//! Everything that is counted, over all files.

use crate::functions::{self, Body};
use crate::identifiers::Identifiers;
use crate::lines::{self, Lines};
use crate::token::{self, Token};
use crate::walk::{Skipped, Source, Walk};
use bedeck::timed;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A larger file is no source that anybody wrote, and is skipped.
const LARGEST_FILE: u64 = 64 << 20;

/// The figures of one language.
#[derive(Clone, Copy, Default)]
pub(crate) struct Figures {
    pub(crate) files: u64,
    pub(crate) lines: Lines,
    pub(crate) functions: u64,
    pub(crate) bytes: u64,
}

/// Where a function stands.
pub(crate) struct Place {
    pub(crate) path: PathBuf,
    pub(crate) line: usize,
    pub(crate) name: String,
}

#[derive(Default)]
pub(crate) struct Survey {
    pub(crate) languages: BTreeMap<&'static str, Figures>,
    pub(crate) identifiers: Identifiers,
    pub(crate) skipped: Vec<Skipped>,
    bodies: HashMap<Body, Vec<Place>>,
    /// The memory for the tokens of a file, used again for the next.
    tokens: Vec<Token>,
}

#[timed]
impl Survey {
    pub(crate) fn of(walk: Walk) -> Self {
        let mut survey = Survey { skipped: walk.skipped, ..Survey::default() };
        for source in walk.sources {
            match read(&source.path) {
                Ok(text) => survey.add(&source, &text),
                Err(error) => survey.skipped.push(Skipped { path: source.path, why: error.to_string() }),
            }
        }
        survey
    }

    fn add(&mut self, source: &Source, text: &str) {
        token::tokenise(text, source.syntax, &mut self.tokens);
        let starts = lines::starts(text);
        let found = functions::find(text, &self.tokens, source.syntax);
        self.identifiers.count(text, &self.tokens, source.syntax);
        let figures = self.languages.entry(source.syntax.name).or_default();
        figures.files += 1;
        figures.lines += lines::count(&starts, &self.tokens);
        figures.functions += found.all;
        figures.bytes += text.len() as u64;
        for function in found.long {
            let line = lines::number(&starts, function.at);
            let place = Place { path: source.path.clone(), line, name: function.name.to_owned() };
            self.bodies.entry(function.body).or_default().push(place);
        }
    }

    /// The groups of functions with the same body, those first that would save the most tokens.
    pub(crate) fn duplicates(&self) -> Vec<(Body, &[Place])> {
        let mut groups: Vec<(Body, &[Place])> = Vec::new();
        for (body, places) in self.bodies.iter().filter(|(_, places)| places.len() > 1) {
            groups.push((*body, places));
        }
        groups.sort_by_key(|(body, places)| (std::cmp::Reverse(body.tokens * (places.len() - 1)), *body));
        groups
    }
}

/// The text of a file.
///
/// # Errors
/// When it cannot be read, is not UTF-8, or is larger than any source.
#[timed(outcome)]
fn read(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > LARGEST_FILE {
        return Err(io::Error::other("larger than 64 MiB"));
    }
    String::from_utf8(fs::read(path)?).map_err(|_| io::Error::other("not UTF-8"))
}
