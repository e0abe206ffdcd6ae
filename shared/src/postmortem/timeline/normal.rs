//! Text brought to the signs that everything else reads: digits of full width, a terminal's colours, and times of day without
//! their colon where several lines begin so.

use super::reader::Reader;
use super::scan::Scan;
use super::text::unmarked;

/// The text in usual signs, line for line; none where it has no others.
pub(super) fn signs(text: &str) -> Option<String> {
    let mut out = String::new();
    if text.chars().any(|c| matches!(c, '\u{1b}' | '０'..='９')) {
        let mut rest = text;
        while !rest.is_empty() {
            let c = rest.first();
            rest = &rest[c.len_utf8()..];
            // ESC [ 31 m
            let codes = if c == '\u{1b}' && rest.begins("[") { rest[1..].past("d;") } else { "" };
            if codes.begins("b") {
                rest = &codes[1..];
            } else {
                // `／`, too, and the dash and the point.
                out.push(if ('－'..='９').contains(&c) { (c as u32 - 0xfee0) as u8 as char } else { c });
            }
        }
    }
    let text = if out.is_empty() { text } else { &out };
    colons(text).or_else(|| (!out.is_empty()).then_some(out))
}

/// `0900 alert` or `9.04 alert` at a line's beginning: where the minutes begin, and the minutes of the day. `mixed`: times have
/// their colons elsewhere in the text, and four digits are a number.
fn bare(line: &str, mixed: bool) -> Option<(usize, usize, u32)> {
    let body = unmarked(line.trim_start()).1;
    let mut r = Reader::new(body);
    let (hours, digits) = r.digits(1, 4)?;
    let at = line.len() - body.len() + digits;
    let (at, point, time) = match digits {
        4 if !mixed => (at - 2, 0, hours),
        1 if r.eat(".") => (at, 1, hours * 100 + r.digits(2, 2)?.0),
        _ => return None,
    };
    // `0900: alert`, but not `1500, 1600`.
    let apart = r.rest().begins("s:-–—") && r.rest().past("s:-–—").begins("^d");
    (apart && time < 2400 && time % 100 < 60).then_some((at, point, time))
}

/// The text with the colons that times without them lack, where three lines or more begin with such, in order but for one
/// midnight or noon.
fn colons(text: &str) -> Option<String> {
    let mixed = text.split('\n').any(|line| {
        let rest = unmarked(line.trim_start()).1.past("d");
        rest.len() < line.trim_start().len() && rest.begins(":") && rest[1..].begins("d")
    });
    let (mut filled, mut times, mut years, mut back, mut last) = (0, 0, 0, 0, 0);
    for line in text.split('\n') {
        filled += i32::from(!line.trim().is_empty());
        let Some((.., time)) = bare(line, mixed) else { continue };
        times += 1;
        // Years pass for hours of the evening.
        years += i32::from((1970..2040).contains(&time));
        back += i32::from(time < last);
        last = time;
    }
    if times < 3 || back > 1 || years == times && times * 2 < filled {
        return None;
    }
    let mut out = String::new();
    for line in text.split('\n') {
        let (at, point, _) = bare(line, mixed).unwrap_or((line.len(), 0, 0));
        out.push_str(&line[..at]);
        out.push_str(if at < line.len() { ":" } else { "" });
        out.push_str(&line[at + point..]);
        out.push('\n');
    }
    out.pop();
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_signs() {
        assert_eq!(signs("１４：０５ ok").as_deref(), Some("14：05 ok"));
        assert_eq!(signs("\u{1b}[1;31mERROR\u{1b}[0m x").as_deref(), Some("ERROR x"));
        assert_eq!(signs("14:05 ok"), None);
    }

    #[test]
    fn times_without_colons() {
        assert_eq!(signs("0900 a\r\n- 0915: b\n1000 c\n").as_deref(), Some("09:00 a\r\n- 09:15: b\n10:00 c\n"));
        assert_eq!(signs("2:05pm a\n2.07 b\n2.15 c\n2.20 d").as_deref(), Some("2:05pm a\n2:07 b\n2:15 c\n2:20 d"));
        for not in [
            "0900 a\n0915 b",
            "1500 users\n0900 x\n0800 y\n0700 z",
            "a\nb\nc\nd\n2024 x\n2025 y\n2026 z",
            "10:00 a\n1000 b\n1100 c\n1200 d",
        ] {
            assert_eq!(signs(not), None);
        }
    }
}
