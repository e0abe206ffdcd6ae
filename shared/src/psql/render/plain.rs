//! The unaligned format and CSV.

use super::{PrintOptions, Sheet};

pub fn unaligned(sheet: &Sheet<'_>, expanded: bool) -> String {
    let mut out = with_room(sheet, expanded);
    // Whether a record was written that no separator follows yet.
    let open = if expanded { unaligned_records(sheet, &mut out) } else { unaligned_rows(sheet, &mut out) };
    if open && sheet.part().last {
        // psql ends with a newline whatever the separator is, except for the zero byte.
        out.push(if sheet.options.recordsep == "\0" { '\0' } else { '\n' });
    }
    out
}

fn unaligned_rows(sheet: &Sheet<'_>, out: &mut String) -> bool {
    let PrintOptions { fieldsep, recordsep, tuples_only, .. } = sheet.options;
    let part = sheet.part();
    let mut open = !tuples_only || !part.first;
    if let Some(title) = sheet.title.filter(|_| part.first) {
        out.push_str(title);
        out.push_str(recordsep);
    }
    if !tuples_only && part.first {
        for column in 0..sheet.columns {
            if column > 0 {
                out.push_str(fieldsep);
            }
            out.push_str(sheet.header(column));
        }
    }
    if sheet.columns > 0 {
        for row in 0..sheet.rows() {
            if open {
                out.push_str(recordsep);
            }
            open = true;
            for column in 0..sheet.columns {
                if column > 0 {
                    out.push_str(fieldsep);
                }
                out.push_str(sheet.cell(row, column));
            }
        }
    }
    for footer in sheet.footers().into_iter().filter(|_| part.last) {
        if open {
            out.push_str(recordsep);
        }
        open = true;
        out.push_str(&footer);
    }
    open
}

fn unaligned_records(sheet: &Sheet<'_>, out: &mut String) -> bool {
    let PrintOptions { fieldsep, recordsep, .. } = sheet.options;
    let part = sheet.part();
    let mut open = !part.first;
    if let Some(title) = sheet.title.filter(|_| part.first) {
        out.push_str(title);
        open = true;
    }
    if sheet.columns > 0 {
        for row in 0..sheet.rows() {
            if open {
                out.push_str(recordsep);
                out.push_str(recordsep);
            }
            open = true;
            for column in 0..sheet.columns {
                if column > 0 {
                    out.push_str(recordsep);
                }
                out.push_str(sheet.header(column));
                out.push_str(fieldsep);
                out.push_str(sheet.cell(row, column));
            }
        }
    }
    if !part.last {
        return open;
    }
    let footers = sheet.own_footers();
    if !footers.is_empty() {
        out.push_str(recordsep);
    }
    for footer in footers {
        out.push_str(recordsep);
        out.push_str(&footer);
    }
    open
}

pub fn csv(sheet: &Sheet<'_>, expanded: bool) -> String {
    let mut out = with_room(sheet, expanded);
    let separator = sheet.options.csv_fieldsep;
    if !expanded && !sheet.options.tuples_only && sheet.part().first {
        for column in 0..sheet.columns {
            if column > 0 {
                out.push(separator);
            }
            csv_field(sheet.header(column), separator, &mut out);
        }
        out.push('\n');
    }
    if sheet.columns == 0 {
        return out;
    }
    for row in 0..sheet.rows() {
        for column in 0..sheet.columns {
            if expanded {
                csv_field(sheet.header(column), separator, &mut out);
            }
            if expanded || column > 0 {
                out.push(separator);
            }
            csv_field(sheet.cell(row, column), separator, &mut out);
            if expanded || column + 1 == sheet.columns {
                out.push('\n');
            }
        }
    }
    out
}

fn csv_field(text: &str, separator: char, out: &mut String) {
    // `\.` alone would end the data for the server's COPY.
    let quoted = matches!(separator, '\\' | '.') || text == "\\." || has_any(text.as_bytes(), separator);
    if !quoted {
        out.push_str(text);
        return;
    }
    out.push('"');
    for (i, part) in text.split('"').enumerate() {
        if i > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}

/// Whether there is a quote, an end of a line or the separator in it: eight bytes at a time, since this is where
/// writing CSV spends its time, and cells are short.
fn has_any(text: &[u8], separator: char) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let separator = u8::try_from(separator).unwrap_or(b'"');
    let sought = [b'"', b'\n', b'\r', separator];
    let (words, rest) = text.as_chunks::<8>();
    let within = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        sought.iter().any(|byte| {
            let other = word ^ (ONES * u64::from(*byte));
            other.wrapping_sub(ONES) & !other & HIGHS != 0
        })
    };
    words.iter().any(within) || rest.iter().any(|byte| sought.contains(byte))
}

/// A string with room for every cell and what stands between them.
fn with_room(sheet: &Sheet<'_>, expanded: bool) -> String {
    let headers: usize = (0..sheet.columns).map(|c| sheet.header(c).len() + 2).sum();
    let mut room = headers + 64;
    for row in 0..sheet.rows() {
        for column in 0..sheet.columns {
            room += sheet.cell(row, column).len() + 2;
        }
    }
    if expanded {
        room += headers * sheet.rows();
    }
    String::with_capacity(room)
}
