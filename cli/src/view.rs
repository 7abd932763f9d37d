//! `cargo bedeck view`: a report as a table, or as a page in the browser.

use std::path::PathBuf;
use std::process::Command;

use bedeck::{Config, Sort};
use clap::ValueEnum;

use crate::{Fault, load, out};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The report: JSON that `BEDECK=json=FILE` or `cargo bedeck run` wrote
    file: PathBuf,
    /// Open it as a page in the browser
    #[arg(long)]
    html: bool,
    /// The order of the rows
    #[arg(long, default_value = "total")]
    sort: Order,
    /// So many rows of each section
    #[arg(long, value_name = "N", value_parser = rows)]
    top: Option<usize>,
    /// Only functions that fit a pattern, such as `*parse*`
    #[arg(long, value_name = "GLOB")]
    filter: Option<String>,
    /// Print JSON
    #[arg(long, conflicts_with = "html")]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Order {
    Total,
    #[value(name = "self")]
    SelfTime,
    Calls,
    Mean,
    P99,
    Name,
}

impl Order {
    fn sort(self) -> Sort {
        match self {
            Order::Total => Sort::Total,
            Order::SelfTime => Sort::SelfTime,
            Order::Calls => Sort::Calls,
            Order::Mean => Sort::Mean,
            Order::P99 => Sort::P99,
            Order::Name => Sort::Name,
        }
    }
}

pub(crate) fn view(arguments: &Arguments) -> Result<(), Fault> {
    let report = load::report(&arguments.file)?;
    let mut config = Config::new().sort(arguments.sort.sort());
    if let Some(top) = arguments.top {
        config = config.top(top);
    }
    if let Some(filter) = &arguments.filter {
        config = config.filter(filter);
    }
    if arguments.html {
        let page = std::env::temp_dir().join(format!("bedeck-{}.html", std::process::id()));
        std::fs::write(&page, report.selected(&config).to_html())?;
        return open(&page);
    }
    let text = if arguments.json { report.selected(&config).to_json() } else { report.to_terminal(&config) };
    out::print(text.as_bytes())
}

fn rows(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|rows| *rows > 0).ok_or_else(|| "a number from 1".to_owned())
}

/// Opens a file with the program that the desktop has for it.
fn open(page: &std::path::Path) -> Result<(), Fault> {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let opened = if cfg!(windows) {
        Command::new("cmd").args(["/C", "start", ""]).arg(page).status()
    } else {
        Command::new(opener).arg(page).status()
    };
    match opened {
        Ok(status) if status.success() => Ok(()),
        _ => out::print(format!("{}\n", page.display()).as_bytes()),
    }
}
