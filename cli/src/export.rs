//! `cargo bedeck export`: a report in another format.

use std::path::PathBuf;

use bedeck::Report;
use clap::ValueEnum;

use crate::{Fault, load, out};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The report
    file: PathBuf,
    /// The format
    #[arg(long)]
    to: Format,
    /// The file to write; by default stdout
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
    Markdown,
    Html,
    Prom,
    Folded,
    Svg,
    Speedscope,
    Trace,
    Pprof,
}

impl Format {
    fn paint(self, report: &Report) -> Vec<u8> {
        match self {
            Format::Table => report.to_string().into_bytes(),
            Format::Json => report.to_json().into_bytes(),
            Format::Csv => report.to_csv().into_bytes(),
            Format::Markdown => report.to_markdown().into_bytes(),
            Format::Html => report.to_html().into_bytes(),
            Format::Prom => report.to_prom().into_bytes(),
            Format::Folded => report.to_folded().into_bytes(),
            Format::Svg => report.to_svg().into_bytes(),
            Format::Speedscope => report.to_speedscope().into_bytes(),
            Format::Trace => report.to_trace().into_bytes(),
            Format::Pprof => report.to_pprof(),
        }
    }
}

pub(crate) fn export(arguments: &Arguments) -> Result<(), Fault> {
    let bytes = arguments.to.paint(&load::report(&arguments.file)?);
    out::write(arguments.out.as_deref(), &bytes)
}
