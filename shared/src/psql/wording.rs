//! Small readings and wordings of statements: tags, first words, times.

use std::fmt::Write as _;

/// The rows that a command tag counts.
pub(super) fn row_count(tag: &str) -> String {
    match tag.split(' ').next() {
        Some("INSERT" | "DELETE" | "UPDATE" | "SELECT" | "MOVE" | "FETCH" | "COPY" | "MERGE") => {
            tag.rsplit(' ').next().filter(|n| n.bytes().all(|b| b.is_ascii_digit())).unwrap_or("0").to_owned()
        }
        _ => "0".to_owned(),
    }
}

fn skip_space_and_comments(mut text: &str) -> &str {
    loop {
        let trimmed = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        if let Some(rest) = trimmed.strip_prefix("--") {
            text = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if trimmed.starts_with("/*") {
            let (mut depth, mut at) = (1u32, 2);
            while depth > 0 && at < trimmed.len() {
                let rest = &trimmed.as_bytes()[at..];
                if rest.starts_with(b"/*") {
                    depth += 1;
                    at += 2;
                } else if rest.starts_with(b"*/") {
                    depth -= 1;
                    at += 2;
                } else {
                    at += 1;
                }
            }
            text = trimmed.get(at..).unwrap_or("");
        } else {
            return trimmed;
        }
    }
}

fn words(text: &str, most: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while words.len() < most {
        rest = skip_space_and_comments(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(rest.len());
        if end == 0 {
            break;
        }
        words.push(rest[..end].to_ascii_lowercase());
        rest = &rest[end..];
    }
    words
}

pub(super) fn first_word(text: &str) -> String {
    words(text, 1).pop().unwrap_or_default()
}

/// Whether psql takes this for a query whose rows can be fetched by a cursor.
pub(super) fn is_select(text: &str) -> bool {
    let mut rest = skip_space_and_comments(text);
    while let Some(inner) = rest.strip_prefix('(') {
        rest = skip_space_and_comments(inner);
    }
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    ["select", "values"].iter().any(|word| rest[..end].eq_ignore_ascii_case(word))
}

/// Statements before which psql sends no BEGIN even with AUTOCOMMIT off.
pub(super) fn needs_no_begin(text: &str) -> bool {
    let words = words(text, 4);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["abort" | "begin" | "commit" | "end" | "rollback" | "start" | "vacuum", ..]
            | ["prepare", "transaction", ..]
            | ["cluster"]
            | ["cluster", "verbose"]
            | ["create" | "drop", "database" | "tablespace", ..]
            | ["create", "unique", "index", "concurrently"]
            | ["create" | "drop", "index", "concurrently", ..]
            | ["alter" | "drop", "system", ..]
            | ["reindex", "database" | "system", ..]
            | ["reindex", "index" | "table" | "schema", "concurrently", ..]
            | ["discard", "all", ..]
    )
}

/// `Time: ...` as psql words it.
pub(super) fn timing(elapsed_us: u64) -> String {
    let milliseconds = elapsed_us as f64 / 1000.0;
    let mut text = format!("Time: {milliseconds:.3} ms");
    if milliseconds < 1000.0 {
        return text;
    }
    let seconds = milliseconds / 1000.0;
    let minutes = (seconds / 60.0).floor();
    let seconds = seconds - minutes * 60.0;
    let (hours, rest) = ((minutes / 60.0).floor(), minutes % 60.0);
    let (days, hours_rest) = ((hours / 24.0).floor(), hours % 24.0);
    let _ = if hours < 1.0 {
        write!(text, " ({minutes:02.0}:{seconds:06.3})")
    } else if days < 1.0 {
        write!(text, " ({hours:02.0}:{rest:02.0}:{seconds:06.3})")
    } else {
        write!(text, " ({days:.0} d {hours_rest:02.0}:{rest:02.0}:{seconds:06.3})")
    };
    text
}

/// What stands above a result of `\watch`: the user's own title, the time where it is known, and the interval.
pub(super) fn watch_title(user: Option<String>, seconds: f64, now_us: u64) -> String {
    let user = user.map_or(String::new(), |title| format!("{title}\t"));
    format!("{user}{}(every {seconds}s)\n", clock(now_us))
}

/// The date and time for `\watch`, in UTC; nothing where the host's clock doesn't count from 1970.
fn clock(now_us: u64) -> String {
    let seconds = now_us / 1_000_000;
    // Before 2017 it can only be some steady clock.
    if seconds < 1_500_000_000 {
        return String::new();
    }
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Civil date from days, by Howard Hinnant's algorithm.
    let z = days as i64 + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    let month =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][(month - 1) as usize];
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(days % 7) as usize];
    format!("{weekday} {month} {day:2} {:02}:{:02}:{:02} {year} ", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timings_as_psql_words_them() {
        assert_eq!(timing(1_234), "Time: 1.234 ms");
        assert_eq!(timing(1_234_567), "Time: 1234.567 ms (00:01.235)");
        assert_eq!(timing(3_723_000_000), "Time: 3723000.000 ms (01:02:03.000)");
        assert_eq!(timing(90_000_000_000), "Time: 90000000.000 ms (1 d 01:00:00.000)");
    }

    #[test]
    fn the_clock_shows_dates() {
        assert_eq!(clock(1_795_240_445_000_000), "Sat Nov 21 05:54:05 2026 ");
        assert_eq!(clock(5_000_000), "");
    }

    #[test]
    fn some_statements_take_no_begin() {
        assert!(needs_no_begin("-- x\n /* y /* z */ */ BEGIN"));
        assert!(needs_no_begin("vacuum full t"));
        assert!(needs_no_begin("create unique index concurrently i on t(x)"));
        assert!(!needs_no_begin("create table t()"));
        assert!(!needs_no_begin("prepare x as select 1"));
    }
}
