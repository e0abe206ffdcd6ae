//! Measuring and formatting of single cells: display width, lines, and what stands for control characters.

use crate::psql::widths::Unicode;

/// What a cell measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Columns of its widest line.
    pub width: usize,
    /// Lines, at least 1.
    pub lines: usize,
    /// Printed as it stands: one line, nothing escaped.
    pub plain: bool,
}

/// One line of a formatted cell: a range of the buffer it was formatted into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub start: usize,
    pub end: usize,
    pub width: usize,
}

/// Whether every byte is a character of one column. Without an early end this is a few instructions for many bytes.
fn simple(text: &str) -> bool {
    text.bytes().fold(true, |all, b| all & matches!(b, b' '..=b'~'))
}

/// Whether psql leaves this character out of headings and cells: the last two of each plane but the first.
pub fn is_noncharacter(c: char) -> bool {
    c > '\u{ffff}' && c as u32 & 0xfffe == 0xfffe
}

/// Whether there is one.
pub fn has_noncharacters(text: &str) -> bool {
    // No text without bytes from F0 on has such a character; nearly none has these bytes.
    text.bytes().fold(0, |most: u8, byte| most.max(byte)) >= 0xf0 && text.chars().any(is_noncharacter)
}

/// Measures a cell.
pub fn measure(text: &str, unicode: Unicode) -> Size {
    if simple(text) {
        return Size { width: text.len(), lines: 1, plain: true };
    }
    let mut size = Size { width: 0, lines: 1, plain: true };
    let mut width = 0;
    for c in text.chars() {
        if let Some(w) = unicode.width(c) {
            width += w;
            continue;
        }
        size.plain = false;
        if c == '\n' {
            size.width = size.width.max(width);
            size.lines += 1;
            width = 0;
        } else {
            width += escape_width(c, width);
        }
    }
    size.width = size.width.max(width);
    size
}

/// Formats a cell into `buffer` and its lines into `lines`; both are cleared first.
pub fn format(text: &str, unicode: Unicode, buffer: &mut String, lines: &mut Vec<Line>) {
    buffer.clear();
    lines.clear();
    if simple(text) {
        buffer.push_str(text);
        lines.push(Line { start: 0, end: text.len(), width: text.len() });
        return;
    }
    let (mut start, mut width) = (0, 0);
    for c in text.chars() {
        if let Some(w) = unicode.width(c) {
            buffer.push(c);
            width += w;
        } else if c == '\n' {
            lines.push(Line { start, end: buffer.len(), width });
            (start, width) = (buffer.len(), 0);
        } else {
            let w = escape_width(c, width);
            escape(c, w, buffer);
            width += w;
        }
    }
    lines.push(Line { start, end: buffer.len(), width });
}

/// Columns that a control character's escape takes at this column.
fn escape_width(c: char, column: usize) -> usize {
    match c {
        '\t' => 8 - column % 8,
        '\r' => 2,
        '\0'..='\u{7f}' => 4,
        _ => 6,
    }
}

fn escape(c: char, width: usize, out: &mut String) {
    match c {
        '\t' => super::spaces(out, width),
        '\r' => out.push_str("\\r"),
        _ => {
            let digits = width - 2;
            out.push_str(if digits == 2 { "\\x" } else { "\\u" });
            for i in (0..digits).rev() {
                let nibble = (c as u32 >> (4 * i)) & 15;
                out.push(char::from_digit(nibble, 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
}

/// Bytes and columns of the longest start of `text` that fits into `width` columns; at least one character.
pub fn fitting(text: &str, unicode: Unicode, width: usize) -> (usize, usize) {
    if text.len() <= width && simple(text) {
        return (text.len(), text.len());
    }
    let (mut bytes, mut columns) = (0, 0);
    for c in text.chars() {
        let w = unicode.width(c).unwrap_or(0);
        if columns != 0 && columns + w > width {
            break;
        }
        columns += w;
        bytes += c.len_utf8();
    }
    (bytes, columns)
}
