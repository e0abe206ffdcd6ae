//! What a learner typed, as far as it speaks against a result: a number that stands in a statement is nobody's count, and
//! whoever renames sessions may be looking at their own. What is typed never speaks for anything.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::text::cut;

/// Most of a statement that is looked through; of a longer one nobody knows what is in it.
pub const READ_BYTES: usize = 64 << 10;
/// Different numbers of a statement that are remembered; with more, any number may have been made of them.
const NUMBERS: usize = 64;
/// Numbers below this one are typed for many reasons (`ORDER BY 2`), and only count where they may come out of a result.
const SMALL: u32 = 10;
/// Numbers of a session from here on are not remembered: no sandbox has so many connections.
const REMEMBERED: u32 = 4096;

/// A statement as it was sent.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// Its text, cut.
    pub text: Arc<str>,
    /// What was typed.
    pub typed: Arc<Typed>,
}

impl Script {
    /// A statement's text; `whole` if nothing of it is missing.
    pub fn new(text: &[u8], whole: bool) -> Self {
        Self { text: Arc::from(cut(text)), typed: Arc::new(Typed::read(&String::from_utf8_lossy(text), whole)) }
    }
}

/// What one statement holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    numbers: BTreeSet<u32>,
    /// Whether there is more in it than is known.
    unknown: bool,
    /// Whether it may rename a session while it runs, so that the server tells of it only after its rows.
    pub renames: bool,
    /// Whether it may run something else that was typed before, or that is hidden in a string.
    pub hides: bool,
}

/// Words by which SQL runs what stands in a string or renames its session from within.
const HIDING: &[&str] = &[
    "set_config",
    "query_to_xml",
    "query_to_xml_and_xmlschema",
    "query_to_xmlschema",
    "table_to_xml",
    "table_to_xml_and_xmlschema",
    "cursor_to_xml",
    "schema_to_xml",
    "schema_to_xml_and_xmlschema",
    "database_to_xml",
    "database_to_xml_and_xmlschema",
    "ts_stat",
    "ts_rewrite",
    "dblink",
];

impl Typed {
    fn read(text: &str, whole: bool) -> Self {
        let text = text.to_ascii_lowercase();
        let words = || text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let mut typed = Self {
            unknown: !whole,
            renames: !whole || text.contains("application_name") && words().any(|w| w == "set" || w == "set_config"),
            // Escapes could spell any of the words.
            hides: !whole || text.contains("u&") || words().any(|word| HIDING.contains(&word)),
            ..Self::default()
        };
        typed.numbers(&text);
        typed
    }

    /// Keeps the numbers, small ones only where they are no position, limit or bound of a comparison.
    fn numbers(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let (mut at, mut position) = (0, false);
        while at < bytes.len() {
            let start = at;
            let byte = bytes[at];
            if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 || byte == b'$' {
                while at < bytes.len()
                    && (bytes[at].is_ascii_alphanumeric() || b"_$".contains(&bytes[at]) || bytes[at] >= 0x80)
                {
                    at += 1;
                }
                position = matches!(&text[start..at], "by" | "limit" | "offset" | "first" | "next" | "desc" | "asc");
            } else if byte.is_ascii_digit() {
                while at < bytes.len() && bytes[at].is_ascii_digit() {
                    at += 1;
                }
                let number = text[start..at].parse().unwrap_or(u32::MAX);
                if number >= SMALL || !position {
                    self.add(number);
                }
            } else {
                if !byte.is_ascii_whitespace() {
                    position = b"<>=".contains(&byte) || (position && byte == b',');
                } else if position && bytes[..start].last().is_some_and(u8::is_ascii_digit) {
                    // `LIMIT 1` is over; a list of positions goes on behind its commas.
                    position = text[start..].trim_start().starts_with(',');
                }
                at += 1;
            }
        }
    }

    fn add(&mut self, number: u32) {
        if self.numbers.len() < NUMBERS {
            self.numbers.insert(number);
        } else if !self.numbers.contains(&number) {
            self.unknown = true;
        }
    }

    /// Takes in a value that was sent beside the statement, as text or as a whole number in binary.
    pub fn parameter(&mut self, value: &[u8]) {
        match *value {
            [a, b] => self.add(u32::from(u16::from_be_bytes([a, b]))),
            [a, b, c, d] => self.add(u32::from_be_bytes([a, b, c, d])),
            [0, 0, 0, 0, a, b, c, d] => self.add(u32::from_be_bytes([a, b, c, d])),
            _ => {}
        }
        self.numbers(&String::from_utf8_lossy(value));
    }

