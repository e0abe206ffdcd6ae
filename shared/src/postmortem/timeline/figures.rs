//! Measured figures in entries, and how they moved.

use super::lists::{place, trailing};
use super::reader::Reader;
use super::text::{BROKEN_ARROWS, beginning, cat, is_at, word_starts};
use crate::postmortem::model::{Figure, Item, Point};
use crate::postmortem::timeline::scan::Scan;

/// What figures are called: words as they stand in texts, and in the same place of [`NAMES`] the name.
const WORDS: &str = "\
error rate|errors rate|error ratio
success rate
connection pool|pool usage|pool utilization|pool
active connections|connection count|connections
response time
replication lag
lag
latency
p50
p90
p95
p99
cpu
memory
disk
queue depth
queue
cache hit
throughput
requests
qps
rps
tps
load";
const NAMES: &str = "Error rate|Success rate|Connection pool|Connections|Response time|Replication lag|Lag|Latency|p50|p90|p95|p99\
    |CPU|Memory|Disk|Queue depth|Queue|Cache hit rate|Throughput|Requests|QPS|RPS|TPS|Load";

/// A value as it stands in a text.
#[derive(Debug, Clone, PartialEq)]
struct Value {
    from: usize,
    to: usize,
    value: f64,
    limit: Option<f64>,
    unit: &'static str,
    /// As written, where it isn't a number of its own.
    text: Option<String>,
}

const ARROWS: &str = "→|->|=>";

/// Most points and figures: a paste of a log has no end of numbers.
const MOST_FIGURES: usize = 40;
const MOST_POINTS: usize = 500;

/// The figures of the timeline's entries, after those that are known.
pub(super) fn gather(figures: &mut Vec<Figure>, items: &[Item]) {
    for item in items {
        read(figures, &item.text, item.at);
        if let Some(notes) = &item.notes {
            read(figures, notes, item.at);
        }
    }
    // A figure is a number that stands with others, or a share.
    figures.retain(|figure| {
        figure.points.len() > 1 || figure.unit == "%" || figure.limit.is_some() || !figure.unit.is_empty()
    });
}

/// The figures of a text: shares, durations, counts of a limit, and counts behind a name.
fn read(figures: &mut Vec<Figure>, text: &str, at: Option<i64>) {
    let text = beginning(text, 400);
    if !text.holds("d") {
        return;
    }
    let small = text.to_ascii_lowercase();
    let values = values(text);
    let mut before = 0;
    for (place, value) in values.iter().enumerate() {
        // The name stands before the value, back to the value before it; else right behind, as in `23% of requests`.
        let from = values[..place].last().map_or(0, |last| last.to);
        let joined = place > 0 && is_arrow(&text[from..value.from]);
        if !joined {
            before = from;
        }
        let until = if joined { text[..value.from].len() } else { value.from };
        let name = named_before(&small, before, until).or_else(|| {
            let next = values.get(place + 1).map_or(text.len(), |next| next.from);
            (!value.unit.is_empty() || value.limit.is_some())
                .then(|| named_behind(text, &small, value.to, next))
                .flatten()
        });
        let Some(name) = name else { continue };
        // A bare number belongs to a name only if it stands near.
        if value.unit.is_empty() && value.limit.is_none() && !joined && !near(&small[before..value.from]) {
            continue;
        }
        push(figures, name, value, at);
    }
}

/// `name: 60 → 95 → 100`: a sequence without moments.
pub(super) fn sequence(figures: &mut Vec<Figure>, text: &str) {
    let Some((name, rest)) = text.split_once(':') else { return };
    let mut arrows = ARROWS.split('|').chain(BROKEN_ARROWS.split('|'));
    let Some(arrow) = arrows.find(|arrow| rest.contains(arrow)) else { return };
    if name.len() > 60 || rest.len() > 2000 || figures.len() >= MOST_FIGURES {
        return;
    }
    let mut points = Vec::new();
    let mut unit = "";
    for part in rest.split(arrow) {
        let part = part.trim();
        let one = values(part).into_iter().next().filter(|value| value.from <= 2);
        match one {
            Some(value) => {
                if unit.is_empty() {
                    unit = value.unit;
                }
                points.push(Point { at: None, value: value.value, text: value.text });
            }
            // `timeout` has no number, and still a place in the sequence.
            None if !points.is_empty() && part.len() <= 24 && !part.holds("d") => {
                let last = points.iter().map(|point: &Point| point.value).fold(0.0, f64::max);
                points.push(Point { at: None, value: last, text: Some(part.to_owned()) });
            }
            None => return,
        }
    }
    if points.len() > 1 && points.len() <= MOST_POINTS {
        figures.push(Figure { name: name.trim().to_owned(), unit: unit.to_owned(), limit: None, points });
    }
}

