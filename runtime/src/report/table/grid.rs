//! Columns side by side: which fit, how wide they become, and the lines that they make.

use super::text::{cut_off, padded, shortened, width_of};
use super::{Style, View, line, markdown};

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
    pub(super) cells: Vec<String>,
}

impl Column {
    pub(super) fn new(head: &str, rank: u8, content: Content, cells: Vec<String>) -> Column {
        let cells = if content == Content::Figure { flush(cells) } else { cells };
        Column { head: head.to_owned(), rank, content, alarm: false, cells }
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
        self.cells.iter().all(String::is_empty)
    }

    fn width(&self) -> usize {
        self.cells.iter().chain([&self.head]).map(|text| width_of(text)).max().unwrap_or(0)
    }

    /// One cell or the head in `width` places.
    fn fitted(&self, text: &str, width: usize) -> String {
        match self.content {
            Content::Figure => format!("{text:>width$}"),
            Content::Text => padded(&cut_off(text, width), width),
            Content::Place => padded(&shortened(text, width), width),
            Content::Name => {
                let name = text.trim_start_matches(' ');
                let indent = (text.len() - name.len()).min(width / 2);
                padded(&format!("{}{}", &text[..indent], shortened(name, width - indent)), width)
            }
        }
    }
}

/// Seconds stand under each other without the place that keeps them flush with milliseconds, and bytes without those for
/// the longer units.
fn flush(cells: Vec<String>) -> Vec<String> {
    let end = |cell: &String| cell.len() - cell.trim_end().len();
    let blanks = cells.iter().filter(|cell| !cell.is_empty()).map(end).min().unwrap_or(0);
    cells.into_iter().map(|cell| cell[..cell.len().saturating_sub(blanks)].to_owned()).collect()
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
    pub(super) fn paint(mut self, text: &mut String, view: &View, style: impl Fn(usize) -> Style) {
        if view.markdown {
            return markdown::table(text, &self.columns);
        }
        let widths = self.fit(view.width);
        let columns = || self.columns.iter().zip(&widths);
        let heads: Vec<String> = columns().map(|(column, width)| column.fitted(&column.head, *width)).collect();
        line(text, &view.style(Style::Dim, heads.join(GAP).trim_end()));
        for row in 0..self.columns.first().map_or(0, |column| column.cells.len()) {
            let whole = style(row);
            let cell = |(column, width): (&Column, &usize)| {
                let cell = column.cells.get(row).map_or("", String::as_str);
                let bad = column.alarm && !["", "0"].contains(&cell);
                let fitted = column.fitted(cell, *width);
                if bad { view.style(Style::Alarm, &fitted) } else { fitted }
            };
            let cells: Vec<String> = columns().map(cell).collect();
            line(text, &view.style(whole, cells.join(GAP).trim_end()));
        }
    }

    /// Drops the columns that there is no room for, and says how wide the others become.
    fn fit(&mut self, width: Option<usize>) -> Vec<usize> {
        let natural: Vec<usize> = self.columns.iter().map(Column::width).collect();
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
            widths[at] = column.width().min(room.saturating_sub(others).max(widths[at]));
        }
        widths
    }

    /// The widths of columns whose texts are cut to this.
    fn widths(&self, most: fn(Content) -> usize) -> Vec<usize> {
        self.columns.iter().map(|column| column.width().min(most(column.content))).collect()
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

/// The places that columns of these widths take, with the gaps between them.
fn taken(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)
}
