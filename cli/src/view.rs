//! `cargo bedeck view`: a report as a table, or as a page in the browser.

use std::path::PathBuf;
use std::process::Command;

use bedeck::{Config, Sort};
use clap::ValueEnum;

use crate::{Fault, load};

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
    #[arg(long)]
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
    let report = report.selected(&config);
    if arguments.html {
        let page = std::env::temp_dir().join(format!("bedeck-{}.html", std::process::id()));
        std::fs::write(&page, report.to_html())?;
        return open(&page);
    }
    if arguments.json {
        print!("{}", report.to_json());
    } else {
        print!("{}", report.to_table());
    }
    Ok(())
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
        _ => {
            println!("{}", page.display());
            Ok(())
        }
    }
}
