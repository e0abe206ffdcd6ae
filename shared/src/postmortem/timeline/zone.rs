//! Zones, as people write them after a time.

use super::scan::Scan;
use super::text::{cat, digits};

/// A zone that a source names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Zone {
    /// As the source writes it: moments with a zone stay as easily copied as those without.
    letters: [u8; 12],
    /// Minutes east of UTC.
    pub east: i32,
    /// Whether other zones go by the same letters.
    pub unsure: bool,
}

impl Zone {
    fn known(name: &str, east: i32) -> Self {
        let mut letters = [0; 12];
        for (there, letter) in letters.iter_mut().zip(name.bytes()) {
            *there = letter;
        }
        Self { letters, east, unsure: false }
    }

    pub const fn utc() -> Self {
        Self { letters: *b"UTC\0\0\0\0\0\0\0\0\0", east: 0, unsure: false }
    }

    /// As the source writes it.
    pub fn name(&self) -> &str {
        let length = self.letters.iter().position(|letter| *letter == 0).unwrap_or(self.letters.len());
        std::str::from_utf8(&self.letters[..length]).unwrap_or_default()
    }
}

/// Letters, minutes east of UTC, and whether the same letters mean something else elsewhere.
const NAMED: &[(&str, i32, bool)] = &[
    ("UTC", 0, false),
    ("GMT", 0, false),
    ("Z", 0, false),
    ("WET", 0, false),
    ("WEST", 60, false),
    ("CET", 60, false),
    ("CEST", 120, false),
    ("MEZ", 60, false),
    ("MESZ", 120, false),
    ("EET", 120, false),
    ("EEST", 180, false),
    ("MSK", 180, false),
    ("BST", 60, true),
    ("IST", 330, true),
    ("SGT", 480, false),
    ("HKT", 480, false),
    ("JST", 540, false),
    ("KST", 540, false),
    ("AWST", 480, false),
    ("ACST", 570, false),
    ("ACDT", 630, false),
    ("AEST", 600, false),
    ("AEDT", 660, false),
    ("NZST", 720, false),
    ("NZDT", 780, false),
    ("BRT", -180, false),
    ("ART", -180, false),
    ("AST", -240, true),
    ("ADT", -180, false),
    ("EST", -300, false),
    ("EDT", -240, false),
    ("CST", -360, true),
    ("CDT", -300, false),
    ("MST", -420, false),
    ("MDT", -360, false),
    ("PST", -480, false),
    ("PDT", -420, false),
    ("AKST", -540, false),
    ("AKDT", -480, false),
    ("HST", -600, false),
    // Without S or D the season decides, which isn't known here.
    ("ET", -300, true),
    ("CT", -360, true),
    ("MT", -420, true),
    ("PT", -480, true),
];

/// The zone that a text begins with, and its length. `close`: the zone follows its time without a blank, so that `+02` is
/// one, too; otherwise only what can't be anything else.
pub(super) fn leading(text: &str, close: bool) -> Option<(Zone, usize)> {
    if text.starts_with("МСК") {
        return Some((Zone::known("MSK", 180), "МСК".len()));
    }
    let letters = text.run("b");
    if letters > 0 {
        let word = &text[..letters];
        // Small letters are words (`est`, `art`), but for these two.
        let name = match word {
            "utc" => "UTC",
            "gmt" => "GMT",
            "z" if close => "Z",
            _ => word,
        };
        let (_, east, unsure) = *NAMED.iter().find(|(known, ..)| *known == name)?;
        if word == "Z" && !close || text[letters..].past("_").begins("w") {
            return None;
        }
        // UTC+2, GMT-05:30
        if matches!(name, "UTC" | "GMT")
            && let Some((more, length)) = offset(&text[letters..], true)
        {
            let end = letters + length;
            return Some((Zone::known(&text[..end], more), end));
        }
        let name = if name == "Z" { "UTC" } else { name };
        return Some((Zone { unsure, ..Zone::known(name, east) }, letters));
    }
    let (east, length) = offset(text, close)?;
    let zone = if east == 0 { Zone::utc() } else { Zone::known(&written(east), east) };
    Some((zone, length))
}

/// `+02:00`, `+0200`, and with `short` `+2`, `+02`: minutes east and length.
fn offset(text: &str, short: bool) -> Option<(i32, usize)> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' | '\u{2212}' => -1,
        _ => return None,
    };
    let from = text.chars().next()?.len_utf8();
    let rest = &text[from..];
    let digits = rest.bytes().take(5).take_while(u8::is_ascii_digit).count();
    let number = |of: &str| of.parse::<i32>().ok();
    let (hours, minutes, length) = match digits {
        4 => (number(&rest[..2])?, number(&rest[2..4])?, 4),
        1 | 2 => {
            let minutes =
                rest[digits..].strip_prefix(':').map(|m| m.bytes().take(3).take_while(u8::is_ascii_digit).count());
            if minutes == Some(2) {
                (number(&rest[..digits])?, number(&rest[digits + 1..digits + 3])?, digits + 3)
            } else if short {
                (number(&rest[..digits])?, 0, digits)
            } else {
                return None;
            }
        }
        _ => return None,
    };
    // Zones lie at quarters of an hour; anything else is a time.
    if hours > 14 || minutes % 15 != 0 || rest[length..].begins("w:") {
        return None;
    }
    Some((sign * (hours * 60 + minutes), from + length))
}

pub(super) fn written(east: i32) -> String {
    let sign = if east < 0 { "-" } else { "+" };
    let east = east.unsigned_abs();
    cat(&[sign, &digits(east / 60, 2), ":", &digits(east % 60, 2)])
}

/// Whether a word is a zone's name, in any case.
pub(super) fn is_one(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    word.len() > 1 && NAMED.iter().any(|(name, ..)| *name == word)
}

/// The zone that a text names somewhere, as in `Time (UTC)` or `all times are CET`.
pub(super) fn within(text: &str) -> Option<Zone> {
    super::text::word_starts(text, usize::MAX)
        .into_iter()
        .find_map(|at| leading(&text[at..], false).map(|(zone, _)| zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_as_people_write_them() {
        let read = |text: &str| leading(text, true).map(|(zone, length)| (zone.name().to_owned(), zone.east, length));
        assert_eq!(read("UTC text"), Some(("UTC".into(), 0, 3)));
        assert_eq!(read("Z"), Some(("UTC".into(), 0, 1)));
        assert_eq!(read("+02:00]"), Some(("+02:00".into(), 120, 6)));
        assert_eq!(read("+0530"), Some(("+05:30".into(), 330, 5)));
        assert_eq!(read("UTC+2 alert"), Some(("UTC+2".into(), 120, 5)));
        assert_eq!(read("PDT"), Some(("PDT".into(), -420, 3)));
        assert_eq!(read("CESTA"), None);
        assert_eq!(read("est"), None);
        assert_eq!(read("-15:45"), None);
        assert_eq!(leading("-5", false), None);
        assert_eq!(within("Time (UTC)").map(|z| z.east), Some(0));
        assert_eq!(within("a test of it"), None);
    }
}
