//! A postmortem from a session's journal: what it proves, and beside it the truth that the scenario keeps until the score.
//!
//! What people know and a journal can't (users, money, owners, dates) stays empty. Nobody is blamed: whoever had the
//! session is `the on-call engineer`.

mod cause;
mod compare;
mod deeds;
mod impact;
mod items;
mod measured;
mod points;
mod response;
mod story;
mod text;
mod wording;

pub use compare::{Comparison, compare};
pub use points::{Mention, ProvenPoint, Section};

use crate::journal::{Entry, Event};
use crate::scenario::Scenario;

use super::moment;
use super::{Note, Origin, Own, Participant, Postmortem};
use story::Story;
use wording::{ENGINEER, capital, count, line, paragraph, percent, third_person};

/// The postmortem of a session that was scored. Holds the scenario's truth: before the score it is a secret.
pub fn from_session(journal: &[Entry], scenario: &Scenario, own: Option<Own>) -> Postmortem {
    let story = Story::of(journal, scenario);
    let mut out = Postmortem {
        title: Some(scenario.title.clone()),
        severity: Some(scenario.severity.clone()),
        status: Some(cause::status(&story).to_owned()),
        origin: origin(&story),
        clock: story.clock.clone(),
        timeline: items::items(&story),
        phases: impact::phases(&story),
        measures: impact::measures(&story),
        impact: impact::impact(&story),
        figures: impact::figures(&story),
        actions: cause::actions(&story),
        technical: technical(&story),
        participants: vec![Participant {
            name: ENGINEER.to_owned(),
            role: Some("detection, response and recovery".to_owned()),
        }],
        own,
        reading: scenario.postmortem.reading.clone(),
        ..Postmortem::default()
    };
    response::told(&story, &mut out);
    cause::explain(&story, &mut out);
    cause::remedies(&story, &mut out);
    let lesson = third_person(&paragraph(&scenario.postmortem.lesson));
    out.lessons.technical.push(Note::known(lesson));
    for (name, lesson) in deeds::sprung(&story) {
        out.lessons.process.push(Note::known(third_person(&paragraph(&lesson))).resting_on([name]));
    }
    out.communication = communication(&story);
    out.summary = summary(&story, &out);
    out.proven = points::points(&story, &out);
    out
}

fn origin(story: &Story<'_>) -> Origin {
    story
        .told
        .iter()
        .find_map(|t| match t.event {
            Event::SessionStarted { scenario, seed, postgres, .. } => {
                Some(Origin::Session { scenario: scenario.clone(), seed: *seed, postgres: *postgres })
            }
            _ => None,
        })
        .unwrap_or(Origin::Session { scenario: String::new(), seed: 0, postgres: 0 })
}

/// What broke, since when, for how long, how badly; why; and whether what was done about it holds.
fn summary(story: &Story<'_>, out: &Postmortem) -> Vec<Note> {
    let mut notes = Vec::new();
    let application = story.application();
    let during = out.impact.calls.iter().find(|c| c.name == "during");
    if let (Some(first), Some(during)) = (story.first_beat(), during) {
        let end = match story.recovery() {
            Some(beat) => {
                let lasted = moment::duration(beat.at.saturating_sub(first.at));
                format!("It lasted {lasted}, until {}", story.time(beat.at))
            }
            None => "It had not ended when the work was handed in".to_owned(),
        };
        let text = format!(
            "At {} calls of {application} began to fail. {end}: {} of {} failed ({}).",
            story.time(first.at),
            during.failed,
            count(during.made, "call"),
            percent(during.failed, during.made)
        );
        notes.push(Note::known(text).resting_on([first.name()].into_iter().chain(story.recovery().map(|b| b.name()))));
    } else {
        notes.push(Note::known(third_person(&paragraph(&story.scenario.summary))));
    }
    let form = &story.scenario.diagnosis;
    if let Some(cause) = form.cause.iter().find(|c| c.key == form.true_cause) {
        let label = third_person(&paragraph(&cause.label));
        notes.push(Note::known(format!("Cause: {label}. It came from {}.", form.true_culprit)));
    }
    let status = out.status.clone().unwrap_or_default();
    let rests = story.card.iter().flat_map(|card| &card.lines);
    let rests = rests.filter(|l| matches!(l.part, crate::grading::Part::Mitigation | crate::grading::Part::Durable));
    let rests: Vec<String> = rests.flat_map(|l| l.events.clone()).collect();
    notes.push(Note::known(format!("What came of it: {}.", wording::within(&status))).resting_on(rests));
    if let Some(latency) = impact::latency(&out.impact.calls) {
        notes.push(Note::known(latency));
    }
    notes
}

/// Versions, limits, settings, what was changed in them, and who connects.
fn technical(story: &Story<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    for told in &story.told {
        match told.event {
            Event::SessionStarted { driver, postgres, .. } => {
                let version = format!("{}.{}", postgres / 10_000, postgres % 10_000);
                let text =
                    format!("PostgreSQL {version}, driver {driver}, database {}.", story.scenario.sandbox.database);
                notes.push(Note::known(text).resting_on([told.name()]));
            }
            Event::SettingChanged { name, from, to } => {
                let text = format!("{name} was changed from {} to {}.", line(from, 200), line(to, 200));
                notes.push(Note::known(text).resting_on([told.name()]));
            }
            _ => {}
        }
    }
    for fact in &story.facts.ddl {
        let text = format!("{} on {} by {}.", fact.value.tag, line(&fact.value.object, 200), fact.value.role);
        notes.push(Note::known(text).resting_on([fact.entry.to_string()]));
    }
    if let Some(beat) = story.beats.first() {
        let text = format!("The server allows {} connections.", beat.vitals.max_connections);
        notes.push(Note::known(text).resting_on([beat.name()]));
    }
    for (name, value) in &story.scenario.sandbox.settings {
        notes.push(Note::known(format!("{name} = {value} in the server's configuration.")));
    }
    for fleet in &story.scenario.fleet {
        let role = if fleet.role == fleet.name { String::new() } else { format!(" as role {}", fleet.role) };
        let kind =
            serde_json::to_value(fleet.kind).ok().and_then(|k| k.as_str().map(str::to_owned)).unwrap_or_default();
        notes.push(Note::known(format!("{} connects{role}; kind {kind}.", fleet.name)));
    }
    notes
}

/// The page, and every alert as it was raised and ended.
fn communication(story: &Story<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    for told in story.before() {
        match told.event {
            Event::SessionStarted { .. } => {
                let text = format!("{}: {} got the page.", story.time(told.at), capital(ENGINEER));
                notes.push(Note::known(text).resting_on([told.name()]));
            }
            Event::Alert { name, level, .. } => {
                let level = match level {
                    crate::protocol::AlertLevel::Ok => "is back to normal",
                    crate::protocol::AlertLevel::Warning => "is at its warning threshold",
                    crate::protocol::AlertLevel::Critical => "is at its critical threshold",
                };
                let text = format!("{}: alert, {} {level}.", story.time(told.at), line(name, 200));
                notes.push(Note::known(text).resting_on([told.name()]));
            }
            _ => {}
        }
    }
    notes
}
