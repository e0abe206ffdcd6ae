//! Text and figures as every output writes them: one line, nothing invisible that could mislead, numbers as people write them.

use super::model::{Figure, Point};
use crate::numbers::grouped;

/// Text on one line: white space becomes single spaces, and what can't be seen is made visible (see [`visible`]).
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(' ');
            gap = false;
        }
        visible(c, &mut out);
    }
    out
}

/// Text with its line breaks: `\n` alone ends a line, tabs stay, no white space at the ends of lines, and what can't be seen is
/// made visible.
pub fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, one) in text.replace("\r\n", "\n").split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).enumerate() {
        if at > 0 {
            out.push('\n');
        }
        for c in one.trim_end().chars() {
            if c == '\t' { out.push(c) } else { visible(c, &mut out) }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A character as it may stand in an output: control characters as their pictures (`␛`), those that turn the direction of
/// text by their number (`[U+202E]`), so that nobody reads another text than there is; what XML forbids as `U+FFFD`.
fn visible(c: char, out: &mut String) {
    match c {
        '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
        '\u{7f}' => out.push('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            out.push_str("[U+");
            for shift in [12_u32, 8, 4, 0] {
                out.push(char::from_digit((c as u32 >> shift) & 15, 16).unwrap_or('0').to_ascii_uppercase());
            }
            out.push(']');
        }
        _ => out.push(c),
    }
}

/// Whether a text has a word in it, whatever its case.
pub fn mentions(text: &str, word: &str) -> bool {
    text.to_ascii_lowercase().contains(word)
}

/// Whether a character belongs to a word: letters and digits, and all that isn't ASCII. (Tables of all letters weigh more than
/// it would gain.)
pub fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii()
}

/// With a full stop, where it has no end of its own.
pub fn sentence(text: &str) -> String {
    let text = line(text);
    let ended = text.trim_end_matches(['"', '\'', ')', '”', '’', '»', '`']).ends_with(['.', '!', '?', '…', ':', '。']);
    if text.is_empty() || ended { text } else { text + "." }
}

/// In small letters: Latin, Greek and Cyrillic ones, whose tables are a line of arithmetic. All of Unicode's weigh ten
/// kilobytes in the page.
pub fn small(text: &str) -> String {
    let letter = |c: char| {
        let by = match c {
            'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 32,
            'Ѐ'..='Џ' => 80,
            // Here each capital stands before its small letter.
            'Ā'..='Į' | 'Ĳ'..='ķ' | 'Ŋ'..='ŷ' if u32::from(c) % 2 == 0 => 1,
            'Ĺ'..='ň' | 'Ź'..='ž' if u32::from(c) % 2 == 1 => 1,
            _ => 0,
        };
        char::from_u32(u32::from(c) + by).unwrap_or(c)
    };
    text.chars().map(letter).collect()
}

/// A number as people write it: `8,000`, `45`, `99.2`, `0.003`.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "unknown".to_owned();
    }
    let mut size = value.abs();
    if size >= 1e15 {
        let mut power = 0;
        while size >= 10.0 {
            size /= 10.0;
            power += 1;
        }
        let sign = if value < 0.0 { "-" } else { "" };
        return format!("{sign}{} × 10^{power}", number(size));
    }
    let places = match size {
        s if s.fract() == 0.0 || s >= 10_000.0 => 0,
        s if s >= 1000.0 => 1,
        s if s >= 1.0 => 2,
        s if s >= 0.01 => 3,
        _ => 6,
    };
    // Whole numbers from here on: the formatting of floats alone weighs ten kilobytes in the page.
    let scale = 10_u64.pow(places);
    let scaled = (size * scale as f64).round() as u64;
    let mut out = grouped(scaled / scale);
    if value < 0.0 && scaled > 0 {
        out.insert(0, '-');
    }
    let part = scaled % scale;
    if part > 0 {
        let digits = format!("{:0>1$}", part, places as usize);
        out.push('.');
        out.push_str(digits.trim_end_matches('0'));
    }
    out
}

