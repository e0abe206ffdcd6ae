//! Columns and cells of a result, text and binary.

use std::borrow::Cow;

use super::framing::{be_i16, be_u32, take_c_string};
use super::matcher::Origin;

/// A column as RowDescription describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The relation's column that it comes from; `(0, 0)` where it was computed.
    pub origin: Origin,
    /// Its type.
    pub type_oid: u32,
    /// Whether its cells come in binary.
    pub binary: bool,
}

/// Reads a RowDescription's body; stops where it makes no sense.
pub fn columns(body: &[u8]) -> Vec<Column> {
    let count = be_i16(body, 0).unwrap_or(0).max(0) as usize;
    let mut rest = body.get(2..).unwrap_or_default();
    let mut columns = Vec::with_capacity(count.min(1664));
    for _ in 0..count {
        let Some(name) = take_c_string(&mut rest) else { break };
        let (Some(relation), Some(number), Some(type_oid), Some(format)) =
            (be_u32(rest, 0), be_i16(rest, 4), be_u32(rest, 6), be_i16(rest, 16))
        else {
            break;
        };
        rest = &rest[18..];
        let name = String::from_utf8_lossy(name).into_owned();
        columns.push(Column { name, origin: (relation, number), type_oid, binary: format == 1 });
    }
    columns
}

/// A DataRow's cells.
pub struct Cells<'a>(Vec<Option<&'a [u8]>>);

impl<'a> Cells<'a> {
    /// Reads a DataRow's body; nothing if it makes no sense.
    pub fn read(body: &'a [u8]) -> Option<Self> {
        let count = be_i16(body, 0)?.max(0) as usize;
        let mut cells = Vec::with_capacity(count.min(1664));
        let mut at = 2;
        for _ in 0..count {
            let length = be_u32(body, at)? as i32;
            at += 4;
            if length < 0 {
                cells.push(None);
            } else {
                let end = at.checked_add(length as usize)?;
                cells.push(Some(body.get(at..end)?));
                at = end;
            }
        }
        Some(Self(cells))
    }

    /// The cells, in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<&'a [u8]>> + '_ {
        self.0.iter().copied()
    }

    /// A cell; nothing for NULL or where there is none.
    pub fn get(&self, at: usize) -> Option<&'a [u8]> {
        self.0.get(at).copied().flatten()
    }
}

const BOOL: u32 = 16;
const INT8: u32 = 20;
const INT2: u32 = 21;
const INT4: u32 = 23;
const OID: u32 = 26;
const XID: u32 = 28;
const FLOAT4: u32 = 700;
const FLOAT8: u32 = 701;
const NUMERIC: u32 = 1700;
const NAMES: u32 = 1003;
const TEXTS: u32 = 1009;
const VARCHARS: u32 = 1015;

/// A cell as PostgreSQL would print it; nothing for a binary form that isn't known.
pub fn text<'a>(column: &Column, cell: &'a [u8]) -> Option<Cow<'a, str>> {
    if !column.binary {
        return std::str::from_utf8(cell).ok().map(Cow::Borrowed);
    }
    match column.type_oid {
        BOOL => Some(Cow::Borrowed(if cell == [1] { "t" } else { "f" })),
        INT2 | INT4 | INT8 => integer(cell).map(|n| Cow::Owned(n.to_string())),
        OID | XID => be_u32(cell, 0).map(|n| Cow::Owned(n.to_string())),
        FLOAT4 | FLOAT8 | NUMERIC => number(column, cell).map(|n| Cow::Owned(n.to_string())),
        TEXTS | NAMES | VARCHARS => array(cell).map(Cow::Owned),
        // text, name, varchar, enums and the like are the same in both forms. Of others it is known that there is something.
        _ => Some(String::from_utf8_lossy(cell)),
    }
}

/// A binary array of texts, as PostgreSQL would print it.
fn array(cell: &[u8]) -> Option<String> {
    let (dimensions, length) = (be_u32(cell, 0)?, be_u32(cell, 12).unwrap_or_default());
    if dimensions == 0 {
        return Some("{}".to_owned());
    }
    let mut at = 20;
    let mut elements = Vec::new();
    // More would be of no row that is looked at.
    for _ in 0..(dimensions == 1).then_some(length)?.min(10_000) {
        let size = be_u32(cell, at)? as i32;
        at += 4;
        if size < 0 {
            elements.push("NULL".to_owned());
            continue;
        }
        let end = at.checked_add(size as usize)?;
        elements.push(element(std::str::from_utf8(cell.get(at..end)?).ok()?));
        at = end;
    }
    Some(format!("{{{}}}", elements.join(",")))
}

