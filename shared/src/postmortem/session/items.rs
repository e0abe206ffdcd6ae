//! The timeline: what a reader has to know, in order. What repeats itself is told once, with how often.

use std::collections::BTreeMap;

use super::cause;
use super::deeds::{self, Deed, action_name, deed};
use super::story::{Beat, Story, Told};
use super::wording::{ENGINEER, count, figure, line, paragraph, third_person, within};
use crate::grading::Part;
use crate::journal::{AppLogLine, DiagnosisAnswer, Event, LogLevel};
use crate::postmortem::{Item, Kind};
use crate::protocol::AlertLevel;
use crate::scenario::AlertOn;

/// Equal lines of a log belong together as long as no such silence lies between them, milliseconds.
const SILENCE: i64 = 15_000;
/// Seconds of health after which calls that fail again are a relapse.
const HEALTHY_BEATS: usize = 3;
/// The longest line of text that is taken over.
const LONG: usize = 300;

/// The timeline.
pub(super) fn items(story: &Story<'_>) -> Vec<Item> {
    let mut teller = Teller::new(story);
    for told in &story.told {
        teller.tell(told);
    }
    let mut items = teller.end();
    items.extend(turning_points(story));
    // Stable: what is of the same moment keeps the journal's order, and the journal's entries come first.
    items.sort_by_key(|item| item.at);
    items
}

/// Equal lines of a log.
struct Run {
    item: usize,
    last: i64,
    times: u64,
    entries: u64,
    last_name: String,
}

/// Equal statements, one after the other.
struct Again {
    item: usize,
    sql: String,
    outcome: String,
    times: u64,
}

struct Teller<'s, 'a> {
    story: &'s Story<'a>,
    harm: Vec<(String, String)>,
    items: Vec<Item>,
    runs: BTreeMap<(String, String), Run>,
    again: Option<Again>,
    /// What the server showed a console, until the statement that it belongs to has ended.
    shown: BTreeMap<u32, Vec<(i64, String, String)>>,
    /// Consoles that have run nothing yet, with the entry that opened them.
    opened: BTreeMap<u32, String>,
    acknowledged: bool,
    /// Whether what is told was measured for the score: the cause runs again, and it is no incident.
    handed_in: bool,
}

impl<'s, 'a> Teller<'s, 'a> {
    fn new(story: &'s Story<'a>) -> Self {
        Self {
            story,
            harm: deeds::sprung(story),
            items: Vec::new(),
            runs: BTreeMap::new(),
            again: None,
            shown: BTreeMap::new(),
            opened: BTreeMap::new(),
            acknowledged: false,
            handed_in: false,
        }
    }

    fn put(&mut self, told: &Told<'_>, source: &str, kind: Kind, text: String) -> &mut Item {
        let name = told.name();
        let lessons: Vec<String> =
            self.harm.iter().filter(|(by, _)| *by == name).map(|(_, l)| third_person(&paragraph(l))).collect();
        let item = Item {
            at: Some(told.at),
            source: Some(source.to_owned()),
            text,
            kind: if lessons.is_empty() { kind } else { Kind::Harm },
            evidence: vec![name],
            notes: (!lessons.is_empty()).then(|| lessons.join(" ")),
            ..Item::default()
        };
        self.items.push(item);
        let last = self.items.len() - 1;
        &mut self.items[last]
    }

    fn deed(&mut self, told: &Told<'_>, source: &str, kind: Kind, text: String) -> &mut Item {
        let live = self.story.live.is_some_and(|live| told.at >= live.at);
        // The first look takes the incident on; a first change does more than that.
        let first = live && !self.acknowledged && deed(told.event).is_some();
        self.acknowledged |= first;
        let kind = if first && kind == Kind::Investigation { Kind::Acknowledged } else { kind };
        let item = self.put(told, source, kind, text);
        item.person = Some(ENGINEER.to_owned());
        item
    }

    fn lab(&mut self, told: &Told<'_>, kind: Kind, text: String) {
        self.put(told, "the lab", kind, text);
    }

