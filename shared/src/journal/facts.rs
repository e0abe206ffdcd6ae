//! Facts: what the journal proves, drawn from its events in one pass.

use std::collections::BTreeMap;

use super::{Calls, DiagnosisAnswer, Entry, Event};
use crate::protocol::Health;

/// One journal entry, as a scorecard names it: the n-th of its type, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryRef {
    /// The event's type, see [`Event::kind`].
    pub kind: &'static str,
    /// From 1.
    pub nth: u32,
}

impl std::fmt::Display for EntryRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}#{}", self.kind, self.nth)
    }
}

/// A fact and the entry that proves it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact<T> {
    /// The entry.
    pub entry: EntryRef,
    /// What it says.
    pub value: T,
}

/// An action that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionFact {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Option<String>,
    /// The most established connections while it ran, in percent of max_connections.
    pub peak: Option<u32>,
}

/// What the state was at submission, for one fix rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateFact {
    /// Connections of the fleet that the rule names.
    pub connections: Option<u32>,
    /// Calls of the rule's fleet.
    pub calls: Option<Calls>,
    /// Whether each probe that the rule names holds.
    pub holds: BTreeMap<String, bool>,
}

/// DDL that somebody other than the superuser ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DdlFact {
    /// Command tag.
    pub tag: String,
    /// Object identity.
    pub object: String,
    /// The role that ran it.
    pub role: String,
}

/// What the replay came to, for one fix rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayFact {
    /// The phase that was run.
    pub run: String,
    /// The most established connections, in percent of max_connections.
    pub peak: u32,
    /// Calls of the rule's fleet.
    pub calls: Option<Calls>,
    /// Connections of the fleet that the rule names.
    pub connections: Option<u32>,
    /// Whether the fleet that the rule names was well again in time.
    pub recovered: Option<bool>,
    /// Whether each probe that the rule names came to hold in time.
    pub holds: BTreeMap<String, bool>,
}

/// What the rules and the times ask about. What a learner does counts until the last submission, what was measured for
/// the score from there on: scoring that was cut off is done again, and the learner may have gone on meanwhile.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Whether the session was submitted.
    pub submitted: bool,
    /// The first evidence for each detect rule.
    pub evidence: BTreeMap<u32, EntryRef>,
    /// Every diagnosis, in order.
    pub diagnoses: Vec<Fact<DiagnosisAnswer>>,
    /// What hints cost, by index.
    pub hints: BTreeMap<u32, Fact<u32>>,
    /// Actions, in order.
    pub actions: Vec<Fact<ActionFact>>,
    /// The first change of each parameter.
    pub settings: BTreeMap<String, EntryRef>,
    /// DDL, in order.
    pub ddl: Vec<Fact<DdlFact>>,
    /// The first loss of each fleet to somebody's pg_terminate_backend.
    pub terminated: BTreeMap<String, EntryRef>,
    /// The first time that each fleet waited for a lock of the learner's.
    pub blocked: BTreeMap<String, EntryRef>,
    /// Whether each probe that traps ask about holds at submission.
    pub probes: BTreeMap<String, Fact<bool>>,
    /// State measured, by fix rule.
    pub state: BTreeMap<u32, Fact<StateFact>>,
    /// Replay measured, by fix rule.
    pub replay: BTreeMap<u32, Fact<ReplayFact>>,
    /// When the incident went live.
    pub live_ms: Option<u64>,
    /// The learner's first statement or action after that.
    pub first_deed_ms: Option<u64>,
    /// The first evidence after that.
    pub first_evidence_ms: Option<u64>,
    /// Start of the unbroken stretch of healthy seconds that lasted until submission, after an unhealthy one.
    pub healthy_since_ms: Option<u64>,
}