fn element(text: &str) -> String {
    let special = |c: char| c.is_ascii_whitespace() || matches!(c, '{' | '}' | ',' | '"' | '\\');
    if text.is_empty() || text.eq_ignore_ascii_case("null") || text.contains(special) {
        format!("\"{}\"", text.replace('\\', r"\\").replace('"', r#"\""#))
    } else {
        text.to_owned()
    }
}

/// A cell as a number. OIDs and transaction ids are names, not numbers.
pub fn number(column: &Column, cell: &[u8]) -> Option<f64> {
    if matches!(column.type_oid, OID | XID) {
        return None;
    }
    if !column.binary {
        // Starts with a digit, a sign or a point: `inf`, `nan` and the like are no counts.
        let text = std::str::from_utf8(cell).ok().filter(|t| t.len() <= 64)?;
        let first = text.bytes().next()?;
        return if first.is_ascii_digit() || matches!(first, b'-' | b'.') { text.parse().ok() } else { None };
    }
    match column.type_oid {
        INT2 | INT4 | INT8 => integer(cell).map(|n| n as f64),
        FLOAT4 => be_u32(cell, 0).map(|bits| f64::from(f32::from_bits(bits))),
        FLOAT8 => Some(f64::from_be_bytes(cell.try_into().ok()?)),
        NUMERIC => numeric(cell),
        _ => None,
    }
}

fn integer(cell: &[u8]) -> Option<i64> {
    match *cell {
        [a, b] => Some(i64::from(i16::from_be_bytes([a, b]))),
        [a, b, c, d] => Some(i64::from(i32::from_be_bytes([a, b, c, d]))),
        _ => Some(i64::from_be_bytes(cell.try_into().ok()?)),
    }
}

/// numeric's binary form: digits to base 10,000, the first one's weight, and the sign.
fn numeric(cell: &[u8]) -> Option<f64> {
    const NEGATIVE: i16 = 0x4000;
    let (digits, weight, sign) = (be_i16(cell, 0)?, be_i16(cell, 2)?, be_i16(cell, 4)?);
    if sign != 0 && sign != NEGATIVE {
        return None;
    }
    let mut value = 0.0;
    for digit in 0..digits.max(0) {
        let read = be_i16(cell, 8 + 2 * digit as usize)?;
        value += f64::from(read) * 10_000f64.powi(i32::from(weight) - i32::from(digit));
    }
    Some(if sign == NEGATIVE { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn column(type_oid: u32, binary: bool) -> Column {
        Column { name: String::new(), origin: (0, 0), type_oid, binary }
    }

    #[test]
    fn numbers_in_both_forms() {
        assert_eq!(number(&column(INT8, false), b"85"), Some(85.0));
        assert_eq!(number(&column(NUMERIC, false), b"-2.5"), Some(-2.5));
        assert_eq!(number(&column(25, false), b"inf"), None);
        assert_eq!(number(&column(25, false), b"2026-11-21"), None);
        assert_eq!(number(&column(INT2, true), &[1, 0]), Some(256.0));
        assert_eq!(number(&column(INT4, true), &(-7i32).to_be_bytes()), Some(-7.0));
        assert_eq!(number(&column(INT8, true), &85i64.to_be_bytes()), Some(85.0));
        assert_eq!(number(&column(FLOAT8, true), &1.5f64.to_be_bytes()), Some(1.5));
        // 12345.6 as PostgreSQL sends it: digits 1, 2345, 6000; weight 1; scale 1.
        let sent = [0, 3, 0, 1, 0, 0, 0, 1, 0, 1, 9, 41, 0x17, 0x70];
        assert!((number(&column(NUMERIC, true), &sent).unwrap() - 12_345.6).abs() < 1e-9);
        assert_eq!(number(&column(OID, false), b"16384"), None);
        assert_eq!(number(&column(INT4, true), &[1]), None);
    }

    #[test]
    fn text_in_both_forms() {
        assert_eq!(text(&column(25, false), b"x").as_deref(), Some("x"));
        assert_eq!(text(&column(19, true), b"deploy_worker").as_deref(), Some("deploy_worker"));
        assert_eq!(text(&column(INT4, true), &85i32.to_be_bytes()).as_deref(), Some("85"));
        assert_eq!(text(&column(BOOL, true), &[1]).as_deref(), Some("t"));
        assert_eq!(text(&column(25, false), &[0xff]), None);
        assert_eq!(text(&column(XID, true), &[0, 0, 2, 1]).as_deref(), Some("513"));
        assert!(text(&column(1184, true), &[0xff; 8]).is_some(), "a time that is there");
    }

    #[test]
    fn arrays_of_texts_read_as_they_print() {
        let sent = |texts: &[Option<&str>]| {
            let mut cell = [1u32, 0, 25, texts.len() as u32, 1].map(u32::to_be_bytes).concat();
            for text in texts {
                cell.extend_from_slice(&text.map_or(-1, |t| t.len() as i32).to_be_bytes());
                cell.extend_from_slice(text.unwrap_or_default().as_bytes());
            }
            cell
        };
        let read = |texts: &[Option<&str>]| text(&column(TEXTS, true), &sent(texts)).map(Cow::into_owned);
        assert_eq!(read(&[Some("lock_timeout=2s"), Some("b=1")]).as_deref(), Some("{lock_timeout=2s,b=1}"));
        assert_eq!(read(&[Some("a b"), None, Some(""), Some("\"\\")]).as_deref(), Some(r#"{"a b",NULL,"","\"\\"}"#));
        assert_eq!(text(&column(TEXTS, true), &[0; 12]).as_deref(), Some("{}"));
        assert_eq!(text(&column(TEXTS, true), &sent(&[Some("a")])[..22]), None);
    }

    proptest! {
        #[test]
        fn garbage_never_panics(body in prop::collection::vec(any::<u8>(), 0..200), type_oid in 0u32..2000) {
            for column in columns(&body) {
                let _ = (text(&column, &body), number(&column, &body));
            }
            let _ = Cells::read(&body).map(|cells| (cells.get(0), cells.get(9)));
            let _ = (text(&column(type_oid, true), &body), number(&column(type_oid, true), &body));
        }
    }
}
