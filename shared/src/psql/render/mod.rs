//! Prints results the way psql does, byte for byte: aligned and wrapped (flat and expanded), unaligned and CSV.
//!
//! Every format works in two passes: one measures the cells, one writes them into a single preallocated string.

mod aligned;
mod numeric;
mod options;
mod plain;
mod style;
mod text;
mod vertical;

use std::borrow::Cow;

pub use options::{Expanded, Format, LineStyle, Pager, PrintOptions};

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
}

impl Table {
    /// A query's result.
    pub fn new(columns: Vec<Column>, rows: Vec<Vec<Option<String>>>) -> Self {
        Self { columns, rows, ..Self::default() }
    }
}

/// Prints a table, with its closing empty line where psql ends with one.
pub fn print(table: &Table, options: &PrintOptions) -> String {
    let table = if options.numericlocale { Cow::Owned(numeric::localised(table)) } else { Cow::Borrowed(table) };
    let sheet = Sheet::new(&table, options);
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
    }
}

/// Whether [`print_core`] can print this table as the options say.
pub(super) fn in_core(table: &Table, options: &PrintOptions) -> bool {
    let flat = table.expanded.unwrap_or(options.expanded) == Expanded::Off;
    flat && options.format == Format::Aligned && !options.numericlocale
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
}

impl<'a> Sheet<'a> {
    fn new(table: &'a Table, options: &'a PrintOptions) -> Self {
        let title = if options.tuples_only { None } else { table.title.as_deref().or(options.title.as_deref()) };
        let expanded = table.expanded.unwrap_or(options.expanded);
        Self { table, options, title, columns: table.columns.len(), border: options.border.min(2), expanded }
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

    /// The width to fit into, where there is one.
    fn width(&self) -> Option<usize> {
        self.options.columns.or(self.options.screen_columns).filter(|&c| c > 0).map(|c| c as usize)
    }

    /// The footers, the default one included; none with tuples only.
    fn footers(&self) -> Vec<Cow<'a, str>> {
        if self.options.tuples_only {
            return Vec::new();
        }
        if self.table.footers.is_empty() && self.table.default_footer.unwrap_or(self.options.footer) {
            let n = self.rows();
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

#[cfg(test)]
mod tests;
