//! Lines, identifiers and duplicated functions of a folder of sources; its functions carry `#[timed]`, and the report
//! comes out on stderr at the end without a line in `main`.
//!
//! ```text
//! ```

mod arguments;
mod functions;
mod identifiers;
mod keywords;
mod lines;
mod literal;
mod output;
mod survey;
mod syntax;
mod token;
mod walk;

use arguments::Request;
use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

fn main() -> ExitCode {
    let result = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(Request::Usage) => print(arguments::USAGE),
        Ok(Request::Count { folder, top }) => match walk::walk(&folder) {
            Ok(walk) => print(&output::paint(&survey::Survey::of(walk), &folder, top)),
            Err(error) => Err(format!("cannot list `{}`: {error}", folder.display())),
        },
        Err(message) => Err(message),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("codestats: {message}");
            ExitCode::from(2)
        }
    }
}

/// Writes to stdout; a reader that has seen enough (`| head`) is no fault.
fn print(text: &str) -> Result<(), String> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("cannot write the result: {error}")),
        _ => Ok(()),
    }
}