    fn tell(&mut self, told: &Told<'_>) {
        let live = self.story.live.is_some_and(|live| told.at >= live.at);
        match told.event {
            Event::Statement { console, sql, tag, error, rows } => {
                let outcome = match (tag, error) {
                    (_, Some(e)) => format!("a statement that ends in an error: {} ({})", e.message, e.sqlstate),
                    (Some(tag), None) if deed(told.event) == Some(Deed::Change) => {
                        let what = if tag.starts_with("SELECT") {
                            "reaches other sessions or the server"
                        } else {
                            "changes something"
                        };
                        format!("a statement that {what}: {tag}")
                    }
                    (Some(tag), None) => format!("a statement that looks: {tag}"),
                    (None, None) => format!("a statement: {}", count(*rows, "row")),
                };
                self.statement(told, *console, sql, &line(&outcome, LONG));
            }
            Event::Evidence { console, shown, .. } => {
                self.shown.entry(*console).or_default().push((told.at, told.name(), line(shown, LONG)));
            }
            Event::AppLog(log) => self.log(told, log, live),
            Event::Alert { name, level, value } => {
                let value = self.alert_value(name, *value);
                let (kind, text) = match level {
                    AlertLevel::Ok => (Kind::Improving, format!("{name}: back to normal at {value}")),
                    AlertLevel::Warning => (Kind::Alert, format!("{name}: warning at {value}")),
                    AlertLevel::Critical => (Kind::Alert, format!("{name}: critical at {value}")),
                };
                let kind = if self.handed_in { Kind::Other } else { kind };
                self.put(told, "alert", kind, line(&text, LONG));
            }
            Event::Action { name, value, peak_connections_percent } => {
                let label = self.story.scenario.action.iter().find(|a| a.name == *name).map(|a| a.label.as_str());
                let action = action_name(name, value.as_deref());
                let text = label.map_or_else(|| action.clone(), |label| format!("{action}: {label}"));
                let item = self.deed(told, "action", Kind::Mitigation, line(&text, LONG));
                if let Some(peak) = peak_connections_percent {
                    add_note(item, format!("Connections reached {peak} % of max_connections meanwhile."));
                }
            }
            Event::Diagnosis(answer) => {
                let (right, text) = diagnosis(self.story, answer);
                let kind = if right { Kind::Identified } else { Kind::Investigation };
                self.deed(told, "diagnosis", kind, line(&format!("Diagnosis: {text}"), LONG));
            }
            Event::Hint { index, .. } => {
                let hint = self.story.scenario.hint.get(*index as usize).map(|h| third_person(&paragraph(&h.text)));
                let text = format!("Hint {} is taken", u64::from(*index) + 1);
                self.deed(told, "the lab", Kind::Investigation, text).notes = hint;
            }
            Event::ConsoleOpened { console, .. } => {
                self.opened.insert(*console, told.name());
            }
            Event::ConsoleClosed { console } => {
                if let Some(opened) = self.opened.remove(console) {
                    let text = "Opened, and closed again without a statement".to_owned();
                    let item = self.deed(told, &source(*console), Kind::Other, text);
                    item.evidence.insert(0, opened);
                }
            }
            Event::ConsoleResumed { console } => {
                self.put(
                    told,
                    &source(*console),
                    Kind::Other,
                    "The connection dropped and was taken up again".to_owned(),
                );
            }
            Event::Vitals(_) | Event::Scored { .. } => {}
            _ => self.told_by_the_lab(told, live),
        }
    }

    fn told_by_the_lab(&mut self, told: &Told<'_>, live: bool) {
        match told.event {
            Event::SessionStarted { driver, .. } => {
                self.lab(told, Kind::Other, format!("The session begins (driver {driver})"));
            }
            Event::Phase { name, peak_connections_percent } => {
                let kind = if live { Kind::Other } else { Kind::Trigger };
                let text = format!(
                    "Phase {name} has run; connections reached {peak_connections_percent} % of max_connections"
                );
                self.lab(told, kind, line(&text, LONG));
            }
            Event::IncidentLive => self.lab(told, Kind::Other, "The incident is live".to_owned()),
            Event::ConsoleRefused { message, sqlstate, .. } => {
                let text = format!("A console was turned away: {message} ({sqlstate})");
                self.lab(told, Kind::Alert, line(&text, LONG));
            }
            Event::Ddl { tag, object, role } => {
                self.lab(told, Kind::Other, line(&format!("{tag} on {object} by {role}"), LONG));
            }
            Event::FleetTerminated { fleet, count: n } => {
                let text = format!("{} ended by somebody", count(u64::from(*n), "connection"));
                self.put(told, fleet, Kind::Other, text);
            }
            Event::FleetBlocked { fleet, count: n } => {
                let text = format!("{} seen waiting for a lock of {ENGINEER}'s", count(u64::from(*n), "session"));
                self.put(told, fleet, Kind::Other, text);
            }
            Event::SettingChanged { name, from, to } => {
                self.lab(told, Kind::Other, line(&format!("{name} is {to}; it was {from}"), LONG));
            }
            Event::ProbeAnswered { name, holds, .. } => {
                let holds = if *holds { "holds" } else { "does not hold" };
                self.lab(told, Kind::Other, line(&format!("The check {name} {holds}"), LONG));
            }
            Event::StateMeasured { .. } => {
                self.lab(
                    told,
                    Kind::Other,
                    super::measured::state(told.event, self.story.scenario).unwrap_or_default(),
                );
            }
            Event::ReplayMeasured { .. } => {
                self.lab(
                    told,
                    Kind::Other,
                    super::measured::replay(told.event, self.story.scenario).unwrap_or_default(),
                );
            }
            Event::Submitted => {
                self.close_all();
                self.handed_in = self.story.submitted().is_some_and(|last| last.entry == told.entry);
                let healed = self.story.recovery().is_none() && cause::held(self.story, Part::Mitigation);
                let kind = if healed { Kind::Resolved } else { Kind::Other };
                self.deed(
                    told,
                    "the lab",
                    kind,
                    "The work is handed in; what stands is measured from here on".to_owned(),
                );
            }
            Event::ServerRestarted { adopted } => {
                let text = if *adopted {
                    "The lab's server restarted; the session goes on"
                } else {
                    "The lab's server restarted"
                };
                self.lab(told, Kind::Other, text.to_owned());
            }
            Event::SandboxLost { reason } => {
                self.lab(told, Kind::Alert, line(&format!("The PostgreSQL is gone: {reason}"), LONG));
            }
            Event::SessionEnded { reason } => {
                self.lab(told, Kind::Other, line(&format!("The session ends: {reason}"), LONG));
            }
            _ => {}
        }
    }

