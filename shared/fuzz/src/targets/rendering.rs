//! The renderers: every format with any setting and any cells. Output is bounded by the input's size.

use ride_shared::psql::render::{Column, PrintOptions, Table, print, status};

use super::bytes::Bytes;

const SETTINGS: [&str; 24] = [
    "format",
    "border",
    "expanded",
    "linestyle",
    "columns",
    "null",
    "title",
    "footer",
    "tuples_only",
    "fieldsep",
    "fieldsep_zero",
    "recordsep",
    "recordsep_zero",
    "csv_fieldsep",
    "numericlocale",
    "unicode_border_linestyle",
    "unicode_column_linestyle",
    "unicode_header_linestyle",
    "pager",
    "pager_min_lines",
    "tableattr",
    "xheader_width",
    "x",
    "t",
];

const VALUES: [&str; 24] = [
    "aligned",
    "asciidoc",
    "csv",
    "html",
    "latex",
    "latex-longtable",
    "troff-ms",
    "unaligned",
    "wrapped",
    "on",
    "off",
    "auto",
    "0",
    "1",
    "2",
    "3",
    "ascii",
    "old-ascii",
    "unicode",
    "double",
    "full",
    "column",
    "page",
    "2147483647",
];

const TYPES: [u32; 5] = [25, 23, 1700, 701, 20];

/// The target.
pub fn check(data: &[u8]) {
    let mut input = Bytes(data);
    let mut texts = 0;
    let mut options = PrintOptions { major: [0, 15, 16, 17, 18][input.below(5)], ..PrintOptions::default() };
    if input.byte() & 1 == 1 {
        options.screen_columns = Some(u32::from(input.byte()));
    }
    for _ in 0..input.below(12) {
        let name = input.one_of(&SETTINGS);
        let value = match input.byte() {
            0 => None,
            at @ 1..=127 => Some(VALUES[usize::from(at) % VALUES.len()].to_owned()),
            _ => Some(input.text()),
        };
        texts += value.as_ref().map_or(0, String::len);
        // What is refused changes nothing.
        let before = options.clone();
        if options.pset(name, value.as_deref()).is_err() {
            assert_eq!(options, before, "\\pset {name} {value:?} was refused and set something");
        }
    }
    let columns: Vec<Column> = (0..input.below(12))
        .map(|_| {
            let type_oid = input.one_of(&TYPES);
            Column { name: input.text(), type_oid }
        })
        .collect();
    let mut table = Table::new(columns, Vec::new());
    let kind = input.byte();
    if kind & 1 == 1 {
        table.title = Some(input.text());
    }
    if kind & 2 == 2 {
        table.footers = (0..input.below(4)).map(|_| input.text()).collect();
    }
    if kind & 4 == 4 {
        table.default_footer = Some(kind & 8 == 8);
    }
    while !input.is_empty() && table.rows.len() < 300 {
        let width = if kind & 16 == 16 { input.below(12).min(table.columns.len()) } else { table.columns.len() };
        if width == 0 {
            input.byte();
        }
        let row = (0..width).map(|_| if input.0.first() == Some(&254) { None } else { Some(input.text()) }).collect();
        if input.0.first() == Some(&254) {
            input.byte();
        }
        table.rows.push(row);
    }
    let cells = table.rows.iter().flatten().flatten().chain(table.columns.iter().map(|column| &column.name));
    texts += cells.chain(&table.footers).chain(&table.title).map(String::len).sum::<usize>();
    let size = texts + table.rows.len() * (table.columns.len() + 2) + table.columns.len() + 16;
    let out = print(&table, &options);
    // A line for every byte as wide as all of them, each in some bytes: what padding can come to, and no more.
    let most = 128 * size * size;
    assert!(out.len() <= most, "{} bytes of output from {size}: {options:?}", out.len());
    status("SELECT 1", &options);
    options.list();
}
