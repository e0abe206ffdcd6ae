//! The troff format, for the ms macros and tbl.

use super::{Sheet, escape, number};

fn escaped(text: &str, out: &mut String) {
    escape(text, out, |byte| (byte == b'\\').then_some("\\(rs"));
}

fn head(sheet: &Sheet<'_>, out: &mut String) {
    out.push_str(".LP\n");
    if let Some(title) = sheet.title {
        out.push_str(".DS C\n");
        escaped(title, out);
        out.push_str("\n.DE\n.LP\n");
    }
    out.push_str(if sheet.border == 2 { ".TS\ncenter box;\n" } else { ".TS\ncenter;\n" });
}

pub fn print(sheet: &Sheet<'_>, expanded: bool) -> String {
    let mut out = String::new();
    if sheet.part().first {
        head(sheet, &mut out);
    }
    let footers = if expanded {
        records(sheet, &mut out);
        sheet.own_footers()
    } else {
        rows(sheet, &mut out);
        sheet.footers()
    };
    if !sheet.part().last {
        return out;
    }
    out.push_str(".TE\n.DS L\n");
    for footer in footers {
        escaped(&footer, &mut out);
        out.push('\n');
    }
    out.push_str(".DE\n");
    out
}

fn rows(sheet: &Sheet<'_>, out: &mut String) {
    if sheet.part().first {
        headings(sheet, out);
    }
    for row in 0..sheet.printed_rows() {
        for column in 0..sheet.columns {
            if column > 0 {
                out.push('\t');
            }
            escaped(sheet.cell(row, column), out);
        }
        out.push('\n');
    }
}

fn headings(sheet: &Sheet<'_>, out: &mut String) {
    for column in 0..sheet.columns {
        if column > 0 && sheet.border > 0 {
            out.push_str(" | ");
        }
        out.push(if sheet.table.columns[column].right_aligned() { 'r' } else { 'l' });
    }
    out.push_str(".\n");
    if !sheet.options.tuples_only {
        for column in 0..sheet.columns {
            out.push_str(if column > 0 { "\t\\fI" } else { "\\fI" });
            escaped(sheet.header(column), out);
            out.push_str("\\fP");
        }
        out.push_str("\n_\n");
    }
}

fn records(sheet: &Sheet<'_>, out: &mut String) {
    let border = sheet.border;
    let part = sheet.part();
    if sheet.options.tuples_only && part.first {
        out.push_str("c l;\n");
    }
    for row in 0..sheet.printed_rows() {
        if sheet.options.tuples_only {
            if border > 0 {
                out.push_str("_\n");
            }
        } else {
            if row > 0 || !part.first {
                if border == 2 && sheet.record(row) > 1 {
                    out.push_str("_\n");
                }
                out.push_str(".T&\n");
            }
            out.push_str("c s.\n\\fIRecord ");
            number(sheet.record(row), out);
            out.push_str("\\fP\n");
            if border > 0 {
                out.push_str("_\n");
            }
            out.push_str(if border == 1 { ".T&\nc | l.\n" } else { ".T&\nc l.\n" });
        }
        for column in 0..sheet.columns {
            escaped(sheet.header(column), out);
            out.push('\t');
            escaped(sheet.cell(row, column), out);
            out.push('\n');
        }
    }
}
