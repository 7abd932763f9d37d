//! Lines, identifiers and duplicated functions of a folder of sources; its functions carry `#[timed]`, and the report
//! comes out on stderr at the end without a line in `main`.
//!
//! ```text
//! language          files      lines       code    comment      blank  functions        KiB
//! Rust                 86      10201       7558       1636       1007        672        368
//! all                  86      10201       7558       1636       1007        672        368
//!
//! identifiers: 1694 different ones, 21562 occurrences
//!        344  u64
//!        319  Some
//!        269  site
//!        251  text
//!        ...
//!
//! duplicate functions: 0 copies in 0 groups
//!
//! skipped: 0
//! bedeck  target/release/examples/codestats .  11.0 ms  pid 27283
//! function                                      calls  ok  err    total     %     mean      p50      p99      max
//! codestats::survey::Survey::of                     1           8.38 ms  76.5  8.38 ms  8.38 ms  8.38 ms  8.38 ms
//! codestats::survey::Survey::add                   86           7.83 ms  71.4  91.0 us  46.1 us  1.25 ms  1.25 ms
//! codestats::functions::find                       86           3.82 ms  34.8  44.4 us  18.5 us  1.15 ms  1.15 ms
//! codestats::token::tokenise                       86           2.36 ms  21.5  27.4 us  12.1 us  1.13 ms  1.14 ms
//! codestats::walk::walk                             1           1.09 ms   9.9  1.09 ms  1.09 ms  1.09 ms  1.09 ms
//! codestats::walk::list                            17           1.06 ms   9.6  62.1 us  12.8 us   610 us   611 us
//! codestats::identifiers::Identifiers::count       86           1.04 ms   9.5  12.1 us  9.24 us  76.1 us  76.1 us
//! codestats::functions::Code<'_>::hash            361            661 us   6.0  1.83 us  1.45 us  6.50 us  13.7 us
//! codestats::survey::read                          86  86    0   512 us   4.7  5.95 us  4.15 us   119 us   120 us
//! codestats::lines::count                          86            248 us   2.3  2.88 us  2.45 us  11.5 us  11.5 us
//! codestats::output::paint                          1            238 us   2.2   238 us   238 us   238 us   238 us
//! codestats::identifiers::Identifiers::ranking      1            226 us   2.1   226 us   226 us   226 us   226 us
//! codestats::survey::Survey::duplicates             1           1.18 us   0.0  1.18 us  1.18 us  1.18 us  1.18 us
//! overhead: 899 calls x 34 ns = 30.8 us, 0.3 % of the run; clock resolution 22 ns
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
