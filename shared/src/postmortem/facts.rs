//! What the outputs have in common: moments in words, the incident's beginning and end, its turning points.

use super::model::{Item, Kind, Origin, PhaseName, Postmortem};
use super::moment::{self, Clock, DAY};
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

/// The entry of a turning point: the first of its kind that has a time, else the first; of [`Turn::Resolved`] the one at the
/// incident's end, else the last.
pub fn turn(postmortem: &Postmortem, turn: Turn) -> Option<&Item> {
    let mut all = postmortem.timeline.iter().filter(|i| i.kind == turn.kind());
    let timed = |i: &&Item| i.at.is_some();
    let best = if turn == Turn::Resolved {
        let (_, end) = span(postmortem);
        all.clone().find(|i| timed(i) && i.at == end).or_else(|| all.clone().rfind(timed))
    } else {
        all.clone().find(timed)
    };
    best.or_else(|| all.next())
}

/// When the incident began and ended, as far as that can be told.
pub fn span(postmortem: &Postmortem) -> (Option<i64>, Option<i64>) {
    let of = |kind| postmortem.timeline.iter().filter(move |i| i.kind == kind).filter_map(|i| i.at);
    let earliest = postmortem.timeline.iter().filter_map(|i| i.at).min();
    let phase = postmortem.phases.first().map(|p| p.from);
    let first = phase.or(earliest);
    let Some(duration) = postmortem.measures.duration_ms else {
        // Phases that stop before anything got better end where people stopped writing, not where the incident did.
        let over = postmortem.phases.last().filter(|p| p.name >= PhaseName::Mitigation).map(|p| p.to);
        return (first, over.or_else(|| of(Kind::Resolved).next_back()));
    };
    // What the source states wins: of the ways it could have begun, the one that ends where something says it ended.
    let ends = |at: i64| of(Kind::Resolved).any(|r| r == at) || postmortem.phases.iter().any(|p| p.to == at);
    let begins = postmortem.phases.iter().map(|p| p.from);
    for begin in phase.into_iter().chain(of(Kind::Alert)).chain(begins).chain(earliest) {
        if let Some(end) = begin.checked_add(duration).filter(|e| ends(*e)) {
            return (Some(begin), Some(end));
        }
    }
    // Where nothing begins then, the end that is told is surer than a beginning that isn't.
    if let Some(end) = of(Kind::Resolved).next_back().filter(|_| postmortem.phases.len() < 2) {
        return (Some(end - duration), Some(end));
    }
    (first, first.and_then(|f| f.checked_add(duration)))
}

/// Whether the incident's moments lie on more than one day.
pub fn several_days(postmortem: &Postmortem) -> bool {
    let mut days = postmortem.timeline.iter().filter_map(|i| i.at).map(|at| at.div_euclid(DAY));
    let Some(first) = days.next() else { return false };
    days.any(|d| d != first) || (!postmortem.clock.dated && first != 0)
}

/// How moments are written throughout a postmortem; looked up once, for there may be many.
pub struct Times<'a> {
    clock: &'a Clock,
    zone: Option<String>,
    /// Whether moments need their day.
    pub several_days: bool,
}

/// How this postmortem's moments are written.
pub fn times(postmortem: &Postmortem) -> Times<'_> {
    Times { clock: &postmortem.clock, zone: zone(postmortem), several_days: several_days(postmortem) }
}

impl Times<'_> {
    /// A moment for a list of them: with its day only where there are several, without its zone.
    pub fn time(&self, at: i64) -> String {
        let time = self.clock.time(at);
        match self.clock.day(at).filter(|_| self.several_days) {
            Some(day) => format!("{day} {time}"),
            None => time,
        }
    }

    /// A moment in a sentence: `14:23 UTC`, with its day where there are several.
    pub fn moment(&self, at: i64) -> String {
        match &self.zone {
            Some(zone) => format!("{} {zone}", self.time(at)),
            None => self.time(at),
        }
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
    let times = times(postmortem);
    let Some(end) = end else { return Some(format!("from {}", times.moment(begin))) };
    Some(format!("{} to {}", times.time(begin), times.moment(end)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postmortem::model::{Measures, Phase};

    fn item(minute: i64, kind: Kind) -> Item {
        Item { at: Some(minute * 60_000), kind, ..Item::default() }
    }

    #[test]
    fn what_nobody_has_ended_has_no_end() {
        let phase = |name, from: i64, to: i64| Phase { name, from: from * 60_000, to: to * 60_000 };
        let mut given = Postmortem {
            timeline: vec![
                item(0, Kind::Alert),
                item(1, Kind::Acknowledged),
                item(2, Kind::Mitigation),
                item(90, Kind::Other),
            ],
            phases: vec![phase(PhaseName::Acknowledgement, 0, 1), phase(PhaseName::Investigation, 1, 2)],
            ..Postmortem::default()
        };
        assert_eq!(span(&given), (Some(0), None));
        given.phases.push(phase(PhaseName::Mitigation, 2, 90));
        assert_eq!(span(&given), (Some(0), Some(90 * 60_000)));
    }

    #[test]
    fn the_stated_duration_says_where_it_began_and_ended() {
        let mut given = Postmortem {
            timeline: vec![
                item(8, Kind::Trigger),
                item(15, Kind::Alert),
                item(22, Kind::Investigation),
                item(38, Kind::Resolved),
                item(45, Kind::Resolved),
            ],
            measures: Measures { duration_ms: Some(23 * 60_000), ..Measures::default() },
            ..Postmortem::default()
        };
        let minutes = |(from, to): (Option<i64>, Option<i64>)| (from.map(|f| f / 60_000), to.map(|t| t / 60_000));
        assert_eq!(minutes(span(&given)), (Some(15), Some(38)));
        assert_eq!(turn(&given, Turn::Resolved).and_then(|i| i.at), Some(38 * 60_000));

        // Of two alerts the second one may be the one that it is counted from.
        given.timeline.insert(2, item(18, Kind::Alert));
        given.measures.duration_ms = Some(27 * 60_000);
        assert_eq!(minutes(span(&given)), (Some(18), Some(45)));

        given.measures.duration_ms = None;
        assert_eq!(minutes(span(&given)), (Some(8), Some(45)));
        given.phases = vec![Phase { name: PhaseName::Mitigation, from: 15 * 60_000, to: 38 * 60_000 }];
        assert_eq!(minutes(span(&given)), (Some(15), Some(38)));
        assert_eq!(turn(&given, Turn::Resolved).and_then(|i| i.at), Some(38 * 60_000));
        assert_eq!(span(&Postmortem::default()), (None, None));
    }
}
