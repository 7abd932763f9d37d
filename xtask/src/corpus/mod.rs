//! Puts an attribute on every function of published crates and compares each with itself: it must still compile,
//! without a new warning, pass its tests, and cost little more to build and to test.

mod build;
mod compare;
pub(crate) mod source;
mod test;

use std::path::PathBuf;

use compare::Comparison;
use source::{Published, Scratch};

use crate::{Fault, cpu};

struct Options {
    attribute: String,
    crates: Vec<Published>,
    runs: usize,
}

/// Prints a row for each crate; false if any of them breaks.
pub(crate) fn run(arguments: &[String]) -> Result<bool, Fault> {
    let options = parse(arguments)?;
    let scratch = Scratch::new(&options.crates)?;
    println!("{}", compare::HEAD);
    let mut remarks = String::new();
    for published in &options.crates {
        let comparison = compare_one(&scratch, published, &options).map_err(|e| format!("{}: {e}", published.name))?;
        println!("| {published} {}", comparison.row());
        for remark in comparison.breaks() {
            remarks += &format!("- {published}: {remark}\n");
        }
    }
    if !remarks.is_empty() {
        println!("\n{remarks}");
    }
    Ok(remarks.is_empty())
}

fn parse(arguments: &[String]) -> Result<Options, Fault> {
    let mut options = Options { attribute: "#[bedeck::timed]".into(), crates: Vec::new(), runs: 2 };
    let mut file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "corpus.txt"].iter().collect();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("`{word}` needs a value"));
        match word.as_str() {
            "--attr" => options.attribute = value()?.clone(),
            "--crates" => file = value()?.into(),
            "--runs" => options.runs = value()?.parse::<usize>()?.max(1),
            option if option.starts_with('-') => return Err(format!("unknown option `{option}`").into()),
            name => options.crates.push(Published::parse(&format!("{name} {}", value()?))?),
        }
    }
    if options.crates.is_empty() {
        options.crates = source::list(&file)?;
    }
    Ok(options)
}

fn compare_one(scratch: &Scratch, published: &Published, options: &Options) -> Result<Comparison, Fault> {
    let plain = scratch.copy(published, "plain")?;
    let annotated = scratch.copy(published, "annotated")?;
    annotated.depend_on_bedeck()?;
    let functions = cargo_bedeck::annotate::folder(&annotated.folder.join("src"), &options.attribute)?;
    compare::compare(&plain, &annotated, functions, options.runs)
}