    /// The same with what was sent beside it.
    pub fn with(&self, parameters: &Self) -> Self {
        let mut both = self.clone();
        for number in &parameters.numbers {
            both.add(*number);
        }
        both.unknown |= parameters.unknown;
        both
    }

    /// Nobody knows what else was sent beside the statement.
    pub fn lost(&mut self) {
        self.unknown = true;
    }

    /// Whether a number may have been typed: it stands there, or two that stand there make it.
    pub fn has(&self, number: f64) -> bool {
        let numbers = || self.numbers.iter().map(|n| f64::from(*n));
        let is = |made: f64| (made - number).abs() < 0.5;
        self.unknown
            || numbers().any(is)
            || number >= f64::from(SMALL) && numbers().any(|a| numbers().any(|b| is(a + b) || is(a - b) || is(a * b)))
    }
}

/// Every number that was typed in a session: a prepared statement, a setting or a table may bring it back.
#[derive(Debug)]
pub struct Everything([AtomicU64; REMEMBERED as usize / 64]);

impl Default for Everything {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicU64::new(0)))
    }
}

impl Everything {
    /// Takes a statement's numbers in.
    pub fn add(&self, typed: &Typed) {
        for number in typed.numbers.iter().filter(|n| (SMALL..REMEMBERED).contains(*n)) {
            self.0[*number as usize / 64].fetch_or(1 << (number % 64), Ordering::Relaxed);
        }
    }

    /// Whether this number was typed.
    pub fn has(&self, number: f64) -> bool {
        if number < 0.0 || number >= f64::from(REMEMBERED) {
            return false;
        }
        let number = number as u32;
        self.0[number as usize / 64].load(Ordering::Relaxed) & (1 << (number % 64)) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Typed {
        Typed::read(text, true)
    }

    #[test]
    fn numbers_that_were_typed_or_are_made_of_two() {
        for text in
            ["SELECT 85", "SELECT '85'::int", "SELECT 40+45", "SELECT 5 * 17", "FROM generate_series(1,85)", "1e1 85"]
        {
            assert!(typed(text).has(85.0), "{text}");
        }
        for text in ["SELECT count(*) FROM t85 GROUP BY 1 ORDER BY 2 DESC LIMIT 20", "SELECT $1, int4 '7'"] {
            assert!(!typed(text).has(85.0), "{text}");
        }
        assert!(Typed::read("SELECT", false).has(85.0), "nobody knows what the rest holds");
        let many: Vec<String> = (100..300).map(|n: u32| n.to_string()).collect();
        assert!(typed(&many.join(" ")).has(85.0), "any number may be made of so many");
    }

    #[test]
    fn positions_limits_and_bounds_are_no_counts() {
        for text in [
            "SELECT code, count(*) FROM t GROUP BY 1 HAVING count(*) > 1 ORDER BY 2 DESC, 1",
            "SELECT code FROM t GROUP BY 3, 2 LIMIT 2",
            "SELECT code FROM t FETCH FIRST 2 ROWS ONLY",
            "SELECT code FROM t WHERE n >= 2",
        ] {
            assert!(!typed(text).has(2.0), "{text}");
        }
        for text in ["SELECT code, 2 FROM t", "SELECT code FROM t, generate_series(1, 2)", "SELECT x LIMIT 1 - 2"] {
            assert!(typed(text).has(2.0), "{text}");
        }
    }

    #[test]
    fn parameters_are_typed_too() {
        for value in [&b"85"[..], &[0, 0, 0, 85], &[0, 85], &[0, 0, 0, 0, 0, 0, 0, 85]] {
            let mut typed = typed("SELECT $1");
            typed.parameter(value);
            assert!(typed.has(85.0), "{value:?}");
        }
    }

    #[test]
    fn a_session_remembers() {
        let all = Everything::default();
        all.add(&typed("SELECT 85, 2"));
        assert!(all.has(85.0) && !all.has(84.0) && !all.has(2.0) && !all.has(1e9) && !all.has(-1.0));
    }

    #[test]
    fn words_that_rename_and_hide() {
        assert!(typed("SET LOCAL application_name = 'x'; SELECT 1").renames);
        assert!(!typed("SELECT application_name FROM pg_stat_activity").renames);
        assert!(typed("SELECT Set_Config('a', 'b', true)").hides);
        assert!(typed("SELECT U&\"\\0073et_config\"('a', 'b', true)").hides);
        assert!(!typed("SELECT application_name, count(*) FROM pg_stat_activity").hides);
    }
}
