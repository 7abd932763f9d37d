//! Columns side by side: which fit, how wide they become, and the lines that they make.

use super::text::{add_blanks, add_padded, cut_off, shortened, width_of};
use super::{Style, View, line, markdown};
use crate::report::sink::Sink;

pub(super) const GAP: &str = "  ";

/// From this rank on columns are less important: they go before a text is cut below its good width.
const MINOR: u8 = 7;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Flush right, and never cut.
    Figure,
    /// Flush left; loses its middle where there is no room, but not the blanks in front of it.
    Name,
    /// Flush left; a place in the source, which loses its middle.
    Place,
    /// Flush left; loses its end.
    Text,
}

impl Content {
    /// It is not cut below this, unless the terminal is so narrow that no figure would be left.
    fn least(self) -> usize {
        match self {
            Content::Figure => usize::MAX,
            Content::Name | Content::Text => 24,
            Content::Place => 20,
        }
    }

    /// What is left of it on a narrow terminal.
    fn narrow(self) -> usize {
        match self {
            Content::Figure => usize::MAX,
            _ => 10,
        }
    }

    /// The less important columns go before it is cut below this.
    fn good(self) -> usize {
        match self {
            Content::Name | Content::Text => 48,
            other => other.least(),
        }
    }
}

/// The texts of a column, one behind the other: there may be a hundred thousand.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl<T: AsRef<str>> FromIterator<T> for Cells {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Cells {
        let mut all = Cells::default();
        cells.into_iter().for_each(|cell| all.push(cell.as_ref()));
        all
    }
}

impl Cells {
    /// With room for so many figures.
    pub(super) fn for_rows(rows: usize) -> Cells {
        Cells { text: String::with_capacity(rows * "1.23 us".len()), ends: Vec::with_capacity(rows) }
    }

    pub(super) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Blank where there is none.
    pub(super) fn get(&self, at: usize) -> &str {
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(at).map_or("", |end| &self.text[begin..*end])
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }
}

/// One column, painted.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) head: String,
    /// The higher, the sooner it is dropped; 0 stays.
    pub(super) rank: u8,
    pub(super) content: Content,
    /// Whether anything but 0 in it is bad news.
    pub(super) alarm: bool,
    /// One a row; blank where nothing was measured. Figures are ASCII.
    pub(super) cells: Cells,
    /// The places of the longest of them, or of the head.
    pub(super) width: usize,
}

impl Column {
    pub(super) fn new(head: &str, rank: u8, content: Content, cells: Cells) -> Column {
        let cells = if content == Content::Figure { flush(cells) } else { cells };
        let width = cells.iter().chain([head]).map(width_of).max().unwrap_or(0);
        Column { head: head.to_owned(), rank, content, alarm: false, cells, width }
    }

    pub(super) fn figures<'a, R: 'a>(
        head: &str,
        rank: u8,
        rows: impl IntoIterator<Item = &'a R>,
        cell: impl Fn(&R) -> String,
    ) -> Column {
        Column::new(head, rank, Content::Figure, rows.into_iter().map(cell).collect())
    }

    pub(super) fn is_blank(&self) -> bool {
        self.cells.text.is_empty()
    }

    /// Adds one cell or the head, in `width` places.
    fn add(&self, line: &mut String, text: &str, width: usize) {
        let name = text.trim_start_matches(' ');
        match self.content {
            Content::Figure => {
                add_blanks(line, width.saturating_sub(text.chars().count()));
                line.push_str(text);
            }
            Content::Text => add_padded(line, &cut_off(text, width), width),
            Content::Place => add_padded(line, &shortened(text, width), width),
            Content::Name => {
                let indent = (text.len() - name.len()).min(width / 2);
                add_blanks(line, indent);
                add_padded(line, &shortened(name, width - indent), width - indent);
            }
        }
    }
}

