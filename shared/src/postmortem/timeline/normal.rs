//! Text brought to the signs that everything else reads: digits of full width, a terminal's colours, and times of day without
//! their colon where several lines begin so.

use super::scan::Scan;
use super::text::unmarked;

/// The text in usual signs, line for line; none where it has no others.
pub(super) fn signs(text: &str) -> Option<String> {
    let mut out = String::new();
    if text.contains(|c| matches!(c, '\u{1b}' | '０'..='９')) {
        let mut rest = text;
        while !rest.is_empty() {
            let c = rest.first();
            rest = &rest[c.len_utf8()..];
            // ESC [ 31 m
            let colours = rest.strip_prefix('[').map(|codes| codes.past("d;")).filter(|_| c == '\u{1b}');
            match (colours, c) {
                (Some(codes), _) if codes.begins("b") => rest = &codes[1..],
                // `／`, too, and the dash and the point.
                (_, '－'..='９') => out.extend(char::from_u32(c as u32 - 0xfee0)),
                _ => out.push(c),
            }
        }
    }
    let text = if out.is_empty() { text } else { &out };
    if let Some(timed) = colons(text) {
        return Some(timed);
    }
    (!out.is_empty()).then_some(out)
}

/// `0900 alert` or `9.04 alert` at a line's beginning: where the minutes begin, and the minutes of the day. `mixed`: times have
/// their colons elsewhere in the text, and four digits are a number.
fn bare(line: &str, mixed: bool) -> Option<(usize, usize, u32)> {
    let body = unmarked(line.trim_start()).1;
    let digits = body.run("d");
    let point = usize::from(digits == 1 && body[1..].begins("."));
    let rest = &body[digits + point..];
    let (hours, minutes, rest) = match (digits, point) {
        (4, _) if !mixed => (&body[..2], &body[2..4], rest),
        (1, 1) if rest.run("d") == 2 => (&body[..1], &rest[..2], &rest[2..]),
        _ => return None,
    };
    // `0900: alert`, but not `1500, 1600`.
    if !rest.begins("s:-–—") || !rest.past("s:-–—").begins("^d") {
        return None;
    }
    let (h, m): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let at = line.len() - body.len() + hours.len();
    (h < 24 && m < 60).then_some((at, point, h * 60 + m))
}

/// The text with the colons that times without them lack, where three lines or more begin with such, in order but for one
/// midnight or noon.
fn colons(text: &str) -> Option<String> {
    let filled = text.lines().filter(|line| !line.trim().is_empty()).count();
    let mixed = text.lines().any(|line| {
        let body = unmarked(line.trim_start()).1;
        body.begins("d") && body.past("d").begins(":") && body.past("d")[1..].begins("d")
    });
    let times: Vec<u32> = text.lines().filter_map(|line| bare(line, mixed).map(|(.., time)| time)).collect();
    let back = times.windows(2).filter(|pair| pair[1] < pair[0]).count();
    // Years pass for hours of the evening.
    let years = times.iter().all(|time| (1190..1240).contains(time));
    if times.len() < 3 || back > 1 || years && times.len() * 2 < filled {
        return None;
    }
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let (at, point, _) = bare(line, mixed).unwrap_or((line.len(), 0, 0));
        out.push_str(&line[..at]);
        out.push_str(if at < line.len() { ":" } else { "" });
        out.push_str(&line[at + point..]);
    }
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
