//! Times and numbers as people read and write them.

/// `m:ss`, or `h:mm:ss` from an hour on.
pub fn clock(ms: u64) -> String {
    let seconds = ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let two = |n: u64| [if n < 10 { "0" } else { "" }, &n.to_string()].concat();
    if hours > 0 {
        [hours.to_string(), two(minutes), two(seconds)].join(":")
    } else {
        [minutes.to_string(), two(seconds)].join(":")
    }
}

/// A number without needless digits: whole from 10 on, one decimal below.
pub fn number(value: f64) -> String {
    if value >= 10.0 || value.fract() == 0.0 {
        (value.round() as i64).to_string()
    } else {
        let tenths = (value * 10.0).round() as i64;
        [(tenths / 10).to_string(), (tenths % 10).to_string()].join(".")
    }
}

/// A number as it was typed. The browser reads JSON for us; Rust's own reader of numbers would be another 13 KB.
pub fn parse(typed: &str) -> Option<f64> {
    crate::json::parse(typed.trim())?.as_f64()
}

/// A number with all its digits.
pub fn exact(value: f64) -> String {
    let text = serde_json::to_string(&value).unwrap_or_default();
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks() {
        assert_eq!(clock(0), "0:00");
        assert_eq!(clock(61_999), "1:01");
        assert_eq!(clock(3_600_000 + 2 * 60_000 + 9_000), "1:02:09");
    }

    #[test]
    fn numbers() {
        assert_eq!(number(0.0), "0");
        assert_eq!(number(2.04), "2.0");
        assert_eq!(number(9.96), "10.0");
        assert_eq!(number(85.4), "85");
        assert_eq!(number(7.0), "7");
    }

    #[test]
    fn typed_numbers() {
        assert_eq!(parse(" 85 "), Some(85.0));
        assert_eq!(parse("-1.5"), Some(-1.5));
        assert_eq!(parse(""), None);
        assert_eq!(parse("many"), None);
        assert_eq!(exact(85.0), "85");
        assert_eq!(exact(0.25), "0.25");
    }
}
