//! The LaTeX formats: `latex` with tabular, `latex-longtable` with longtable and booktabs.

use super::{Sheet, escape, number};

fn escaped(text: &str, out: &mut String) {
    escape(text, out, |byte| {
        Some(match byte {
            b'#' => "\\#",
            b'$' => "\\$",
            b'%' => "\\%",
            b'&' => "\\&",
            b'<' => "\\textless{}",
            b'>' => "\\textgreater{}",
            b'\\' => "\\textbackslash{}",
            b'^' => "\\^{}",
            b'_' => "\\_",
            b'{' => "\\{",
            b'|' => "\\textbar{}",
            b'}' => "\\}",
            b'~' => "\\~{}",
            b'\n' => "\\\\",
            _ => return None,
        })
    });
}

/// Between `before` and `after`, escaped.
fn within(before: &str, text: &str, after: &str, out: &mut String) {
    out.push_str(before);
    escaped(text, out);
    out.push_str(after);
}

fn title(sheet: &Sheet<'_>, out: &mut String) {
    if let Some(title) = sheet.title {
        within("\\begin{center}\n", title, "\n\\end{center}\n\n", out);
    }
}

fn end(footers: &[std::borrow::Cow<'_, str>], out: &mut String) {
    out.push_str("\\end{tabular}\n\n\\noindent ");
    for footer in footers {
        within("", footer, " \\\\\n", out);
    }
    out.push('\n');
}

/// Between the braces after `\begin{tabular}`: each column's alignment, with `part` in place of a left one.
fn columns(sheet: &Sheet<'_>, mut part: impl FnMut(&mut String), out: &mut String) {
    let border = sheet.options.border.min(3);
    out.push('{');
    if border >= 2 {
        out.push_str("| ");
    }
    for column in 0..sheet.columns {
        if sheet.table.columns[column].right_aligned() {
            out.push('r');
        } else {
            part(out);
        }
        if border != 0 && column + 1 < sheet.columns {
            out.push_str(" | ");
        }
    }
    out.push_str(if border >= 2 { " |}\n" } else { "}\n" });
}

pub fn print(sheet: &Sheet<'_>, expanded: bool) -> String {
    let mut out = String::new();
    if expanded {
        records(sheet, &mut out);
    } else {
        rows(sheet, &mut out);
    }
    out
}

fn rows(sheet: &Sheet<'_>, out: &mut String) {
    let border = sheet.options.border.min(3);
    if sheet.part().first {
        title(sheet, out);
        out.push_str("\\begin{tabular}");
        columns(sheet, |out| out.push('l'), out);
    }
    if !sheet.options.tuples_only && sheet.part().first {
        if border >= 2 {
            out.push_str("\\hline\n");
        }
        for column in 0..sheet.columns {
            within(if column > 0 { " & \\textit{" } else { "\\textit{" }, sheet.header(column), "}", out);
        }
        out.push_str(" \\\\\n\\hline\n");
    }
    for row in 0..sheet.printed_rows() {
        for column in 0..sheet.columns {
            within(if column > 0 { " & " } else { "" }, sheet.cell(row, column), "", out);
        }
        out.push_str(" \\\\\n");
        if border == 3 {
            out.push_str("\\hline\n");
        }
    }
    if !sheet.part().last {
        return;
    }
    if border == 2 {
        out.push_str("\\hline\n");
    }
    end(&sheet.footers(), out);
}

fn records(sheet: &Sheet<'_>, out: &mut String) {
    let border = sheet.options.border.min(2);
    if sheet.part().first {
        title(sheet, out);
        out.push_str(match border {
            0 => "\\begin{tabular}{cl}\n",
            1 => "\\begin{tabular}{c|l}\n",
            _ => "\\begin{tabular}{|c|l|}\n",
        });
    }
    for row in 0..sheet.printed_rows() {
        if !sheet.options.tuples_only {
            if border == 2 {
                out.push_str("\\hline\n\\multicolumn{2}{|c|}{\\textit{Record ");
            } else {
                out.push_str("\\multicolumn{2}{c}{\\textit{Record ");
            }
            number(sheet.record(row), out);
            out.push_str("}} \\\\\n");
        }
        if border >= 1 {
            out.push_str("\\hline\n");
        }
        for column in 0..sheet.columns {
            within("", sheet.header(column), " & ", out);
            within("", sheet.cell(row, column), " \\\\\n", out);
        }
    }
    if !sheet.part().last {
        return;
    }
    if border == 2 {
        out.push_str("\\hline\n");
    }
    end(&sheet.own_footers(), out);
}

pub fn print_long(sheet: &Sheet<'_>, expanded: bool) -> String {
    let mut out = String::new();
    if expanded {
        records(sheet, &mut out);
    } else {
        long_rows(sheet, &mut out);
    }
    out
}

fn long_head(sheet: &Sheet<'_>, border: u16, out: &mut String) {
    out.push_str("\\begin{longtable}");
    let mut widths =
        sheet.options.tableattr.as_deref().unwrap_or("").split([' ', '\t', '\n']).filter(|w| !w.is_empty());
    let mut last = "";
    columns(
        sheet,
        |out| {
            last = widths.next().unwrap_or(last);
            if last.is_empty() {
                out.push('l');
            } else {
                out.extend(["p{", last, "\\textwidth}"]);
            }
        },
        out,
    );
    if !sheet.options.tuples_only {
        for (nth, after) in ["\\endfirsthead\n", "\\endhead\n"].into_iter().enumerate() {
            if border >= 2 {
                out.push_str("\\toprule\n");
            }
            for column in 0..sheet.columns {
                let before = if column > 0 { " & \\small\\textbf{\\textit{" } else { "\\small\\textbf{\\textit{" };
                within(before, sheet.header(column), "}}", out);
            }
            out.push_str(if nth == 1 && border == 3 { " \\\\\n" } else { " \\\\\n\\midrule\n" });
            out.push_str(after);
        }
        if let Some(title) = sheet.title {
            for (continued, after) in [(" (Continued)]{", "}\n\\endfoot\n"), ("]{", "}\n\\endlastfoot\n")] {
                if border == 2 {
                    out.push_str("\\bottomrule\n");
                }
                within("\\caption[", title, continued, out);
                within("", title, after, out);
            }
        } else if border >= 2 {
            out.push_str("\\bottomrule\n\\endfoot\n\\bottomrule\n\\endlastfoot\n");
        }
    }
}

fn long_rows(sheet: &Sheet<'_>, out: &mut String) {
    let border = sheet.options.border.min(3);
    if sheet.part().first {
        long_head(sheet, border, out);
    }
    for row in 0..sheet.printed_rows() {
        for column in 0..sheet.columns {
            within(
                if column > 0 { "\n&\n\\raggedright{" } else { "\\raggedright{" },
                sheet.cell(row, column),
                "}",
                out,
            );
        }
        out.push_str(" \\tabularnewline\n");
        if border == 3 {
            out.push_str(" \\hline\n");
        }
    }
    if sheet.part().last {
        out.push_str("\\end{longtable}\n");
    }
}
