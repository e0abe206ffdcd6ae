//! Labels with values, as a postmortem's head has them: `**Duration:** 75 minutes`.

use super::lists::{Table, leading, trailing};
use super::reader::Reader;
use super::section::{self, Section};
use super::text::{BROKEN_BULLETS, key};
use crate::postmortem::timeline::scan::Scan;

/// What a label is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    Title,
    Id,
    Date,
    Time,
    Start,
    End,
    Duration,
    Severity,
    Status,
    Users,
    Services,
    Revenue,
    Objectives,
    Impact,
    Detect,
    Acknowledge,
    Resolve,
    Zone,
    /// Somebody in a role: the label is the role.
    Person,
    /// Known to say something, and kept with its label.
    Other,
    /// What a part of its own would say.
    Part(Section),
}

/// Labels, a line for each of [`FACTS`].
static LABELS: Table = Table::new(
    "\
title|incident title|incident name|postmortem|subject
incident id|incident number|incident|id
from|to|cc|sent|time to mitigate|time to mitigation|ttm|ticket|postmortem completed|postmortem date|next review|type|topic|level|launch|investigation hints
date|datum|incident date|date of incident
time
start|beginn|started|began|outage start|impact start|impact started|impact begins|impact began|customer impact began|started at|start time|incident start|begin
end|ende|ended|outage end|impact end|end time|incident end|resolved at|closed at|time resolved
duration|total duration|incident duration|outage duration|downtime
severity|sev|priority
status
users affected|affected users|customers affected|affected customers|users impacted
services affected|affected services|this incident affected|services|service|affected systems|systems affected|services impacted
revenue impact|financial impact|revenue lost|cost
sla|slo|sla breach|sla impact|slo impact|slo breach|error budget
impact
mttd|ttd|time to detect|time to detection|mean time to detect
mtta|tta|time to acknowledge|mean time to acknowledge
mttr|ttr|time to resolve|time to restore|time to resolution|time to recovery|time to recover|mean time to resolve\
|mean time to repair|mean time to recovery
timezone|time zone
incident commander|commander|ic|on call|on call engineer|communications lead|comms lead|operations lead\
|tech lead|scribe|author|authors|owner|prepared by|written by|reviewed by|approved by|reported by|contributors\
|participants|responders|attendees",
);
const FACTS: [Fact; 20] = [
    Fact::Title,
    Fact::Id,
    Fact::Other,
    Fact::Date,
    Fact::Time,
    Fact::Start,
    Fact::End,
    Fact::Duration,
    Fact::Severity,
    Fact::Status,
    Fact::Users,
    Fact::Services,
    Fact::Revenue,
    Fact::Objectives,
    Fact::Impact,
    Fact::Detect,
    Fact::Acknowledge,
    Fact::Resolve,
    Fact::Zone,
    Fact::Person,
];

/// What a label is of, if it is one.
pub(super) fn of(label: &str) -> Option<Fact> {
    let name = key(label);
    let known = LABELS.line(&name).map(|at| FACTS[at]);
    known.or_else(|| section::exact(&name).map(Fact::Part))
}

/// A piece of a line: its label with what it is of, and the text behind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece<'t> {
    pub label: Option<(&'t str, Fact)>,
    pub value: &'t str,
}

/// A line's pieces, where it begins with a label or has several; `None` for any other line.
pub(super) fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let mut labels: Vec<(usize, usize, Fact)> = Vec::new();
    let mut free_from = 0;
    let signs = (0..text.len()).filter(|at| matches!(text.as_bytes()[*at], b':' | b'='));
    for colon in signs.take(200) {
        let after = &text[colon + 1..];
        if !after.is_empty() && !after.begins("s") {
            continue;
        }
        let Some((from, fact)) = label_before(text, free_from, colon) else { continue };
        labels.push((from, colon, fact));
        free_from = colon + 1;
    }
    let first = labels.first()?;
    let before = trimmed(&text[..first.0]);
    if !(before.is_empty() || labels.len() >= 2) {
        return None;
    }
    let mut found = Vec::with_capacity(labels.len() + 1);
    if !before.is_empty() {
        found.push(Piece { label: None, value: before });
    }
    for (at, (from, colon, fact)) in labels.iter().enumerate() {
        let end = labels.get(at + 1).map_or(text.len(), |next| next.0);
        found.push(Piece { label: Some((&text[*from..*colon], *fact)), value: trimmed(&text[colon + 1..end]) });
    }
    Some(found)
}

/// The longest label that ends before a colon, of at most five words.
fn label_before(text: &str, free_from: usize, colon: usize) -> Option<(usize, Fact)> {
    let mut best = None;
    let mut near = colon.saturating_sub(60).max(free_from);
    while !text.is_char_boundary(near) {
        near += 1;
    }
    let starts = super::text::word_starts(&text[near..colon], usize::MAX);
    for from in starts.into_iter().rev().take(8) {
        let from = near + from;
        // Within a line a label begins large, else it is a sentence's word.
        let large = text[from..].begins("Ad");
        let first = text[..from].trim().is_empty();
        // At a name's beginning, not in the middle of one word.
        let apart = !text[..from].ends("w-_/");
        if (large || first)
            && apart
            && let Some(fact) = of(&text[from..colon])
        {
            best = Some((from, fact));
        }
    }
    best
}

