//! Lines, identifiers and duplicated functions of a folder of sources; its functions carry `#[timed]`, and the report
//! comes out on stderr at the end without a line in `main`.
//!
//! ```text
//! language          files      lines       code    comment      blank  functions        KiB
//! Rust                205      18566      14599       1832       2135       1481        624
//! all                 205      18566      14599       1832       2135       1481        624
//!
//! identifiers: 2794 different ones, 39221 occurrences
//!        566  u64
//!        517  Some
//!        463  assert_eq
//!        411  row
//!        ...
//!
//! duplicate functions: 1 copies in 1 groups
//!   2 times the same 60 tokens
//!     tests/editions/common.rs:40 ready
//!     tests/renamed/src/lib.rs:60 ready
//!
//! skipped: 0
//! bedeck  codestats .  11.3 ms  pid 25027
//! 74.3 % of the time is in `codestats::survey::Survey::add`: 8.38 ms in 205 calls
//!
//! function                                      calls   ok  err    total     %     mean      p50      p99      max
//! codestats::survey::Survey::of                     1            10.1 ms  89.9  10.1 ms  10.1 ms  10.1 ms  10.1 ms
//! codestats::survey::Survey::add                  205            8.38 ms  74.3  40.9 us  32.0 us   177 us   263 us
//! codestats::functions::find                      205            3.48 ms  30.8  17.0 us  13.0 us  85.3 us  90.9 us
//! codestats::token::tokenise                      205            1.98 ms  17.5  9.66 us  7.63 us  36.6 us  58.6 us
//! codestats::identifiers::Identifiers::count      205            1.84 ms  16.3  8.99 us  6.78 us  33.6 us   121 us
//! codestats::survey::read                         205  205    0  1.73 ms  15.3  8.43 us  4.29 us  48.9 us  91.6 us
//! codestats::functions::Code<'_>::hash            639            1.10 ms   9.7  1.72 us  1.38 us  5.52 us  15.9 us
//! codestats::lines::count                         205             458 us   4.1  2.23 us  1.74 us  8.11 us  13.2 us
//! codestats::walk::walk                             1             442 us   3.9   442 us   442 us   442 us   442 us
//! codestats::output::paint                          1             439 us   3.9   439 us   439 us   439 us   439 us
//! codestats::identifiers::Identifiers::ranking      1             415 us   3.7   415 us   415 us   415 us   415 us
//! codestats::walk::list                            52             355 us   3.1  6.83 us  5.05 us  53.5 us  53.5 us
//! codestats::survey::Survey::duplicates             1            2.50 us   0.0  2.50 us  2.50 us  2.50 us  2.50 us
//! overhead: 1.93 k calls x 29 ns = 56.7 us, 0.5 % of the run; clock resolution 21 ns
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