/// A number with its unit: `45 %`, `200 ms`, `1.2 s`, `95`.
pub fn quantity(value: f64, unit: &str) -> String {
    match unit.trim() {
        "" => number(value),
        "ms" if value.abs() >= 1000.0 && value.is_finite() => format!("{} s", number(value / 1000.0)),
        "ms" if value.abs() >= 100.0 => format!("{} ms", number(value.round())),
        unit => format!("{} {}", number(value), line(unit)),
    }
}

/// A share in percent: `9.6 %`. Not more exact than it was counted.
pub fn share(part: u64, whole: u64) -> Option<String> {
    // In tenths of a percent, rounded.
    let tenths = (whole > 0).then(|| (part as f64 / whole as f64 * 1000.0).round() as u64)?;
    Some(if tenths % 10 == 0 { format!("{} %", tenths / 10) } else { format!("{}.{} %", tenths / 10, tenths % 10) })
}

/// A figure's value as it is written: the source's own words where it isn't a number, else `95 of 100` or `45 %`.
pub fn value(figure: &Figure, point: &Point) -> String {
    match (&point.text, figure.limit) {
        (Some(text), _) if !text.trim().is_empty() => line(text),
        (_, Some(limit)) if figure.unit.trim().is_empty() => format!("{} of {}", number(point.value), number(limit)),
        _ => quantity(point.value, &figure.unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert_eq!(line("  a\r\n\tb\u{1b}[31m \u{202e}txt.exe\0 "), "a b\u{241b}[31m [U+202E]txt.exe\u{2400}");
        assert_eq!(lines("a  \r\nb\tc\n\n\n"), "a\nb\tc");
        assert_eq!(line("\u{85}\u{9b}x\u{ffff}"), "\u{fffd}x\u{fffd}");
    }

    #[test]
    fn small_letters_are_unicodes_own() {
        // The dotted I becomes two characters, and the old letters between Latin and Greek are nobody's.
        for c in ('\0'..='\u{17f}').chain('\u{391}'..='\u{3ab}').chain('\u{400}'..='\u{45f}').filter(|c| *c != 'İ') {
            let theirs: String = if c == 'Ÿ' { c.to_string() } else { c.to_lowercase().collect() };
            assert_eq!(small(&c.to_string()), theirs, "{c:?}");
        }
        assert_eq!(small("Émile ΣΑΣ Ёлка İ 日本"), "émile σασ ёлка İ 日本");
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (45.0, "45"),
            (99.95, "99.95"),
            (12_400.0, "12,400"),
            (1_234_567.8, "1,234,568"),
            (0.1, "0.1"),
            (1.25, "1.25"),
            (0.003, "0.003"),
            (-2.5, "-2.5"),
            (-0.000_000_1, "0"),
            (f64::NAN, "unknown"),
            (f64::INFINITY, "unknown"),
        ] {
            assert_eq!(number(value), text);
        }
        assert_eq!(quantity(1240.0, "ms"), "1.24 s");
        assert_eq!(quantity(200.0, "ms"), "200 ms");
        assert_eq!(quantity(45.0, "%"), "45 %");
        assert_eq!(share(96, 1000).as_deref(), Some("9.6 %"));
        assert_eq!(share(u64::MAX, u64::MAX).as_deref(), Some("100 %"));
        assert_eq!(share(0, 0), None);
        assert_eq!(grouped(1_000_000), "1,000,000");
    }

    #[test]
    fn values_of_figures() {
        let figure = Figure { limit: Some(100.0), ..Figure::default() };
        assert_eq!(value(&figure, &Point { at: None, value: 95.0, text: None }), "95 of 100");
        assert_eq!(value(&figure, &Point { at: None, value: 0.0, text: Some("timeout".into()) }), "timeout");
    }

    #[test]
    fn sentences_end_once() {
        assert_eq!(sentence("it broke"), "it broke.");
        assert_eq!(sentence("it broke. "), "it broke.");
        assert_eq!(sentence("he said \"go!\""), "he said \"go!\"");
    }
}