    fn statement(&mut self, told: &Told<'_>, console: u32, sql: &str, outcome: &str) {
        let shown = self.shown.remove(&console).unwrap_or_default();
        let opened = self.opened.remove(&console);
        if let Some(again) = &mut self.again
            && again.sql == sql
            && again.outcome == outcome
            && shown.is_empty()
        {
            again.times += 1;
            let item = &mut self.items[again.item];
            item.text = format!("Runs {outcome}, {} times", again.times);
            // The first and the last stand for all of them.
            if again.times > 2 {
                item.evidence.pop();
            }
            item.evidence.push(told.name());
            return;
        }
        let kind = if deed(told.event) == Some(Deed::Change) { Kind::Mitigation } else { Kind::Investigation };
        let item = self.deed(told, &source(console), kind, format!("Runs {outcome}"));
        item.code = Some(sql.trim().to_owned()).filter(|sql| !sql.is_empty());
        for (_, name, what) in &shown {
            item.evidence.push(name.clone());
            add_note(item, format!("It showed {what}."));
        }
        item.evidence.extend(opened);
        let item = self.items.len() - 1;
        self.again = Some(Again { item, sql: sql.to_owned(), outcome: outcome.to_owned(), times: 1 });
    }

    fn log(&mut self, told: &Told<'_>, log: &AppLogLine, live: bool) {
        let (key, times) = ((log.source.clone(), log.text.clone()), u64::from(log.times.max(1)));
        if let Some(run) = self.runs.get_mut(&key)
            && told.at.saturating_sub(run.last) <= SILENCE
        {
            run.last = told.at;
            run.times = run.times.saturating_add(times);
            run.entries += 1;
            run.last_name = told.name();
            return;
        }
        self.close(&key);
        let kind = match log.level {
            _ if self.handed_in => Kind::Other,
            LogLevel::Error => Kind::Alert,
            LogLevel::Info if !live => Kind::Trigger,
            _ => Kind::Other,
        };
        self.put(told, &log.source, kind, line(&log.text, LONG));
        let run = Run { item: self.items.len() - 1, last: told.at, times, entries: 1, last_name: told.name() };
        self.runs.insert(key, run);
    }

    /// Says how often a line was written, and until when.
    fn close(&mut self, key: &(String, String)) {
        let Some(run) = self.runs.remove(key) else { return };
        if run.times < 2 {
            return;
        }
        let item = &mut self.items[run.item];
        let until = if run.entries > 1 { format!(" until {}", self.story.time(run.last)) } else { String::new() };
        add_note(item, format!("Logged {} times{until}.", run.times));
        if run.entries > 1 {
            item.evidence.push(run.last_name);
        }
    }

    fn close_all(&mut self) {
        for key in self.runs.keys().cloned().collect::<Vec<_>>() {
            self.close(&key);
        }
    }

