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
    let special = special(separator);
    if !expanded && !sheet.options.tuples_only && sheet.part().first {
        for column in 0..sheet.columns {
            if column > 0 {
                out.push(separator);
            }
            csv_field(sheet.header(column), separator, &special, &mut out);
        }
        out.push('\n');
    }
    if sheet.columns == 0 {
        return out;
    }
    for row in 0..sheet.rows() {
        for column in 0..sheet.columns {
            if expanded {
                csv_field(sheet.header(column), separator, &special, &mut out);
            }
            if expanded || column > 0 {
                out.push(separator);
            }
            csv_field(sheet.cell(row, column), separator, &special, &mut out);
            if expanded || column + 1 == sheet.columns {
                out.push('\n');
            }
        }
    }
    out
}

fn csv_field(text: &str, separator: char, special: &[bool; 256], out: &mut String) {
    // `\.` alone would end the data for the server's COPY.
    let quoted = matches!(separator, '\\' | '.') || text == "\\." || has_special(text.as_bytes(), special);
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

/// The bytes for which a field is quoted.
fn special(separator: char) -> [bool; 256] {
    let mut special = [false; 256];
    let separator = u8::try_from(separator).unwrap_or(b'"');
    for byte in [b'"', b'\n', b'\r', separator] {
        special[usize::from(byte)] = true;
    }
    special
}

/// Whether one of them is in it: in blocks without a branch for each byte, since this is where CSV spends its time.
fn has_special(text: &[u8], special: &[bool; 256]) -> bool {
    let (blocks, rest) = text.as_chunks::<8>();
    let within = |block: &[u8]| block.iter().fold(false, |found, byte| found | special[usize::from(*byte)]);
    blocks.iter().any(|block| within(block)) || within(rest)
}

/// Rows that are looked at to guess how long the text will be.
const SAMPLE: usize = 64;

/// A string with room for about every cell and what stands between them.
fn with_room(sheet: &Sheet<'_>, expanded: bool) -> String {
    let headers: usize = (0..sheet.columns).map(|c| sheet.header(c).len() + 2).sum();
    let (rows, sample) = (sheet.rows(), sheet.rows().min(SAMPLE));
    let mut room = 0;
    for nth in 0..sample {
        let row = nth * rows / sample;
        room += (0..sheet.columns).map(|column| sheet.cell(row, column).len() + 2).sum::<usize>();
    }
    // A tenth more than the sample has.
    room = room.saturating_mul(rows) / sample.max(1) * 11 / 10 + headers + 64;
    if expanded {
        room += headers * rows;
    }
    String::with_capacity(room.min(256 << 20))
}
