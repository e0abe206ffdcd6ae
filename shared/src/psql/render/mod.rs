//! Prints results the way psql does, byte for byte, in each of its nine formats, flat and expanded.
//!
//! A format is a pure function from a [`Sheet`] to the text, in a file of its own.

mod aligned;
mod asciidoc;
mod html;
mod latex;
mod numeric;
mod options;
mod plain;
mod style;
mod text;
mod troff;
mod vertical;

use std::borrow::Cow;

use super::widths::Unicode;
pub(super) use options::option_names;
pub use options::{Expanded, Format, HeaderWidth, LineStyle, Pager, PrintOptions};

/// A result's column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// Its type, which decides the alignment.
    pub type_oid: u32,
}

impl Column {
    /// A column of text.
    pub fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), type_oid: 25 }
    }

    /// Whether psql aligns this type to the right: the numbers, and oid, xid, xid8 and cid.
    pub fn right_aligned(&self) -> bool {
        matches!(self.type_oid, 20 | 21 | 23 | 26 | 28 | 29 | 700 | 701 | 790 | 1700 | 5069)
    }
}

/// What is printed: a query's result, or a table that a backslash command made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The cells; none is NULL. A row that is shorter than the columns is filled up with empty cells.
    pub rows: Vec<Vec<Option<String>>>,
    /// Takes the place of the options' title.
    pub title: Option<String>,
    /// Lines below the table, in place of the default `(n rows)`.
    pub footers: Vec<String>,
    /// Takes the place of the options' footer: whether `(n rows)` is printed where there are no footers.
    pub default_footer: Option<bool>,
    /// Takes the place of the options' expanded form; the description of one relation is never printed that way.
    pub expanded: Option<Expanded>,
    /// Which part of a result that is printed piece by piece this is.
    pub part: Part,
}

/// A part of a result that is printed piece by piece (`FETCH_COUNT`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Whether title and headings stand above it.
    pub first: bool,
    /// Whether it ends with the footers.
    pub last: bool,
    /// Rows that were printed before it.
    pub before: usize,
}

impl Default for Part {
    fn default() -> Self {
        Self { first: true, last: true, before: 0 }
    }
}

impl Table {
    /// A query's result.
    pub fn new(columns: Vec<Column>, rows: Vec<Vec<Option<String>>>) -> Self {
        Self { columns, rows, ..Self::default() }
    }

    /// Headings and cells.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let headings = self.columns.iter().map(|column| column.name.as_str());
        headings.chain(self.rows.iter().flatten().flatten().map(String::as_str))
    }

    fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let headings = self.columns.iter_mut().map(|column| &mut column.name);
        headings.chain(self.rows.iter_mut().flatten().flatten())
    }
}

/// Prints a table, with its closing empty line where psql ends with one.
pub fn print(table: &Table, options: &PrintOptions) -> String {
    let mut table = if options.numericlocale { Cow::Owned(numeric::localised(table)) } else { Cow::Borrowed(table) };
    // Nearly never is there one: the cells are looked through only where the text has what could be.
    let plain = matches!(options.format, Format::Csv | Format::Unaligned);
    if plain && !text::has_noncharacters(&options.null) {
        let text = formatted(&table, options);
        if !text::has_noncharacters(&text) {
            return text;
        }
    }
    if table.texts().any(text::has_noncharacters) {
        for text in table.to_mut().texts_mut() {
            text.retain(|c| !text::is_noncharacter(c));
        }
    }
    let cleaned = text::has_noncharacters(&options.null).then(|| {
        let mut options = options.clone();
        options.null.retain(|c| !text::is_noncharacter(c));
        options
    });
    formatted(&table, cleaned.as_ref().unwrap_or(options))
}

fn formatted(table: &Table, options: &PrintOptions) -> String {
    let sheet = Sheet::new(table, options);
    let expanded = sheet.expanded == Expanded::On;
    match options.format {
        Format::Aligned | Format::Wrapped => {
            if expanded {
                vertical::print(&sheet)
            } else {
                aligned::print(&sheet, vertical::print)
            }
        }
        Format::Unaligned => plain::unaligned(&sheet, expanded),
        Format::Csv => plain::csv(&sheet, expanded),
        Format::Html => html::print(&sheet, expanded),
        Format::Asciidoc => asciidoc::print(&sheet, expanded),
        Format::Latex => latex::print(&sheet, expanded),
        Format::LatexLongtable => latex::print_long(&sheet, expanded),
        Format::TroffMs => troff::print(&sheet, expanded),
    }
}

/// A table's cells as CSV with its heading, whatever the options and the table itself say about the form.
pub(super) fn csv(table: &Table, options: &PrintOptions) -> String {
    let options = PrintOptions { tuples_only: false, ..options.clone() };
    plain::csv(&Sheet::new(table, &options), false)
}