/// Seconds stand under each other without the place that keeps them flush with milliseconds, and bytes without those for
/// the longer units.
fn flush(cells: Cells) -> Cells {
    let end = |cell: &str| cell.bytes().rev().take_while(|byte| *byte == b' ').count();
    match cells.iter().filter(|cell| !cell.is_empty()).map(end).min().unwrap_or(0) {
        0 => cells,
        blanks => cells.iter().map(|cell| &cell[..cell.len().saturating_sub(blanks)]).collect(),
    }
}

/// Columns with equally many cells.
#[derive(Debug)]
pub(super) struct Grid {
    columns: Vec<Column>,
}

impl Grid {
    /// Columns without anything in them are left out.
    pub(super) fn new(columns: impl IntoIterator<Item = Column>) -> Grid {
        Grid { columns: columns.into_iter().filter(|column| !column.is_blank()).collect() }
    }

    /// Adds the head and a line for each row, in the style that `style` says.
    pub(super) fn paint(mut self, out: &mut Sink<'_>, view: &View, style: impl Fn(usize) -> Style) {
        if view.markdown {
            return markdown::table(out, &self.columns);
        }
        let widths = self.fit(view.width);
        let columns = || self.columns.iter().zip(&widths);
        let mut text = String::new();
        for (column, width) in columns() {
            next(&mut text);
            column.add(&mut text, &column.head, *width);
        }
        line(out, &view.style(Style::Dim, text.trim_end()));
        for row in 0..self.columns.first().map_or(0, |column| column.cells.len()) {
            text.clear();
            for (column, width) in columns() {
                let (cell, begin) = (column.cells.get(row), next(&mut text));
                column.add(&mut text, cell, *width);
                if column.alarm && view.colour && !["", "0"].contains(&cell) {
                    let alarming = text.split_off(begin);
                    text.push_str(&view.style(Style::Alarm, &alarming));
                }
            }
            line(out, &view.style(style(row), text.trim_end()));
        }
    }

    /// Drops the columns that there is no room for, and says how wide the others become.
    fn fit(&mut self, width: Option<usize>) -> Vec<usize> {
        let natural: Vec<usize> = self.columns.iter().map(|column| column.width).collect();
        let Some(room) = width else { return natural };
        self.drop_columns(room, MINOR, Content::good);
        self.drop_columns(room, 1, Content::least);
        let mut widths = self.widths(Content::least);
        if taken(&widths) > room {
            self.drop_figures(room);
            widths = self.widths(Content::narrow);
        }
        for (at, column) in self.columns.iter().enumerate() {
            let others: usize = taken(&widths) - widths[at];
            widths[at] = column.width.min(room.saturating_sub(others).max(widths[at]));
        }
        widths
    }

    /// The widths of columns whose texts are cut to this.
    fn widths(&self, most: fn(Content) -> usize) -> Vec<usize> {
        self.columns.iter().map(|column| column.width.min(most(column.content))).collect()
    }

    /// Drops the last figures, but for one, until the rest fits where texts are narrow.
    fn drop_figures(&mut self, room: usize) {
        while taken(&self.widths(Content::narrow)) > room {
            let is_figure = |column: &Column| column.content == Content::Figure;
            let last = self.columns.iter().rposition(is_figure);
            let Some(last) = last.filter(|last| self.columns[..*last].iter().any(is_figure)) else { return };
            self.columns.remove(last);
        }
    }

    /// Drops columns of at least this rank, the least important first, until the rest fits where no text is wider than
    /// `most` says.
    fn drop_columns(&mut self, room: usize, rank: u8, most: fn(Content) -> usize) {
        while taken(&self.widths(most)) > room {
            let ranks = self.columns.iter().map(|column| column.rank).enumerate();
            let Some((least, _)) = ranks.filter(|(_, of)| *of >= rank).max_by_key(|(_, of)| *of) else { return };
            self.columns.remove(least);
        }
    }
}

/// Where the next column begins: behind a gap, but for the first one.
fn next(line: &mut String) -> usize {
    line.push_str(if line.is_empty() { "" } else { GAP });
    line.len()
}

/// The places that columns of these widths take, with the gaps between them.
fn taken(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)
}
