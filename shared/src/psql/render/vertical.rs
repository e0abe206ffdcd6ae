//! The aligned and the wrapped format, expanded: a record below the other.

use super::style::{Rule, Style};
use super::text::{self, Line};
use super::{Format, HeaderWidth, LineStyle, Sheet, number, repeat, spaces};
use crate::psql::widths::Unicode;

pub fn print(sheet: &Sheet<'_>) -> String {
    let mut out = String::new();
    let part = sheet.part();
    if (sheet.columns == 0 || sheet.rows() == 0) && part.first && part.last {
        for footer in sheet.footers() {
            out.push_str(&footer);
            out.push('\n');
        }
        out.push('\n');
        return out;
    }
    let printer = Printer::new(sheet);
    let reserved = sheet.rows().saturating_mul(sheet.columns * (printer.header + 8) + printer.header + 24);
    out.reserve(reserved.min(64 << 20));
    if let Some(title) = sheet.title.filter(|_| part.first) {
        out.push_str(title);
        out.push('\n');
    }
    let mut headers = Vec::with_capacity(sheet.columns);
    for column in 0..sheet.columns {
        let (mut text, mut lines) = (String::new(), Vec::new());
        text::format(sheet.header(column), sheet.unicode, &mut text, &mut lines);
        headers.push((text, lines));
    }
    let (mut text, mut lines) = (String::new(), Vec::new());
    for row in 0..sheet.printed_rows() {
        let rule = if row == 0 { Rule::Top } else { Rule::Middle };
        let record = (!sheet.options.tuples_only).then_some(sheet.record(row));
        if record.is_some() || row > 0 || !part.first || sheet.border == 2 {
            let mark = usize::from(printer.old_marks() && sheet.border < 2);
            printer.rule(record, printer.header + mark, rule, &mut out);
        }
        for (column, (header, header_lines)) in headers.iter().enumerate() {
            text::format(sheet.cell(row, column), sheet.unicode, &mut text, &mut lines);
            printer.field((header, header_lines), (&text, &lines), &mut out);
        }
    }
    if !part.last {
        return out;
    }
    if sheet.border == 2 {
        printer.rule(None, printer.header, Rule::Bottom, &mut out);
    }
    let footers = sheet.own_footers();
    if !footers.is_empty() && sheet.border < 2 {
        out.push('\n');
    }
    for footer in footers {
        out.push_str(&footer);
        out.push('\n');
    }
    out.push('\n');
    out
}

struct Printer {
    unicode: Unicode,
    style: Style,
    border: u8,
    old: bool,
    /// Width of the widest heading.
    header: usize,
    /// Width of the data.
    data: usize,
    header_multiline: bool,
    data_multiline: bool,
    /// The border as the rules take it: since 16 psql doesn't take more than 2 for 2 there.
    rule_border: u16,
    xheader: HeaderWidth,
    screen: Option<usize>,
}

impl Printer {
    fn new(sheet: &Sheet<'_>) -> Self {
        let old = sheet.options.linestyle == LineStyle::OldAscii;
        let (mut header, mut data) = (0, 0);
        let (mut header_multiline, mut data_multiline) = (false, false);
        for column in 0..sheet.columns {
            let size = text::measure(sheet.header(column), sheet.unicode);
            header = header.max(size.width);
            header_multiline |= size.lines > 1;
        }
        for row in 0..sheet.rows() {
            for column in 0..sheet.columns {
                let size = text::measure(sheet.cell(row, column), sheet.unicode);
                data = data.max(size.width);
                data_multiline |= size.lines > 1;
            }
        }
        let mut printer = Self {
            unicode: sheet.unicode,
            style: Style::of(sheet.options),
            border: sheet.border,
            old,
            header,
            data,
            header_multiline,
            data_multiline,
            rule_border: if sheet.options.major >= 16 { sheet.options.border } else { sheet.border.into() },
            xheader: if sheet.options.major >= 16 { sheet.options.xheader_width } else { HeaderWidth::Full },
            screen: sheet.width(),
        };
        printer.fit(sheet);
        printer
    }

    /// Old style: marks stand to the left of the headings.
    fn old_marks(&self) -> bool {
        self.header_multiline && self.old
    }

    /// Whether lines of data have a mark at their end.
    fn data_marks(&self) -> bool {
        self.border > 1 || (self.data_multiline && !self.old)
    }

    /// Settles the width of the data: at least what the record headings need, at most what the screen has.
    fn fit(&mut self, sheet: &Sheet<'_>) {
        // What stands around the heading and the data.
        let mut around = match self.border {
            0 => 1 + usize::from(self.header_multiline),
            1 => 3 + usize::from(self.old_marks()),
            _ => 7,
        };
        if self.data_multiline && self.border < 2 && !self.old {
            around += 1;
        }
        let wrapped = sheet.options.format == Format::Wrapped;
        let screen = if wrapped { sheet.width() } else { None };
        // Where they aren't widened, the record headings stand out in the aligned format.
        let record = if sheet.options.tuples_only || (!sheet.options.widens_records && !wrapped) {
            0
        } else {
            let digits = sheet.rows().checked_ilog10().map_or(0, |d| d as usize + 1);
            digits + [9, 12, 15][self.border as usize]
        };
        loop {
            let natural = (self.header + around + self.data).max(record);
            let width = match screen {
                Some(screen) if screen < natural => screen.max(self.header + around + 3).max(record),
                _ => natural,
            };
            let data = width - self.header - around;
            if data < self.data && !self.data_multiline && self.border < 2 && !self.old {
                self.data_multiline = true;
                around += 1;
            } else {
                self.data = data;
                return;
            }
        }
    }