/// Prints a command's tag.
pub fn status(tag: &str, options: &PrintOptions) -> String {
    match options.format {
        Format::Html => ["<p>", tag, "</p>\n"].concat(),
        _ => [tag, "\n"].concat(),
    }
}

/// Whether [`print_core`] can print this table as the options say.
pub(super) fn in_core(table: &Table, options: &PrintOptions) -> bool {
    let flat = table.expanded.unwrap_or(options.expanded) == Expanded::Off;
    let plain = flat && options.format == Format::Aligned && !options.numericlocale;
    plain && !table.texts().any(text::has_noncharacters) && !text::has_noncharacters(&options.null)
}

/// [`print`] where nothing but columns below each other is asked for.
pub(super) fn print_core(table: &Table, options: &PrintOptions) -> String {
    aligned::print(&Sheet::new(table, options), |_| String::new())
}

/// A table together with the options, as the printers see them.
struct Sheet<'a> {
    table: &'a Table,
    options: &'a PrintOptions,
    title: Option<&'a str>,
    columns: usize,
    border: u8,
    expanded: Expanded,
    unicode: Unicode,
}

impl<'a> Sheet<'a> {
    fn new(table: &'a Table, options: &'a PrintOptions) -> Self {
        let title = if options.tuples_only { None } else { table.title.as_deref().or(options.title.as_deref()) };
        let expanded = table.expanded.unwrap_or(options.expanded);
        Self {
            table,
            options,
            title,
            columns: table.columns.len(),
            border: options.border.min(2) as u8,
            expanded,
            unicode: options.unicode(),
        }
    }

    fn cell(&self, row: usize, column: usize) -> &'a str {
        match self.table.rows[row].get(column) {
            Some(Some(text)) => text,
            Some(None) => &self.options.null,
            None => "",
        }
    }

    fn header(&self, column: usize) -> &'a str {
        &self.table.columns[column].name
    }

    fn rows(&self) -> usize {
        self.table.rows.len()
    }

    fn part(&self) -> Part {
        self.table.part
    }

    /// The number of a row's record, counted from the result's first.
    fn record(&self, row: usize) -> usize {
        self.table.part.before + row + 1
    }

    /// The rows that have anything to print: none where there are no columns.
    fn printed_rows(&self) -> usize {
        if self.columns > 0 { self.rows() } else { 0 }
    }

    /// The width to fit into, where there is one.
    fn width(&self) -> Option<usize> {
        match self.options.columns {
            0 => self.options.screen_columns.filter(|&c| c > 0).map(|c| c as usize),
            columns => usize::try_from(columns).ok(),
        }
    }

    /// The footers, the default one included; none with tuples only.
    fn footers(&self) -> Vec<Cow<'a, str>> {
        if self.options.tuples_only {
            return Vec::new();
        }
        if self.table.footers.is_empty() && self.table.default_footer.unwrap_or(self.options.footer) {
            let n = self.table.part.before + self.rows();
            return vec![Cow::Owned(format!("({n} row{})", if n == 1 { "" } else { "s" }))];
        }
        self.own_footers()
    }

    /// The table's own footers, as expanded tables print them.
    fn own_footers(&self) -> Vec<Cow<'a, str>> {
        if self.options.tuples_only {
            return Vec::new();
        }
        self.table.footers.iter().map(|f| Cow::Borrowed(f.as_str())).collect()
    }
}

/// Appends `n` times the string.
fn repeat(out: &mut String, what: &str, n: usize) {
    for _ in 0..n {
        out.push_str(what);
    }
}

/// Appends `n` spaces.
fn spaces(out: &mut String, n: usize) {
    const BLANK: &str = "                                                                ";
    let mut left = n;
    while left > BLANK.len() {
        out.push_str(BLANK);
        left -= BLANK.len();
    }
    out.push_str(&BLANK[..left]);
}

/// Appends a number.
fn number(n: usize, out: &mut String) {
    if n > 9 {
        number(n / 10, out);
    }
    out.push(char::from(b'0' + (n % 10) as u8));
}

/// Whether there is nothing but blanks, for which some formats have something else.
fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' ' | b'\t'))
}

/// Appends `text` with what stands for some of its (ASCII) bytes.
fn escape(text: &str, out: &mut String, instead: impl Fn(u8) -> Option<&'static str>) {
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(other) = instead(byte) {
            out.push_str(&text[copied..at]);
            out.push_str(other);
            copied = at + 1;
        }
    }
    out.push_str(&text[copied..]);
}

#[cfg(test)]
mod tests;
