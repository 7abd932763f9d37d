//! Patterns over names: `*` stands for any text, `?` for any one character.

/// A pattern of `filter=GLOB`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Glob(String);

impl Glob {
    pub(crate) fn new(pattern: &str) -> Glob {
        Glob(pattern.to_owned())
    }

    /// Whether the pattern fits the whole path, or a tail of it that begins at a segment: `parse` and `lex::*`
    /// both fit `app::lex::parse`.
    pub(crate) fn matches(&self, name: &str) -> bool {
        let tails = name.match_indices("::").map(|(at, separator)| &name[at + separator.len()..]);
        core::iter::once(name).chain(tails).any(|tail| fits(&self.0, tail))
    }
}

/// Whether `pattern` fits all of `text`. Only the last `*` is ever tried again, which is enough: what an earlier one
/// could take more of, the last one can take too. So the work is at most the product of both lengths.
fn fits(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    // Where to go on if it fails later: behind the last star, and the text that the star has not taken yet.
    let mut retry: Option<(core::str::Chars<'_>, core::str::Chars<'_>)> = None;
    loop {
        let at = pattern.next();
        if at == Some('*') {
            retry = Some((pattern.clone(), text.clone()));
            continue;
        }
        let found = text.next();
        match (at, found) {
            (None, None) => return true,
            (Some('?'), Some(_)) => {}
            (Some(wanted), Some(found)) if wanted == found => {}
            _ => {
                let Some((behind, untaken)) = &mut retry else { return false };
                if untaken.next().is_none() {
                    return false;
                }
                (pattern, text) = (behind.clone(), untaken.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_fit_whole_texts() {
        let yes = [("", ""), ("*", ""), ("*", "abc"), ("a*c", "abbc"), ("a?c", "aßc"), ("*b*b", "abcb"), ("**a", "ba")];
        let no = [("", "a"), ("?", ""), ("a*c", "abcd"), ("a?c", "ac"), ("*b*b", "abc"), ("abc", "ab"), ("ab", "abc")];
        yes.iter().for_each(|(pattern, text)| assert!(fits(pattern, text), "{pattern} {text}"));
        no.iter().for_each(|(pattern, text)| assert!(!fits(pattern, text), "{pattern} {text}"));
    }

    #[test]
    fn a_pattern_fits_the_path_or_its_last_segments() {
        let fit = |pattern: &str| Glob::new(pattern).matches("<app::Foo<_> as app::Tr>::get");
        assert!(fit("get") && fit("Tr>::*") && fit("*Foo*") && fit("<app::*"));
        assert!(!fit("et") && !fit("Foo") && !fit("app"));
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        assert!(!fits(&"*a".repeat(500), &"a".repeat(499)));
        assert!(fits(&"*a".repeat(500), &"a".repeat(5000)));
    }
}