    fn end(mut self) -> Vec<Item> {
        self.close_all();
        for (console, shown) in std::mem::take(&mut self.shown) {
            for (at, name, what) in shown {
                self.items.push(Item {
                    at: Some(at),
                    source: Some(source(console)),
                    person: Some(ENGINEER.to_owned()),
                    text: format!("The server showed {what}"),
                    kind: Kind::Investigation,
                    evidence: vec![name],
                    ..Item::default()
                });
            }
        }
        self.items
    }

    fn alert_value(&self, name: &str, value: f64) -> String {
        let on = self.story.scenario.alert.iter().find(|a| a.name == name).map(|a| a.on);
        let unit = match on {
            Some(AlertOn::ConnectionsPercent) => " % of max_connections",
            Some(AlertOn::ErrorPercent) => " % of calls",
            Some(AlertOn::P95Ms) => " ms",
            Some(AlertOn::WaitingLocks) => " waiting sessions",
            None => "",
        };
        format!("{}{unit}", figure(value))
    }
}

fn source(console: u32) -> String {
    format!("psql console {console}")
}

fn add_note(item: &mut Item, note: String) {
    match &mut item.notes {
        Some(notes) => {
            notes.push(' ');
            notes.push_str(&note);
        }
        None => item.notes = Some(note),
    }
}

/// Whether the cause is the true one, and the answer in words.
pub(super) fn diagnosis(story: &Story<'_>, answer: &DiagnosisAnswer) -> (bool, String) {
    let form = &story.scenario.diagnosis;
    let mut parts = Vec::new();
    if let Some(cause) = &answer.cause {
        let label = form.cause.iter().find(|c| c.key == *cause).map_or(cause.as_str(), |c| c.label.as_str());
        parts.push(format!("cause “{label}”"));
    }
    parts.extend(answer.culprit.as_ref().map(|culprit| format!("origin {culprit}")));
    for (key, value) in &answer.numbers {
        let label = form.number.iter().find(|n| n.key == *key).map_or(key.as_str(), |n| n.label.as_str());
        parts.push(format!("{}: {}", third_person(&within(label)), figure(*value)));
    }
    let text = if parts.is_empty() { "an empty diagnosis".to_owned() } else { parts.join("; ") };
    (answer.cause.as_ref() == Some(&form.true_cause), text)
}

/// Seconds at which things turned, as the application's callers measured them.
fn turning_points(story: &Story<'_>) -> Vec<Item> {
    let Some(first) = story.first else { return Vec::new() };
    let told = |beat: &Beat<'_>, kind: Kind, text: String| Item {
        at: Some(beat.at),
        source: Some(story.application().to_owned()),
        text,
        kind,
        evidence: vec![beat.name()],
        ..Item::default()
    };
    let of = |beat: &Beat<'_>| {
        format!("{} of {} in this second", beat.vitals.failed, count(u64::from(beat.vitals.calls), "call"))
    };
    let mut items = Vec::new();
    let beat = &story.beats[first];
    items.push(told(beat, Kind::Alert, format!("The first calls fail: {}", of(beat))));
    if let Some(worst) = story.worst.filter(|worst| *worst != first) {
        let beat = &story.beats[worst];
        items.push(told(
            beat,
            Kind::Alert,
            format!("The worst second: {} fail", of(beat).replace(" in this second", "")),
        ));
    }
    let mut ill = true;
    let mut healthy: Vec<usize> = Vec::new();
    for (at, beat) in story.beats.iter().enumerate().skip(first + 1).filter(|(_, b)| b.vitals.calls > 0) {
        if beat.unhealthy() {
            if !ill {
                items.push(told(beat, Kind::Alert, format!("Calls fail again: {}", of(beat))));
            }
            (ill, healthy) = (true, Vec::new());
        } else if ill {
            healthy.push(at);
            if healthy.len() >= HEALTHY_BEATS {
                ill = false;
                if story.recovered != Some(healthy[0]) {
                    items.push(told(&story.beats[healthy[0]], Kind::Improving, "Calls succeed again".to_owned()));
                }
            }
        }
    }
    if let Some(beat) = story.recovery() {
        items.push(told(&beat, Kind::Resolved, "Calls succeed again, and go on doing so".to_owned()));
    }
    let waiting = story.beats.iter().filter(|b| b.vitals.waiting_locks > 0);
    if let Some(most) = waiting.rev().max_by_key(|b| b.vitals.waiting_locks) {
        let waits = if most.vitals.waiting_locks == 1 { "waits" } else { "wait" };
        let sessions = count(u64::from(most.vitals.waiting_locks), "session");
        let text = format!("{sessions} {waits} for a lock, the most at a time");
        items.push(Item { source: Some("PostgreSQL".to_owned()), ..told(most, Kind::Alert, text) });
    }
    items
}
