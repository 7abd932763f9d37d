//! The chores of this repository, as `cargo xtask <chore>`.

mod codestats;
mod corpus;
mod cpu;
mod proof;
mod readers;
mod verdicts;

use std::error::Error;
use std::process::ExitCode;

/// An error whose text is all that anybody does with it.
type Fault = Box<dyn Error>;

const USAGE: &str = "\
the chores of this repository

  cargo xtask corpus [options] [NAME VERSION]..   annotate every function of published crates and compare

options of corpus
  --attr ATTRIBUTE    what is put before every function, default '#[bedeck::timed]'
  --crates FILE       one `name version [arguments for cargo test]` a line, default xtask/corpus.txt
  --runs N            best of N timings, default 2

  cargo xtask codestats [--runs N] [FOLDER]       run the example codestats under several attributes on a folder, and compare

  cargo xtask readers [options]                   open our pictures with the programs that they are made for, and compare

options of readers
  --example NAME      the example that is run for it, default profiled_pictures

  cargo xtask verdicts [TRIES]                    what `cargo bedeck diff` says of equal programs and of slower ones, default 100 tries

  cargo xtask soak [MINUTES]                      the tests of `#[parallel]` in full, with a soak of so many minutes, default 10
  cargo xtask sanitize [thread] [address]         tests in which threads meet, under sanitizers; nightly with rust-src
  cargo xtask seeds [N]                           small tests by Miri under N seeds, default 64; nightly with miri
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.split_first() {
        Some((chore, rest)) if chore == "corpus" => corpus::run(rest),
        Some((chore, rest)) if chore == "codestats" => codestats::run(rest),
        Some((chore, rest)) if chore == "readers" => readers::run(rest),
        Some((chore, rest)) if chore == "verdicts" => verdicts::run(rest),
        Some((chore, rest)) if chore == "soak" => proof::soak(rest),
        Some((chore, rest)) if chore == "sanitize" => proof::sanitize(rest),
        Some((chore, rest)) if chore == "seeds" => proof::seeds(rest),
        Some((chore, _)) if chore != "--help" => Err(format!("unknown chore `{chore}`\n\n{USAGE}").into()),
        _ => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::from(2)
        }
    }
}
