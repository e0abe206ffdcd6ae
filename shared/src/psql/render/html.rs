//! The HTML format.

use super::{Sheet, escape, number};

fn escaped(text: &str, out: &mut String) {
    // Blanks at the beginning are kept, for the sake of EXPLAIN.
    let rest = text.trim_start_matches(' ');
    for _ in rest.len()..text.len() {
        out.push_str("&nbsp;");
    }
    escape(rest, out, |byte| {
        Some(match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\n' => "<br />\n",
            _ => return None,
        })
    });
}

fn cell(sheet: &Sheet<'_>, row: usize, column: usize, out: &mut String) {
    out.push_str("    <td align=\"");
    out.push_str(if sheet.table.columns[column].right_aligned() { "right" } else { "left" });
    out.push_str("\">");
    let text = sheet.cell(row, column);
    if super::is_blank(text) {
        out.push_str("&nbsp; ");
    } else {
        escaped(text, out);
    }
    out.push_str("</td>\n");
}

fn head(sheet: &Sheet<'_>, headings: bool, out: &mut String) {
    out.push_str("<table border=\"");
    number(sheet.options.border.into(), out);
    out.push('"');
    if let Some(attributes) = &sheet.options.tableattr {
        out.push(' ');
        out.push_str(attributes);
    }
    out.push_str(">\n");
    if let Some(title) = sheet.title {
        out.push_str("  <caption>");
        escaped(title, out);
        out.push_str("</caption>\n");
    }
    if headings {
        out.push_str("  <tr>\n");
        for column in 0..sheet.columns {
            out.push_str("    <th align=\"center\">");
            escaped(sheet.header(column), out);
            out.push_str("</th>\n");
        }
        out.push_str("  </tr>\n");
    }
}

pub fn print(sheet: &Sheet<'_>, expanded: bool) -> String {
    let part = sheet.part();
    let heads = !sheet.options.tuples_only;
    let mut out = String::new();
    if part.first {
        head(sheet, heads && !expanded, &mut out);
    }
    for row in 0..sheet.printed_rows() {
        if expanded {
            out.push_str("\n  <tr><td colspan=\"2\"");
            if heads {
                out.push_str(" align=\"center\">Record ");
                number(sheet.record(row), &mut out);
            } else {
                out.push_str(">&nbsp;");
            }
            out.push_str("</td></tr>\n");
            for column in 0..sheet.columns {
                out.push_str("  <tr valign=\"top\">\n    <th>");
                escaped(sheet.header(column), &mut out);
                out.push_str("</th>\n");
                cell(sheet, row, column, &mut out);
                out.push_str("  </tr>\n");
            }
        } else {
            out.push_str("  <tr valign=\"top\">\n");
            for column in 0..sheet.columns {
                cell(sheet, row, column, &mut out);
            }
            out.push_str("  </tr>\n");
        }
    }
    if !part.last {
        return out;
    }
    out.push_str("</table>\n");
    let footers = if expanded { sheet.own_footers() } else { sheet.footers() };
    if !footers.is_empty() {
        out.push_str("<p>");
        for footer in footers {
            escaped(&footer, &mut out);
            out.push_str("<br />\n");
        }
        out.push_str("</p>");
    }
    out.push('\n');
    out
}