/// Without the signs that part one piece from the next.
fn trimmed(value: &str) -> &str {
    let mut rest = value;
    loop {
        let before = rest.len();
        rest = rest.bare("s·•|;");
        rest = &rest[leading(BROKEN_BULLETS, rest).unwrap_or(0)..];
        rest = &rest[..rest.len() - trailing(BROKEN_BULLETS, rest).unwrap_or(0)];
        if rest.len() == before {
            let quoted = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            return quoted.unwrap_or(rest);
        }
    }
}

/// A duration at a text's beginning, in milliseconds, and how much of the text that is: `1 hour 15 minutes`, `~75 min`,
/// `1h15m`, `90s`, `01:15:00`, `1.5 hours`, `2 days`. A range is none.
pub(super) fn duration(text: &str) -> Option<(i64, usize)> {
    let mut r = Reader::new(text);
    while r.eat("~|≈|about |approximately |approx. |approx |around |roughly |ca. |under |nearly | |<|>") {}
    let clock = r.attempt(|r| {
        let (hours, _) = r.digits(1, 3)?;
        if !r.eat(":") {
            return None;
        }
        let (minutes, _) = r.digits(2, 2)?;
        let seconds = r.attempt(|r| if r.eat(":") { r.digits(2, 2) } else { None });
        let seconds = seconds.map_or(0, |(seconds, _)| i64::from(seconds));
        Some((i64::from(hours) * 3600 + i64::from(minutes) * 60 + seconds) * 1000)
    });
    if let Some(ms) = clock {
        return Some((ms, r.at));
    }
    let mut total = 0_i64;
    let mut parts = 0;
    while parts < 4
        && let Some((tenths, unit)) = r.attempt(part)
    {
        // Six digits of days at most: far from what i64 holds.
        total += tenths * unit / 10;
        parts += 1;
        r.attempt(|r| {
            r.blanks();
            if r.eat(",|and |&") {
                r.blanks();
                r.eat("and ");
            }
            r.peek().filter(char::is_ascii_digit)
        });
    }
    (parts > 0).then_some((total, r.at))
}

/// A unit of time, in milliseconds.
pub(super) fn unit(r: &mut Reader<'_>) -> Option<i64> {
    const UNITS: &str = "\
s|sec|secs|second|seconds
m|min|mins|minute|minutes
h|hr|hrs|hour|hours
d|day|days";
    r.one_of(UNITS).map(|at| [1000, 60_000, 3_600_000, 86_400_000][at])
}

/// A number in tenths, and its unit in milliseconds.
fn part(r: &mut Reader<'_>) -> Option<(i64, i64)> {
    let tenths = r.attempt(number).or_else(|| r.attempt(spelt))?;
    r.eat("-");
    r.blanks();
    let unit = unit(r)?;
    r.eat(".");
    Some((tenths, unit))
}

fn number(r: &mut Reader<'_>) -> Option<i64> {
    let (whole, _) = r.digits(1, 6)?;
    let part = r.attempt(|r| if r.eat(".") { r.digits(1, 3) } else { None });
    let tenth = match part {
        Some((part, 1)) => part,
        Some((part, 2)) => part / 10,
        Some((part, _)) => part / 100,
        None => 0,
    };
    Some(i64::from(whole) * 10 + i64::from(tenth))
}

fn spelt(r: &mut Reader<'_>) -> Option<i64> {
    const NUMBERS: &str = "zero\none|an|a\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\neleven\ntwelve";
    Some(r.one_of(NUMBERS)? as i64 * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let minutes = |text: &str| duration(text).map(|(ms, _)| ms as f64 / 60_000.0);
        for (text, wanted) in [
            ("1 hour 15 minutes", 75.0),
            ("75 minutes", 75.0),
            ("~23 min", 23.0),
            ("1h15m", 75.0),
            ("1h 15m", 75.0),
            ("01:15:00", 75.0),
            ("1.5 hours", 90.0),
            ("90s", 1.5),
            ("two hours and 5 minutes", 125.0),
            ("2 minutes (from first symptoms)", 2.0),
            ("29-minute outage", 29.0),
        ] {
            assert_eq!(minutes(text), Some(wanted), "{text}");
        }
        for text in ["10–15 min", "unknown", "", "5", "3 updates"] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }

    #[test]
    fn several_labels_on_a_line() {
        let found =
            pieces("Date: 2024-05-02 Time: 07:40 UTC Duration: 34 minutes Severity: SEV-2 (Major) Impact: all of it");
        let found: Vec<_> = found.unwrap().into_iter().map(|p| (p.label.map(|l| l.1), p.value)).collect();
        assert_eq!(
            found,
            [
                (Some(Fact::Date), "2024-05-02"),
                (Some(Fact::Time), "07:40 UTC"),
                (Some(Fact::Duration), "34 minutes"),
                (Some(Fact::Severity), "SEV-2 (Major)"),
                (Some(Fact::Impact), "all of it"),
            ]
        );
        assert_eq!(pieces("it went down. Root cause: a leak"), None);
        let found = pieces("Duration: 41 minutes • Users affected: 9,300 • Severity: P2").unwrap();
        assert_eq!(found.iter().map(|p| p.value).collect::<Vec<_>>(), ["41 minutes", "9,300", "P2"]);
    }
}
