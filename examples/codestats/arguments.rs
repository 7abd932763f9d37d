//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

pub(crate) const USAGE: &str = "\
usage: codestats [FOLDER] [--top N]

  FOLDER    the folder to count (default: this repository)
  --top N   how many identifiers and groups of duplicates to list (default: 10)
";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Usage,
    Count { folder: PathBuf, top: usize },
}

/// Reads the command line.
///
/// # Errors
/// One line that says which argument is wrong.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Request, String> {
    let mut arguments = arguments;
    let mut folder = None;
    let mut top = 10;
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy();
        if text == "--help" || text == "-h" {
            return Ok(Request::Usage);
        } else if text == "--top" {
            top = number(&arguments.next().ok_or("`--top` needs a number")?.to_string_lossy())?;
        } else if let Some(value) = text.strip_prefix("--top=") {
            top = number(value)?;
        } else if text.starts_with('-') {
            return Err(format!("unknown option `{text}`: there is `--top N`"));
        } else if folder.is_some() {
            return Err(format!("a second folder `{text}`: one at a time"));
        } else {
            folder = Some(PathBuf::from(argument));
        }
    }
    let folder = folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    Ok(Request::Count { folder, top })
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("`--top` needs a number, not `{text}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Request, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn folder_and_top_in_any_order() {
        let expected = Ok(Request::Count { folder: PathBuf::from("src"), top: 3 });
        assert_eq!(parsed("src --top 3"), expected);
        assert_eq!(parsed("--top=3 src"), expected);
    }

    #[test]
    fn the_default_is_this_repository() {
        let Ok(Request::Count { folder, top: 10 }) = parsed("") else { panic!("no default") };
        assert!(folder.join("examples/codestats/main.rs").is_file(), "{folder:?}");
    }

    #[test]
    fn a_wrong_argument_is_named() {
        for (line, word) in
            [("--top", "--top"), ("--top x", "`x`"), ("--tip 3", "`--tip`"), ("a b", "`b`"), ("--top -1", "`-1`")]
        {
            let message = parsed(line).unwrap_err();
            assert!(message.contains(word) && !message.contains('\n'), "{line}: {message}");
        }
    }
}
