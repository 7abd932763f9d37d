//! The same table for pages: GitHub-flavoured Markdown, as pull requests, wikis and CI summaries show it.

use super::grid::{Column, Content};

/// Adds the columns as a table, with the empty line that ends it.
pub(super) fn table(text: &mut String, columns: &[Column]) {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    text.push_str(&row(columns.iter().map(|column| escaped(&column.head)).collect()));
    let side = |column: &Column| if column.content == Content::Figure { "---:" } else { ":---" };
    text.push_str(&row(columns.iter().map(|column| side(column).to_owned()).collect()));
    for at in 0..columns.first().map_or(0, |column| column.cells.len()) {
        let cell = |column: &Column| cell(column.content, column.cells.get(at).map_or("", String::as_str));
        text.push_str(&row(columns.iter().map(cell).collect()));
    }
    text.push('\n');
}

/// Names and source are code, with their indentation in front.
fn cell(content: Content, text: &str) -> String {
    let text = text.trim_end();
    if content == Content::Figure || text.is_empty() {
        return escaped(text.trim_start());
    }
    let code = text.trim_start_matches(' ');
    format!("{}{}", "&emsp;".repeat((text.len() - code.len()) / 2), span(code))
}

/// A code span between more backticks than there are in it. A bar would end the cell even there.
fn span(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let gap = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{fence}{gap}{}{gap}{fence}", code.replace('|', "\\|"))
}

/// Text in which nothing is markup.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Options, Parser, html};

    use super::*;

    /// What a reader of Markdown makes of it.
    fn page(text: &str) -> String {
        let mut page = String::new();
        html::push_html(&mut page, Parser::new_ext(text, Options::ENABLE_TABLES));
        page
    }

    #[test]
    fn cells_keep_bars_backticks_and_their_place() {
        let names = ["a|b", "say `hi`", "``", "    <T as U<_>>::f"].map(str::to_owned).into();
        let columns = [
            Column::new("function", 0, Content::Name, names),
            Column::new("% *", 0, Content::Figure, ["1", "2", "<3", ""].map(str::to_owned).into()),
        ];
        let mut text = String::new();
        table(&mut text, &columns);
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