fn push(figures: &mut Vec<Figure>, name: &str, value: &Value, at: Option<i64>) {
    let point = Point { at, value: value.value, text: value.text.clone() };
    // Figures of entries have moments; a sequence of the same name is another.
    let room = figures.len() < MOST_FIGURES;
    let known = figures.iter_mut().find(|f| {
        f.name == name
            && f.unit == value.unit
            && f.points.first().is_none_or(|point| point.at.is_some() == at.is_some())
    });
    match known {
        Some(figure) if figure.points.len() < MOST_POINTS => {
            figure.limit = figure.limit.or(value.limit);
            // The text and its notes, or two lines on the same thing, may say it twice.
            if figure.points.last().is_none_or(|last| *last != point) {
                figure.points.push(point);
            }
        }
        None if room => {
            figures.push(Figure {
                name: name.to_owned(),
                unit: value.unit.to_owned(),
                limit: value.limit,
                points: vec![point],
            });
        }
        _ => {}
    }
}

fn is_arrow(between: &str) -> bool {
    let inner = between.trim();
    inner.len() <= 12 && [ARROWS, "to|–|—", BROKEN_ARROWS].iter().any(|list| place(list, inner).is_some())
}

/// A figure's name in a stretch of text, and where its words begin: the last one, or the first.
fn named(stretch: &str, last: bool) -> Option<(usize, &'static str)> {
    let mut best: Option<(usize, usize, usize)> = None;
    for at in word_starts(stretch, usize::MAX) {
        for (line, words) in WORDS.split('\n').enumerate() {
            for words in words.split('|') {
                // The longest of those that end at one place, and of those that begin there.
                let (end, length) = if last { (at + words.len(), words.len()) } else { (usize::MAX - at, words.len()) };
                let whole = is_at(stretch, at, words) && !stretch[at + words.len()..].begins("-");
                if whole && best.is_none_or(|(known, most, _)| (end, length) > (known, most)) {
                    best = Some((end, length, line));
                }
            }
        }
        if !last && best.is_some() {
            break;
        }
    }
    let (end, length, line) = best?;
    let at = if last { end - length } else { usize::MAX - end };
    Some((at, NAMES.split('|').nth(line)?))
}

/// The last name of a figure in a stretch of text.
fn named_before(small: &str, from: usize, to: usize) -> Option<&'static str> {
    let stretch = small.get(from..to)?;
    // Not beyond a sentence's or a clause's end.
    let from = stretch.match_indices(['.', ';']).rfind(|(at, sign)| *sign == ";" || stretch[at + 1..].begins(" "));
    Some(named(&stretch[from.map_or(0, |(at, _)| at + 1)..], true)?.1)
}

/// `23% of requests returning 503`, `95/100 connections`: up to three words behind.
fn named_behind(text: &str, small: &str, from: usize, to: usize) -> Option<&'static str> {
    let (at, name) = named(small.get(from..to)?, false)?;
    // Right behind it, but for a word or two.
    (at <= 20 && !text[from..from + at].holds(".,;:")).then_some(name)
}

/// Whether a name and its number are near each other.
fn near(between: &str) -> bool {
    let kept = between.upto("l :=<>~").len();
    let tail = between[kept..].trim_end();
    const LINKS: &str = ":|=| at| to| hit| reached| is| was| of| count| are| exceeded| over|above|below|>";
    trailing(LINKS, tail).is_some()
}

/// The values of a text.
fn values(text: &str) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for at in word_starts(text, usize::MAX) {
        if found.last().is_some_and(|last| at < last.to) || !text[at..].begins("d") {
            continue;
        }
        // Parts of versions, dates, times, names and money are none.
        if text[..at].ends(":.-/#$€_@+") {
            continue;
        }
        if let Some(value) = value_at(text, at) {
            found.push(value);
        }
    }
    found
}