    /// The line above a record, or the one at the very end.
    fn rule(&self, record: Option<usize>, header: usize, rule: Rule, out: &mut String) {
        let [left, middle, right, hrule] = self.style.rules[rule as usize];
        let border = self.rule_border;
        let line = if border > 0 { hrule } else { " " };
        match border {
            2 => out.extend([left, hrule]),
            1 => out.push_str(hrule),
            _ => {}
        }
        let mut taken = 0;
        if let Some(record) = record {
            let before = out.len();
            out.push_str(if border == 0 { "* Record " } else { "[ RECORD " });
            number(record, out);
            out.push_str(if border == 0 { "" } else { " ]" });
            taken = out.len() - before;
        }
        if border != 2 {
            taken += 1;
        }
        repeat(out, line, header.saturating_sub(taken));
        // How far the record's number reaches beyond the headings; what it covers is left out.
        let mut beyond = taken as isize - header as isize;
        let joint: &[&str] = match (border, self.xheader) {
            (0, _) => &[" "],
            (_, HeaderWidth::Column) => &[line, right],
            _ => &[line, middle, line],
        };
        for part in joint {
            if beyond <= 0 {
                out.push_str(part);
            }
            beyond -= 1;
        }
        if self.xheader != HeaderWidth::Column {
            let width = self.rule_width(header).saturating_sub(beyond.max(0) as usize);
            repeat(out, line, width);
            if border == 2 {
                out.extend([hrule, right]);
            }
        }
        out.push('\n');
    }

    /// The columns of a rule above the data.
    fn rule_width(&self, header: usize) -> usize {
        let within = match self.xheader {
            HeaderWidth::Page => self.screen.map_or(0, |screen| i32::try_from(screen).unwrap_or(i32::MAX)),
            HeaderWidth::Exact(width) => width,
            HeaderWidth::Full | HeaderWidth::Column => 0,
        };
        match usize::try_from(within) {
            Ok(within) if within > 0 && self.rule_border <= 2 => {
                self.data.min(within.saturating_sub(header + [0, 3, 7][usize::from(self.rule_border)]))
            }
            _ => self.data,
        }
    }

    /// One column of one record.
    fn field(&self, header: (&str, &[Line]), data: (&str, &[Line]), out: &mut String) {
        let style = &self.style;
        let marks = self.header_multiline && !self.old;
        let (mut hline, mut dline, mut offset) = (0, 0, 0);
        while hline < header.1.len() || dline < data.1.len() {
            if self.border == 2 {
                out.push_str(style.edge);
            }
            if let Some(line) = header.1.get(hline) {
                if self.border == 2 || self.old_marks() {
                    out.push_str(if hline > 0 { style.header_left } else { " " });
                }
                out.push_str(&header.0[line.start..line.end]);
                spaces(out, self.header - line.width);
                hline += 1;
                if self.border > 0 || marks {
                    out.push_str(if hline < header.1.len() { style.header_right } else { " " });
                }
            } else {
                let mark = (self.border < 2 && self.old_marks()) || (self.border == 0 && marks);
                spaces(out, (self.header + self.border as usize + usize::from(mark)).max(1));
            }
            if self.border > 0 {
                // Beside headings that go on below the data, psql takes the last line for a wrapped one.
                out.push_str(match (offset, dline.min(data.1.len() - 1)) {
                    (0, 0) => style.vrule,
                    (0, _) => style.vrule_newline,
                    _ => style.vrule_wrap,
                });
            }
            let Some(line) = data.1.get(dline) else {
                if self.border == 2 {
                    spaces(out, self.data + 2);
                    out.push_str(style.edge);
                }
                out.push('\n');
                continue;
            };
            out.push_str(if offset == 0 { " " } else { style.wrap_left });
            let rest = &data.0[line.start + offset..line.end];
            let (bytes, columns) = text::fitting(rest, self.unicode, self.data);
            out.push_str(&rest[..bytes]);
            offset += bytes;
            let mut mark = style.wrap_right;
            if bytes == rest.len() {
                dline += 1;
                mark = " ";
                if dline < data.1.len() {
                    offset = 0;
                    mark = style.newline_right;
                }
            }
            if self.border > 1 || (dline < data.1.len() && self.data_marks()) {
                spaces(out, self.data.saturating_sub(columns));
                out.push_str(mark);
            }
            if self.border == 2 {
                out.push_str(style.edge);
            }
            out.push('\n');
        }
    }
}
