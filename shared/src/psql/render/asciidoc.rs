//! The AsciiDoc format.

use super::{Sheet, escape, number};

fn escaped(text: &str, out: &mut String) {
    escape(text, out, |byte| (byte == b'|').then_some("\\|"));
}

fn head(sheet: &Sheet<'_>, heads: bool, expanded: bool, out: &mut String) {
    out.push('\n');
    if let Some(title) = sheet.title {
        out.push('.');
        out.push_str(title);
        out.push('\n');
    }
    out.push('[');
    if heads && !expanded {
        out.push_str("options=\"header\",");
    }
    out.push_str("cols=\"");
    if expanded {
        out.push_str("h,l");
    } else {
        for column in 0..sheet.columns {
            if column > 0 {
                out.push(',');
            }
            out.push_str(if sheet.table.columns[column].right_aligned() { ">l" } else { "<l" });
        }
    }
    out.push_str(match sheet.options.border {
        0 => "\",frame=\"none\",grid=\"none\"]\n",
        1 => "\",frame=\"none\"]\n",
        2 => "\",frame=\"all\",grid=\"all\"]\n",
        _ => "\"]\n",
    });
    out.push_str("|====\n");
}

pub fn print(sheet: &Sheet<'_>, expanded: bool) -> String {
    let heads = !sheet.options.tuples_only;
    let mut out = String::new();
    if sheet.part().first {
        head(sheet, heads, expanded, &mut out);
    }
    if expanded {
        records(sheet, &mut out);
    } else {
        if heads && sheet.part().first {
            for column in 0..sheet.columns {
                out.push_str(if column > 0 { " ^l|" } else { "^l|" });
                escaped(sheet.header(column), &mut out);
            }
            out.push('\n');
        }
        for row in 0..sheet.printed_rows() {
            for column in 0..sheet.columns {
                out.push_str(if column > 0 { " |" } else { "|" });
                let text = sheet.cell(row, column);
                if !super::is_blank(text) {
                    escaped(text, &mut out);
                } else if column + 1 < sheet.columns {
                    out.push(' ');
                }
            }
            out.push('\n');
        }
    }
    // As psql has it, whatever part it is.
    out.push_str("|====\n");
    if !sheet.part().last {
        return out;
    }
    let footers = if expanded { sheet.own_footers() } else { sheet.footers() };
    if !footers.is_empty() {
        out.push_str("\n....\n");
        for footer in footers {
            out.push_str(&footer);
            out.push('\n');
        }
        out.push_str("....\n");
    }
    out
}

fn records(sheet: &Sheet<'_>, out: &mut String) {
    for row in 0..sheet.printed_rows() {
        if sheet.options.tuples_only {
            out.push_str("2+|\n");
        } else {
            out.push_str("2+^|Record ");
            number(sheet.record(row), out);
            out.push('\n');
        }
        for column in 0..sheet.columns {
            out.push_str("<l|");
            escaped(sheet.header(column), out);
            out.push_str(if sheet.table.columns[column].right_aligned() { " >l|" } else { " <l|" });
            let text = sheet.cell(row, column);
            if super::is_blank(text) {
                out.push(' ');
            } else {
                escaped(text, out);
            }
            out.push('\n');
        }
    }
}
