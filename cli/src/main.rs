//! `cargo bedeck`: runs programs that use bedeck, and shows, compares, merges and converts their reports.

mod cargo;
mod diff;
mod export;
mod load;
mod merge;
mod out;
mod profile;
mod run;
mod samples;
mod shadow;
mod turns;
mod view;

use std::error::Error;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// What went wrong, in one line.
type Fault = Box<dyn Error>;

/// Runs programs that use bedeck, and shows, compares, merges and converts their reports.
#[derive(Parser)]
#[command(name = "cargo bedeck", bin_name = "cargo bedeck", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the program with `cargo run` and keeps its report under `target/bedeck`
    Run(run::Arguments),
    /// Profiles a program whose source knows nothing of bedeck: every function of the workspace, none of its files changed
    Profile(profile::Arguments),
    /// Shows a report as a table, or as a page in the browser
    View(view::Arguments),
    /// Compares runs with earlier ones; exit code 1 if a function became slower than it may
    Diff(diff::Arguments),
    /// Makes one report of several
    Merge(merge::Arguments),
    /// Converts a report
    Export(export::Arguments),
    /// Prints completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

fn main() -> ExitCode {
    if let Some(code) = profile::compiled() {
        return code;
    }
    // Cargo hands its own word on: `cargo bedeck view` is `cargo-bedeck bedeck view`.
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "bedeck") {
        words.remove(1);
    }
    let done = match Arguments::parse_from(words).command {
        Command::Run(arguments) => run::run(arguments),
        Command::Profile(arguments) => profile::profile(&arguments),
        Command::View(arguments) => view::view(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Diff(arguments) => diff::diff(&arguments),
        Command::Merge(arguments) => merge::merge(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Export(arguments) => export::export(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "cargo-bedeck", &mut script);
            // clap_complete 4.6 has two spellings for the `-` of a program in bash: with them no option would be found.
            let script = String::from_utf8_lossy(&script).replace("cargo__subcmd__bedeck", "cargo__bedeck");
            out::print(script.as_bytes()).map(|()| ExitCode::SUCCESS)
        }
    };
    done.unwrap_or_else(|fault| {
        eprintln!("cargo bedeck: {fault}");
        ExitCode::from(2)
    })
}
