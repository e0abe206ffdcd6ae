//! The aligned and the wrapped format, flat.

use super::style::{Rule, Style};
use super::text::{self, Line, Size};
use super::{Expanded, Format, Sheet, repeat, spaces};

/// Set in a measured cell whose text can't be copied as it stands.
const SPECIAL: u32 = 1 << 31;
/// The most that is reserved before writing; a greater result grows as it goes.
const MOST_RESERVED: usize = 64 << 20;

/// How a column's next line goes on.
#[derive(Clone, Copy, PartialEq)]
enum Wrap {
    No,
    Newline,
    Wrapped,
}

/// `expanded` prints what would be wider than the screen, where that is wished for.
pub fn print(sheet: &Sheet<'_>, expanded: fn(&Sheet<'_>) -> String) -> String {
    let unicode = sheet.unicode;
    let headers: Vec<Size> = (0..sheet.columns).map(|c| text::measure(sheet.header(c), unicode)).collect();
    let mut widths: Vec<usize> = headers.iter().map(|h| h.width).collect();
    let mut sums = vec![0_usize; sheet.columns];
    let mut measured: Vec<u32> = Vec::with_capacity(sheet.rows() * sheet.columns);
    for row in 0..sheet.rows() {
        for column in 0..sheet.columns {
            let size = text::measure(sheet.cell(row, column), unicode);
            widths[column] = widths[column].max(size.width);
            sums[column] += size.width;
            measured.push((size.width as u32) | if size.plain { 0 } else { SPECIAL });
        }
    }

    let frame = match sheet.border {
        0 => sheet.columns,
        1 => (sheet.columns * 3).saturating_sub(1),
        _ => sheet.columns * 3 + 1,
    };
    let headers_total = frame + headers.iter().map(|h| h.width).sum::<usize>();
    let mut total = frame + widths.iter().sum::<usize>();
    if let Some(screen) = sheet.width() {
        if sheet.options.format == Format::Wrapped && screen >= headers_total && total > screen {
            total -= shrink(&mut widths, &headers, &sums, sheet.rows(), total - screen);
        }
        if sheet.expanded == Expanded::Auto && sheet.columns > 1 && (screen < headers_total || screen < total) {
            return expanded(sheet);
        }
    }

    let printer = Printer { sheet, style: &Style::of(sheet.options), widths: &widths };
    let reserved = (sheet.rows() + 8).saturating_mul(total + 2).min(MOST_RESERVED);
    let mut out = String::with_capacity(reserved);
    if sheet.part().first {
        printer.head(&headers, total, &mut out);
    }
    let mut scratch = Scratch::default();
    let rows = if sheet.columns > 0 { sheet.rows() } else { 0 };
    for row in 0..rows {
        let sizes = &measured[row * sheet.columns..(row + 1) * sheet.columns];
        // A cell with bit 31 is greater than every width, so one comparison finds it and what must be wrapped.
        if sizes.iter().zip(&widths).all(|(&size, &width)| size as usize <= width) {
            printer.plain_row(row, sizes, &mut out);
        } else {
            printer.row(row, &mut scratch, &mut out);
        }
    }
    if !sheet.part().last {
        return out;
    }
    if sheet.border == 2 {
        printer.rule(Rule::Bottom, &mut out);
    }
    for footer in sheet.footers() {
        out.push_str(&footer);
        out.push('\n');
    }
    out.push('\n');
    out
}

/// Takes up to `excess` columns away from those whose widest cell stands out most, and says how many it took.
fn shrink(widths: &mut [usize], headers: &[Size], sums: &[usize], rows: usize, excess: usize) -> usize {
    let natural = widths.to_vec();
    for taken in 0..excess {
        let mut worst = None;
        let mut greatest = 0.0;
        for column in 0..widths.len() {
            let average = sums[column] / rows.max(1);
            if average > 0 && widths[column] > headers[column].width {
                let ratio = widths[column] as f64 / average as f64 + natural[column] as f64 * 0.01;
                if ratio > greatest {
                    greatest = ratio;
                    worst = Some(column);
                }
            }
        }
        let Some(worst) = worst else { return taken };
        widths[worst] -= 1;
    }
    excess
}

/// Buffers for rows that need formatting, kept from row to row.
#[derive(Default)]
struct Scratch {
    cells: Vec<Cell>,
}

#[derive(Default)]
struct Cell {
    text: String,
    lines: Vec<Line>,
    /// The line that comes next; past the end when the cell is done.
    line: usize,
    /// Bytes of that line already written.
    done: usize,
    wrap: Option<Wrap>,
}

impl Cell {
    fn finished(&self) -> bool {
        self.line >= self.lines.len()
    }
}

struct Printer<'a> {
    sheet: &'a Sheet<'a>,
    style: &'a Style,
    widths: &'a [usize],
}

