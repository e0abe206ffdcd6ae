//! `\pset numericlocale`: groups of three digits with commas, as psql does in the C locale.

use super::Table;

/// The table with its numbers grouped.
pub fn localised(table: &Table) -> Table {
    let mut table = table.clone();
    for row in &mut table.rows {
        for (cell, column) in row.iter_mut().zip(&table.columns) {
            if let Some(text) = cell
                && column.right_aligned()
                && let Some(grouped) = grouped(text)
            {
                *text = grouped;
            }
        }
    }
    table
}

/// The number with its integer digits grouped; none where there is nothing to group.
fn grouped(number: &str) -> Option<String> {
    if !number.bytes().all(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) {
        return None;
    }
    let start = usize::from(number.starts_with(['-', '+']));
    let digits = number[start..].bytes().take_while(u8::is_ascii_digit).count();
    if digits <= 3 {
        return None;
    }
    let mut out = String::with_capacity(number.len() + digits / 3);
    out.push_str(&number[..start]);
    for (i, digit) in number[start..start + digits].chars().enumerate() {
        if i > 0 && (digits - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(&number[start + digits..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_integer_digits_only() {
        for (number, expected) in [
            ("1", None),
            ("999", None),
            ("1000", Some("1,000")),
            ("-1234567.8912", Some("-1,234,567.8912")),
            ("1e10", None),
            ("NaN", None),
            ("$1,000.00", None),
        ] {
            assert_eq!(grouped(number).as_deref(), expected, "{number}");
        }
    }
}
