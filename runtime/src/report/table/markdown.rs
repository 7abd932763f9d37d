//! The same table for pages: GitHub-flavoured Markdown, as pull requests, wikis and CI summaries show it.

use std::borrow::Cow;

use super::grid::{Column, Content};
use crate::report::sink::Sink;

/// Adds the columns as a table, with the empty line that ends it.
pub(super) fn table(out: &mut Sink<'_>, columns: &[Column]) {
    row(out, columns, |column| escaped(&column.head));
    let side = |column: &Column| if column.content == Content::Figure { "---:" } else { ":---" };
    row(out, columns, |column| side(column).into());
    for at in 0..columns.first().map_or(0, |column| column.cells.len()) {
        row(out, columns, |column| cell(column.content, column.cells.get(at)));
    }
    out.push_str("\n");
}

fn row<'a>(out: &mut Sink<'_>, columns: &'a [Column], cell: impl Fn(&'a Column) -> Cow<'a, str>) {
    for column in columns {
        out.push_str("| ");
        out.push_str(&cell(column));
        out.push_str(" ");
    }
    out.push_str("|\n");
}

/// Names and source are code, with their indentation in front.
fn cell(content: Content, text: &str) -> Cow<'_, str> {
    let text = text.trim_end();
    if content == Content::Figure || text.is_empty() {
        return escaped(text.trim_start());
    }
    let code = text.trim_start_matches(' ');
    format!("{}{}", "&emsp;".repeat((text.len() - code.len()) / 2), span(code)).into()
}

/// A code span between more backticks than there are in it. A bar would end the cell even there.
fn span(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let gap = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{fence}{gap}{}{gap}{fence}", code.replace('|', "\\|"))
}

/// Text in which nothing is markup.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    const MARKUP: [char; 12] = ['\\', '`', '*', '_', '[', ']', '<', '>', '|', '#', '~', '&'];
    if !text.contains(MARKUP) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        escaped.push_str(if MARKUP.contains(&c) { "\\" } else { "" });
        escaped.push(c);
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Options, Parser, html};

    use super::*;
    use crate::report::sink;

    /// What a reader of Markdown makes of it.
    fn page(text: &str) -> String {
        let mut page = String::new();
        html::push_html(&mut page, Parser::new_ext(text, Options::ENABLE_TABLES));
        page
    }

    #[test]
    fn cells_keep_bars_backticks_and_their_place() {
        let names = ["a|b", "say `hi`", "``", "    <T as U<_>>::f"].into_iter().collect();
        let columns = [
            Column::new("function", 0, Content::Name, names),
            Column::new("% *", 0, Content::Figure, ["1", "2", "<3", ""].into_iter().collect()),
        ];
        let text = sink::text(|out| table(out, &columns));
        let page = page(&text);
        for cell in
            ["<code>a|b</code>", "<code>say `hi`</code>", "<code>``</code>", "<code>&lt;T as U&lt;_&gt;&gt;::f</code>"]
        {
            assert!(page.contains(cell), "{cell} in {page}");
        }
        assert!(page.contains("% *") && page.contains("&lt;3"), "{page}");
        assert_eq!((page.matches("<tr>").count(), page.matches("<td").count()), (5, 8), "{page}");
    }
}