/// Numbers entries by their type.
#[derive(Default)]
struct Counter(Vec<(&'static str, u32)>);

impl Counter {
    fn next(&mut self, kind: &'static str) -> EntryRef {
        for (known, nth) in &mut self.0 {
            if *known == kind {
                *nth += 1;
                return EntryRef { kind, nth: *nth };
            }
        }
        self.0.push((kind, 1));
        EntryRef { kind, nth: 1 }
    }
}

/// Every entry with the name that cards and postmortems give it.
pub fn references(journal: &[Entry]) -> Vec<(EntryRef, &Entry)> {
    let mut counter = Counter::default();
    journal.iter().map(|entry| (counter.next(entry.event.kind()), entry)).collect()
}

impl Facts {
    /// Draws the facts.
    pub fn draw(journal: &[Entry]) -> Self {
        let mut facts = Self::default();
        let mut counter = Counter::default();
        let mut was_unhealthy = false;
        let submission = journal.iter().rposition(|e| e.event == Event::Submitted);
        facts.submitted = submission.is_some();
        for (at, Entry { at_ms, event, .. }) in journal.iter().enumerate() {
            let entry = counter.next(event.kind());
            let open = submission.is_none_or(|submission| at < submission);
            let live = facts.live_ms.is_some();
            match event {
                Event::IncidentLive => {
                    facts.live_ms.get_or_insert(*at_ms);
                }
                Event::Statement { .. } if open && live => {
                    facts.first_deed_ms.get_or_insert(*at_ms);
                }
                Event::Evidence { rule, .. } if open => {
                    facts.evidence.entry(*rule).or_insert(entry);
                    if live {
                        facts.first_evidence_ms.get_or_insert(*at_ms);
                    }
                }
                Event::Diagnosis(value) if open => facts.diagnoses.push(Fact { entry, value: value.clone() }),
                Event::Hint { index, cost } if open => {
                    facts.hints.entry(*index).or_insert(Fact { entry, value: *cost });
                }
                Event::Action { name, value, peak_connections_percent } if open => {
                    let value =
                        ActionFact { name: name.clone(), value: value.clone(), peak: *peak_connections_percent };
                    facts.actions.push(Fact { entry, value });
                    if live {
                        facts.first_deed_ms.get_or_insert(*at_ms);
                    }
                }
                Event::SettingChanged { name, .. } => first(&mut facts.settings, name, entry),
                Event::Ddl { tag, object, role } if role != SUPERUSER => {
                    let value = DdlFact { tag: tag.clone(), object: object.clone(), role: role.clone() };
                    facts.ddl.push(Fact { entry, value });
                }
                Event::FleetTerminated { fleet, count } if *count > 0 => first(&mut facts.terminated, fleet, entry),
                Event::FleetBlocked { fleet, count } if *count > 0 => first(&mut facts.blocked, fleet, entry),
                Event::ProbeAnswered { name, holds, .. } if !open => {
                    facts.probes.insert(name.clone(), Fact { entry, value: *holds });
                }
                Event::StateMeasured { rule, connections, calls, holds } if !open => {
                    let value = StateFact { connections: *connections, calls: *calls, holds: holds.clone() };
                    facts.state.insert(*rule, Fact { entry, value });
                }
                Event::ReplayMeasured {
                    rule,
                    run,
                    peak_connections_percent: peak,
                    calls,
                    connections,
                    recovered,
                    holds,
                    ..
                } if !open => {
                    let value = ReplayFact {
                        run: run.clone(),
                        peak: *peak,
                        calls: *calls,
                        connections: *connections,
                        recovered: *recovered,
                        holds: holds.clone(),
                    };
                    facts.replay.insert(*rule, Fact { entry, value });
                }
                Event::Vitals(vitals) if open && live => match vitals.health() {
                    Some(Health::Healthy) if was_unhealthy => {
                        facts.healthy_since_ms.get_or_insert(*at_ms);
                    }
                    Some(Health::Degraded | Health::Down) => {
                        was_unhealthy = true;
                        facts.healthy_since_ms = None;
                    }
                    // A second without calls proves neither health nor harm.
                    Some(Health::Healthy) | None => {}
                },
                _ => {}
            }
        }
        facts
    }
}

/// ride's own role in the sandbox: its DDL is the template's, not the learner's.
const SUPERUSER: &str = "ride";

fn first(map: &mut BTreeMap<String, EntryRef>, key: &str, entry: EntryRef) {
    if !map.contains_key(key) {
        map.insert(key.to_owned(), entry);
    }
}

impl Event {
    /// The event's type as it stands in its JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SessionStarted { .. } => "session-started",
            Self::Phase { .. } => "phase",
            Self::IncidentLive => "incident-live",
            Self::ConsoleOpened { .. } => "console-opened",
            Self::ConsoleRefused { .. } => "console-refused",
            Self::ConsoleClosed { .. } => "console-closed",
            Self::ConsoleResumed { .. } => "console-resumed",
            Self::Statement { .. } => "statement",
            Self::Evidence { .. } => "evidence",
            Self::Ddl { .. } => "ddl",
            Self::FleetTerminated { .. } => "fleet-terminated",
            Self::FleetBlocked { .. } => "fleet-blocked",
            Self::ProbeAnswered { .. } => "probe-answered",
            Self::AppLog(_) => "app-log",
            Self::Alert { .. } => "alert",
            Self::Vitals(_) => "vitals",
            Self::Hint { .. } => "hint",
            Self::Action { .. } => "action",
            Self::Diagnosis(_) => "diagnosis",
            Self::StateMeasured { .. } => "state-measured",
            Self::ReplayMeasured { .. } => "replay-measured",
            Self::SettingChanged { .. } => "setting-changed",
            Self::Submitted => "submitted",
            Self::Scored { .. } => "scored",
            Self::ServerRestarted { .. } => "server-restarted",
            Self::SandboxLost { .. } => "sandbox-lost",
            Self::SessionEnded { .. } => "session-ended",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Vitals;

    fn journal(events: Vec<(u64, Event)>) -> Vec<Entry> {
        (1..).zip(events).map(|(seq, (at_ms, event))| Entry { seq, at_ms, event }).collect()
    }

    fn vitals(calls: u32, failed: u32) -> Event {
        Event::Vitals(Vitals {
            at_ms: 0,
            max_connections: 100,
            connections: vec![],
            waiting_locks: 0,
            calls,
            failed,
            p95_ms: None,
        })
    }

    #[test]
    fn kind_is_the_tag_that_json_carries() {
        let events = [
            Event::IncidentLive,
            Event::ConsoleClosed { console: 1 },
            Event::Hint { index: 0, cost: 1 },
            Event::FleetTerminated { fleet: "a".into(), count: 1 },
            Event::StateMeasured { rule: 0, connections: None, calls: None, holds: BTreeMap::new() },
            Event::Diagnosis(DiagnosisAnswer::default()),
            Event::SandboxLost { reason: "x".into() },
            vitals(1, 0),
        ];
        for event in events {
            assert_eq!(serde_json::to_value(&event).unwrap()["type"], event.kind());
        }
    }

    #[test]
    fn an_entry_survives_json_whatever_its_event() {
        use crate::journal::{AppLogLine, LogLevel};
        use crate::protocol::AlertLevel;
        let line = AppLogLine { source: "deploy".into(), level: LogLevel::Info, text: "x".into(), times: 1 };
        let alert = Event::Alert { name: "p95".into(), level: AlertLevel::Warning, value: 250.5 };
        for event in [vitals(3, 1), Event::AppLog(line), alert, Event::Diagnosis(DiagnosisAnswer::default())] {
            let entry = Entry { seq: 3, at_ms: 4, event };
            let json = serde_json::to_string(&entry).unwrap();
            assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry, "{json}");
        }
    }

    #[test]
    fn entries_are_numbered_by_their_type() {
        let facts = Facts::draw(&journal(vec![
            (0, Event::Hint { index: 0, cost: 2 }),
            (0, Event::IncidentLive),
            (0, Event::Hint { index: 1, cost: 3 }),
        ]));
        assert_eq!(facts.hints[&1].entry.to_string(), "hint#2");
    }

    #[test]
    fn what_comes_after_submission_is_no_deed_and_what_comes_before_is_no_measure() {
        let measured = |c| Event::StateMeasured { rule: 0, connections: Some(c), calls: None, holds: BTreeMap::new() };
        let facts = Facts::draw(&journal(vec![
            (1, measured(1)),
            (2, Event::Submitted),
            (3, Event::Evidence { console: 1, rule: 0, shown: "x".into() }),
            (4, measured(2)),
        ]));
        assert!(facts.evidence.is_empty());
        assert_eq!(facts.state[&0].value.connections, Some(2));
        assert_eq!(facts.state[&0].entry.to_string(), "state-measured#2");
    }

    #[test]
    fn a_second_submission_measures_again() {
        let measured = |c| Event::StateMeasured { rule: 0, connections: Some(c), calls: None, holds: BTreeMap::new() };
        let hint = Event::Hint { index: 0, cost: 1 };
        let events = vec![(1, Event::Submitted), (2, measured(1)), (3, hint), (4, Event::Submitted)];
        let facts = Facts::draw(&journal(events));
        assert!(facts.state.is_empty());
        assert_eq!(facts.hints.len(), 1, "what the learner did between the two counts");
    }

    #[test]
    fn recovery_is_the_last_unbroken_stretch_of_health() {
        let facts = Facts::draw(&journal(vec![
            (500, vitals(10, 0)),
            (1000, Event::IncidentLive),
            (2000, vitals(10, 8)),
            (3000, vitals(10, 0)),
            (4000, vitals(10, 5)),
            (5000, vitals(10, 0)),
            (6000, vitals(0, 0)),
            (7000, vitals(10, 0)),
        ]));
        assert_eq!(facts.healthy_since_ms, Some(5000));
    }

    #[test]
    fn what_was_never_ill_never_recovered() {
        let facts = Facts::draw(&journal(vec![(0, Event::IncidentLive), (1000, vitals(10, 0))]));
        assert_eq!(facts.healthy_since_ms, None);
    }

    #[test]
    fn the_superusers_ddl_is_not_the_learners() {
        let ddl = |role: &str| Event::Ddl { tag: "CREATE INDEX".into(), object: "x".into(), role: role.into() };
        assert!(Facts::draw(&journal(vec![(0, ddl("ride"))])).ddl.is_empty());
        let drawn = Facts::draw(&journal(vec![(0, ddl("ride")), (1, ddl("oncall"))])).ddl;
        assert_eq!(drawn.iter().map(|f| f.entry.nth).collect::<Vec<_>>(), [2]);
    }
}
