//! What the outputs have in common: moments in words, the incident's beginning and end, its turning points.

use super::model::{Item, Kind, Origin, Postmortem};
use super::moment::{self, DAY};
use super::text;

/// The turning points that outputs name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The first alert or symptom.
    Alert,
    /// Somebody took it on.
    Acknowledged,
    /// The cause was named.
    Identified,
    /// The first thing done against it.
    Mitigation,
    /// It gets better.
    Improving,
    /// It is over.
    Resolved,
}

impl Turn {
    fn kind(self) -> Kind {
        match self {
            Turn::Alert => Kind::Alert,
            Turn::Acknowledged => Kind::Acknowledged,
            Turn::Identified => Kind::Identified,
            Turn::Mitigation => Kind::Mitigation,
            Turn::Improving => Kind::Improving,
            Turn::Resolved => Kind::Resolved,
        }
    }
}

/// The entry of a turning point: the first of its kind that has a time (of [`Turn::Resolved`] the last), else the first.
pub fn turn(postmortem: &Postmortem, turn: Turn) -> Option<&Item> {
    let mut all = postmortem.timeline.iter().filter(|i| i.kind == turn.kind());
    let timed = |i: &&Item| i.at.is_some();
    let mut found = all.clone().filter(timed);
    let best = if turn == Turn::Resolved { found.next_back() } else { found.next() };
    best.or_else(|| all.next())
}

/// When the incident began and ended, as far as that can be told.
pub fn span(postmortem: &Postmortem) -> (Option<i64>, Option<i64>) {
    let times = || postmortem.timeline.iter().filter_map(|i| i.at);
    let first = postmortem.phases.first().map(|p| p.from).or_else(|| times().min());
    let resolved: Vec<i64> =
        postmortem.timeline.iter().filter(|i| i.kind == Kind::Resolved).filter_map(|i| i.at).collect();
    let Some(duration) = postmortem.measures.duration_ms else {
        return (first, postmortem.phases.last().map(|p| p.to).or_else(|| resolved.last().copied()));
    };
    // The end is where something says so, if an entry or a phase begins just the duration before it.
    let begins = |at: i64| times().any(|t| t == at) || postmortem.phases.iter().any(|p| p.from == at);
    let ends = resolved.into_iter().rev().chain(postmortem.phases.iter().rev().map(|p| p.to));
    for end in ends {
        if let Some(begin) = end.checked_sub(duration).filter(|b| begins(*b)) {
            return (Some(begin), Some(end));
        }
    }
    (first, first.and_then(|f| f.checked_add(duration)))
}

/// Whether the incident's moments lie on more than one day.
pub fn several_days(postmortem: &Postmortem) -> bool {
    let mut days = postmortem.timeline.iter().filter_map(|i| i.at).map(|at| at.div_euclid(DAY));
    let Some(first) = days.next() else { return false };
    days.any(|d| d != first) || (!postmortem.clock.dated && first != 0)
}

/// A moment for a list of them: with its day only where there are several, without its zone.
pub fn time(postmortem: &Postmortem, at: i64) -> String {
    let time = postmortem.clock.time(at);
    match postmortem.clock.day(at).filter(|_| several_days(postmortem)) {
        Some(day) => format!("{day} {time}"),
        None => time,
    }
}

/// A moment in a sentence: `14:23 UTC`, with its day where there are several.
pub fn moment(postmortem: &Postmortem, at: i64) -> String {
    let time = time(postmortem, at);
    match zone(postmortem) {
        Some(zone) => format!("{time} {zone}"),
        None => time,
    }
}

/// The zone, where the source names one.
pub fn zone(postmortem: &Postmortem) -> Option<String> {
    postmortem.clock.zone.as_deref().map(text::line).filter(|z| !z.is_empty())
}

/// The day or days: `2025-08-22`, `2025-10-14 to 2025-10-15`.
pub fn date(postmortem: &Postmortem) -> Option<String> {
    if !postmortem.clock.dated {
        return None;
    }
    let (begin, end) = span(postmortem);
    let first = postmortem.clock.day(begin?)?;
    let last = end.and_then(|e| postmortem.clock.day(e));
    Some(match last {
        Some(last) if last != first => format!("{first} to {last}"),
        _ => first,
    })
}

/// From when to when: `14:30 to 15:45 UTC`.
pub fn hours(postmortem: &Postmortem) -> Option<String> {
    let (begin, end) = span(postmortem);
    let begin = begin?;
    let Some(end) = end else { return Some(format!("from {}", moment(postmortem, begin))) };
    Some(format!("{} to {}", time(postmortem, begin), moment(postmortem, end)))
}

/// How long it lasted, in words.
pub fn duration(postmortem: &Postmortem) -> Option<String> {
    if let Some(ms) = postmortem.measures.duration_ms {
        return Some(moment::duration(ms));
    }
    let (begin, end) = span(postmortem);
    Some(moment::duration(end?.checked_sub(begin?)?))
}

/// Where the postmortem comes from.
pub fn origin(postmortem: &Postmortem) -> String {
    match &postmortem.origin {
        Origin::Timeline => "a pasted timeline".to_owned(),
        Origin::Session { scenario, seed, postgres } => {
            let version = if *postgres >= 100_000 {
                format!("{}.{}", postgres / 10_000, postgres % 10_000)
            } else {
                postgres.to_string()
            };
            format!("the journal of a session of {}, seed {seed}, on PostgreSQL {version}", text::line(scenario))
        }
    }
}