impl Printer<'_> {
    fn rule(&self, rule: Rule, out: &mut String) {
        let [left, middle, right, hrule] = self.style.rules[rule as usize];
        let border = self.sheet.border;
        if border == 2 {
            out.push_str(left);
        }
        if border > 0 {
            out.push_str(hrule);
        }
        for (column, &width) in self.widths.iter().enumerate() {
            if column > 0 {
                if border == 0 {
                    out.push(' ');
                } else {
                    out.push_str(hrule);
                    out.push_str(middle);
                    out.push_str(hrule);
                }
            }
            repeat(out, hrule, width);
        }
        if border > 0 {
            out.push_str(hrule);
        }
        if border == 2 {
            out.push_str(right);
        }
        out.push('\n');
    }

    /// Title, headings and the rule below them.
    fn head(&self, headers: &[Size], total: usize, out: &mut String) {
        if let Some(title) = self.sheet.title {
            spaces(out, total.saturating_sub(text::measure(title, self.sheet.unicode).width) / 2);
            out.push_str(title);
            out.push('\n');
        }
        if self.sheet.options.tuples_only {
            return;
        }
        let border = self.sheet.border;
        if border == 2 {
            self.rule(Rule::Top, out);
        }
        let style = self.style;
        let height = headers.iter().map(|h| h.lines).max().unwrap_or(0);
        let mut cells: Vec<Cell> = Vec::with_capacity(headers.len());
        for column in 0..headers.len() {
            let mut cell = Cell::default();
            text::format(self.sheet.header(column), self.sheet.unicode, &mut cell.text, &mut cell.lines);
            cells.push(cell);
        }
        for nth in 0..height {
            if border == 2 {
                out.push_str(style.edge);
            }
            for (column, cell) in cells.iter().enumerate() {
                let width = self.widths[column];
                if border != 0 || (!style.marks_right && column > 0) {
                    out.push_str(if nth > 0 { style.header_left } else { " " });
                }
                if let Some(line) = cell.lines.get(nth) {
                    let space = width - line.width;
                    spaces(out, space / 2);
                    out.push_str(&cell.text[line.start..line.end]);
                    spaces(out, space.div_ceil(2));
                } else {
                    spaces(out, width);
                }
                if border != 0 || style.marks_right {
                    out.push_str(if nth + 1 < cell.lines.len() { style.header_right } else { " " });
                }
                if border != 0 && column + 1 < cells.len() {
                    out.push_str(style.vrule);
                }
            }
            if border == 2 {
                out.push_str(style.edge);
            }
            out.push('\n');
        }
        self.rule(Rule::Middle, out);
    }

    /// A row whose cells are all copied as they stand.
    fn plain_row(&self, row: usize, sizes: &[u32], out: &mut String) {
        let border = self.sheet.border;
        let vrule = self.style.vrule;
        if border == 2 {
            out.push_str(self.style.edge);
        }
        for (column, &size) in sizes.iter().enumerate() {
            let last = column + 1 == sizes.len();
            if border != 0 {
                out.push(' ');
            }
            let pad = self.widths[column] - size as usize;
            let text = self.sheet.cell(row, column);
            if self.sheet.table.columns[column].right_aligned() {
                spaces(out, pad);
                out.push_str(text);
            } else {
                out.push_str(text);
                if border == 2 || !last {
                    spaces(out, pad);
                }
            }
            if border == 2 || !last {
                out.push(' ');
            }
            if border != 0 && !last {
                out.push_str(vrule);
            }
        }
        if border == 2 {
            out.push_str(self.style.edge);
        }
        out.push('\n');
    }

    /// A row with a cell of several lines, with escapes or too wide for its column.
    fn row(&self, row: usize, scratch: &mut Scratch, out: &mut String) {
        let columns = self.sheet.columns;
        scratch.cells.resize_with(columns, Cell::default);
        for (column, cell) in scratch.cells.iter_mut().enumerate() {
            text::format(self.sheet.cell(row, column), self.sheet.unicode, &mut cell.text, &mut cell.lines);
            (cell.line, cell.done, cell.wrap) = (0, 0, None);
        }
        let border = self.sheet.border;
        loop {
            if border == 2 {
                out.push_str(self.style.edge);
            }
            for column in 0..columns {
                let padded = border == 2 || column + 1 < columns;
                let right = self.sheet.table.columns[column].right_aligned();
                self.cell_line(&mut scratch.cells[column], self.widths[column], right, padded, out);
                if border != 0 && column + 1 < columns {
                    let next = &scratch.cells[column + 1];
                    out.push_str(match next.wrap {
                        Some(Wrap::Wrapped) => self.style.vrule_wrap,
                        Some(Wrap::Newline) => self.style.vrule_newline,
                        _ if next.finished() => self.style.vrule_blank,
                        _ => self.style.vrule,
                    });
                }
            }
            if border == 2 {
                out.push_str(self.style.edge);
            }
            out.push('\n');
            if scratch.cells.iter().all(Cell::finished) {
                return;
            }
        }
    }

    /// One display line of one cell, with the marks to its left and right.
    fn cell_line(&self, cell: &mut Cell, width: usize, right: bool, padded: bool, out: &mut String) {
        let style = self.style;
        if self.sheet.border != 0 {
            out.push_str(if cell.wrap == Some(Wrap::Wrapped) { style.wrap_left } else { " " });
        }
        let mut pad = width;
        let mut piece = "";
        let goes_on = !cell.finished();
        if let Some(line) = cell.lines.get(cell.line) {
            let rest = &cell.text[line.start + cell.done..line.end];
            let (bytes, columns) = text::fitting(rest, self.sheet.unicode, width);
            // A single character may be wider than its column.
            pad = width.saturating_sub(columns);
            piece = &rest[..bytes];
            cell.done += bytes;
            if bytes == rest.len() {
                cell.line += 1;
                cell.done = 0;
            }
        }
        cell.wrap = if cell.finished() {
            None
        } else if cell.done > 0 {
            Some(Wrap::Wrapped)
        } else if cell.line > 0 {
            Some(Wrap::Newline)
        } else {
            Some(Wrap::No)
        };
        if right && goes_on {
            spaces(out, pad);
            out.push_str(piece);
        } else {
            out.push_str(piece);
            if padded || matches!(cell.wrap, Some(Wrap::Wrapped | Wrap::Newline)) {
                spaces(out, pad);
            }
        }
        match cell.wrap {
            Some(Wrap::Wrapped) => out.push_str(style.wrap_right),
            Some(Wrap::Newline) => out.push_str(style.newline_right),
            _ if padded => out.push(' '),
            _ => {}
        }
    }
}