fn value_at(text: &str, from: usize) -> Option<Value> {
    let mut r = Reader::new(text);
    r.at = from;
    let value = number(&mut r)?;
    let mut limit = None;
    if let Some(most) = r.attempt(|r| if r.eat("/") { number(r) } else { None }) {
        // A date or a share of nothing is no limit.
        if most <= 0.0 || value > most * 100.0 || r.rest().begins("/-") {
            return None;
        }
        limit = Some(most);
    }
    let after = r.at;
    let unit = r.attempt(|r| {
        if r.eat("%| %| percent") {
            return Some("%");
        }
        r.blanks();
        r.one_of("ms|milliseconds|msec\ns|sec|secs|seconds").map(|at| ["ms", "s"][at])
    });
    if unit.is_none() {
        r.at = after;
    }
    let unit = unit.unwrap_or("");
    if r.rest().begins(if unit.is_empty() { "w_:" } else { "w_" }) {
        return None;
    }
    if unit.is_empty() && r.rest().begins("-./") && r.rest()[1..].begins("w") {
        return None;
    }
    let sign = text[..from].trim_end();
    let arrow = sign.ends_with("->") || sign.ends_with("=>");
    let text = (!arrow && sign.ends("<>~≥≤"))
        .then(|| cat(&[&sign[sign.len() - sign.last().len_utf8()..], " ", &text[from..r.at]]));
    Some(Value { from, to: r.at, value, limit, unit, text })
}

/// `12,400`, `0.1`, `95`.
fn number(r: &mut Reader<'_>) -> Option<f64> {
    let (mut whole, count) = r.digits(1, 9)?;
    let mut number = f64::from(whole);
    if count <= 3 {
        while let Some((group, 3)) = r.attempt(|r| if r.eat(",") { r.digits(3, 3) } else { None }) {
            whole = group;
            number = number * 1000.0 + f64::from(whole);
            if number > 1e12 {
                return None;
            }
        }
    }
    if let Some((part, digits)) = r.attempt(|r| if r.eat(".") { r.digits(1, 6) } else { None }) {
        number += f64::from(part) / 10_f64.powi(digits as i32);
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(text: &str) -> Vec<(String, String, Vec<f64>, Option<f64>)> {
        let mut found = Vec::new();
        read(&mut found, text, Some(1));
        found.into_iter().map(|f| (f.name, f.unit, f.points.iter().map(|p| p.value).collect(), f.limit)).collect()
    }

    #[test]
    fn figures_of_all_sorts() {
        let one =
            |name: &str, unit: &str, values: &[f64], limit| (name.to_owned(), unit.to_owned(), values.to_vec(), limit);
        assert_eq!(figures("Error rate: 31% of calls answered 503"), [one("Error rate", "%", &[31.0], None)]);
        assert_eq!(figures("Connection pool falling: 71% → 38%"), [one("Connection pool", "%", &[71.0, 38.0], None)]);
        assert_eq!(figures("saw 188/200 connections used"), [one("Connections", "", &[188.0], Some(200.0))]);
        assert_eq!(figures("connections fell to 70/200"), [one("Connections", "", &[70.0], Some(200.0))]);
        assert_eq!(
            figures("CPU jump to 91%, connections maxed at 200"),
            [one("CPU", "%", &[91.0], None), one("Connections", "", &[200.0], None)]
        );
        assert_eq!(figures("API response time > 4000ms"), [one("Response time", "ms", &[4000.0], None)]);
        assert_eq!(figures("23% of requests fail"), [one("Requests", "%", &[23.0], None)]);
        assert_eq!(figures("restarted 3 pods of v2.3.1 on 2025-08-22"), []);
    }

    #[test]
    fn sequences() {
        let mut found = Vec::new();
        sequence(&mut found, "Response time P95: 150ms → 900ms → timeout → 400ms");
        assert_eq!(found[0].unit, "ms");
        assert_eq!(found[0].points.iter().map(|p| p.value).collect::<Vec<_>>(), [150.0, 900.0, 900.0, 400.0]);
        assert_eq!(found[0].points[2].text.as_deref(), Some("timeout"));
        sequence(&mut found, "Driver version: 4.1.0 → 4.1.1 (upgrade)");
        assert_eq!(found.len(), 1);
    }
}
