//! Opens pictures with the programs that they are made for, and compares what these show with our own figures: `pprof`
//! of the Go distribution, speedscope, the trace engine of Chrome's DevTools, and Chromium; tables with those that read them.

mod browser;
mod devtools;
mod expected;
mod figures;
mod hand;
mod html;
mod live;
mod pictures;
mod pprof;
mod sheet;
mod speedscope;
mod tools;

use crate::Fault;
use pictures::Pictures;
use sheet::Sheet;
use tools::Tools;

/// Prints a line for each comparison; false if any shows a difference.
pub(crate) fn run(arguments: &[String]) -> Result<bool, Fault> {
    let example = match arguments {
        [] => "profiled_pictures",
        [option, name] if option == "--example" => name,
        _ => return Err("`readers` takes `--example NAME` and nothing else".into()),
    };
    let tools = Tools::install()?;
    figures::fetch_promtool(&tools)?;
    let mut sheet = Sheet::default();
    for pictures in [Pictures::by_hand(&tools)?, Pictures::of_example(&tools, example)?] {
        pprof::check(&pictures, &mut sheet)?;
        speedscope::check(&tools, &pictures, &mut sheet)?;
        devtools::check(&tools, &pictures, &mut sheet)?;
        browser::check_svg(&tools, &pictures, &mut sheet)?;
        figures::check(&tools, &pictures, &mut sheet)?;
        html::check(&tools, &pictures, &mut sheet)?;
    }
    html::check_large(&tools, &mut sheet)?;
    live::check(&tools, &mut sheet)?;
    speedscope::check_empty(&tools, &Pictures::empty(&tools)?, &mut sheet)?;
    Ok(sheet.end())
}
