//! Why it happened and what was done about it: the scenario's truth, the diagnosis beside it, mitigation against durable
//! fix, and what is left to do.

use std::collections::BTreeMap;

use super::deeds::{Deed, deeds};
use super::items::diagnosis;
use super::response::what;
use super::story::{Story, Told};
use super::wording::{ENGINEER, capital, count, figure, line, paragraph, third_person, within};
use super::{impact, measured};
use crate::grading::{Line, Part};
use crate::journal::{AppLogLine, Event, LogLevel};
use crate::postmortem::{ActionItem, ActionKind, Note, Postmortem, Why, moment};

/// An alert that comes this much after the first failed calls is late, milliseconds.
const LATE: i64 = 1_000;

/// Root cause, trigger, contributing factors and whys.
pub(super) fn explain(story: &Story<'_>, out: &mut Postmortem) {
    let truth = &story.scenario.postmortem;
    let phases = story.before().iter().filter(|t| matches!(t.event, Event::Phase { .. }));
    let phases: Vec<String> = phases.map(Told::name).collect();
    out.root_cause.push(Note::known(third_person(&paragraph(&truth.root_cause))).resting_on(phases));
    out.root_cause.push(match story.facts.diagnoses.last() {
        Some(last) => {
            let (right, text) = diagnosis(story, &last.value);
            let told = if right { "names this cause" } else { "does not name this cause" };
            let text = format!("The diagnosis handed in by {ENGINEER} {told}: {}", sentence(&third_person(&text)));
            Note::known(text).resting_on([last.entry.to_string()])
        }
        None => Note::known(format!("No diagnosis was handed in by {ENGINEER}.")),
    });
    trigger(story, out);
    contributing(story, out);
    out.whys = whys(story);
}

fn trigger(story: &Story<'_>, out: &mut Postmortem) {
    for told in story.before() {
        let live = story.live.is_some_and(|live| told.at >= live.at);
        match told.event {
            Event::AppLog(AppLogLine { source, level: LogLevel::Info, text, .. }) if !live => {
                let text = format!("{}: {source} logged “{}”.", story.time(told.at), line(text, 300));
                out.trigger.push(Note::known(text).resting_on([told.name()]));
            }
            _ => {}
        }
    }
    if out.trigger.is_empty() {
        for told in story.before() {
            if let Event::Phase { name, .. } = told.event {
                let text = format!("{}: {name} ran.", story.time(told.at));
                out.trigger.push(Note::known(text).resting_on([told.name()]));
            }
        }
    }
}

fn contributing(story: &Story<'_>, out: &mut Postmortem) {
    let culprit = &story.scenario.diagnosis.true_culprit;
    if let Some((most, entry)) = story.most_of(culprit)
        && let Some(limit) = story.beats.last().map(|b| b.vitals.max_connections)
        && most.saturating_mul(2) >= limit
    {
        let text = format!("{culprit} held {most} of the {limit} connections that the server allows.");
        out.contributing.push(Note::known(text).resting_on([entry.to_string()]));
    }
    if let Some(alert) = impact::first_alert(story)
        && let Some(first) = story.first_beat()
        && alert.at.saturating_sub(first.at) >= LATE
    {
        let late = moment::duration(alert.at.saturating_sub(first.at));
        let text = format!("The first alert came {late} after the first failed calls.");
        out.contributing.push(Note::known(text).resting_on([first.name(), alert.name()]));
    } else if story.first.is_some() && impact::first_alert(story).is_none() {
        out.contributing.push(Note::known("No alert was raised before the work was handed in."));
    }
    for (name, lesson) in super::deeds::sprung(story) {
        let text = format!("Harm that the response did: {}", third_person(&paragraph(&lesson)));
        out.contributing.push(Note::known(text).resting_on([name]));
    }
}

fn whys(story: &Story<'_>) -> Vec<Why> {
    let application = story.application();
    let mut whys = Vec::new();
    let mut errors: BTreeMap<&str, (u64, String)> = BTreeMap::new();
    for told in story.before() {
        if let Event::AppLog(AppLogLine { source, level: LogLevel::Error, text, times }) = told.event
            && source == application
        {
            let known = errors.entry(text).or_insert_with(|| (0, told.name()));
            known.0 = known.0.saturating_add(u64::from(*times));
        }
    }
    let most = errors.iter().rev().max_by_key(|(_, (times, _))| *times);
    if let Some((text, (times, name))) = most {
        let answer = format!("PostgreSQL answered “{}”, {} in its log.", line(text, 200), count(*times, "time"));
        whys.push(Why {
            question: format!("Why did calls of {application} fail?"),
            answer: Some(Note::known(answer).resting_on([name.clone()])),
        });
    }
    let culprit = &story.scenario.diagnosis.true_culprit;
    if let Some((held, entry)) = story.most_of(culprit)
        && let Some(full) = story.beats.iter().find(|b| b.vitals.used() >= b.vitals.max_connections)
    {
        let answer = format!("{culprit} held {held} of {}.", full.vitals.max_connections);
        whys.push(Why {
            question: "Why was no connection left?".to_owned(),
            answer: Some(Note::known(answer).resting_on(both(entry.to_string(), full.name()))),
        });
    }
    let form = &story.scenario.diagnosis;
    let label = form.cause.iter().find(|c| c.key == form.true_cause).map(|c| c.label.clone());
    let question =
        if whys.is_empty() { format!("Why did {application} suffer?") } else { "Why did that come about?".to_owned() };
    whys.push(Why { question, answer: label.map(|label| Note::known(third_person(&paragraph(&label)))) });
    for open in ["Why could it reach production?", "Why did nothing bound it?"] {
        whys.push(Why { question: open.to_owned(), answer: None });
    }
    whys
}

/// Two entries, or the one that they are.
fn both(one: String, other: String) -> Vec<String> {
    if one == other { vec![one] } else { vec![one, other] }
}

/// The card's lines of one part.
fn lines<'s>(story: &'s Story<'_>, part: Part) -> impl Iterator<Item = &'s Line> {
    story.card.iter().flat_map(move |card| card.lines.iter().filter(move |l| l.part == part))
}

/// Whether there are rules of this part, and all of them earned their points.
pub(super) fn held(story: &Story<'_>, part: Part) -> bool {
    let mut any = false;
    lines(story, part).all(|l| {
        any = true;
        l.points > 0
    }) && any
}

/// Mitigation against durable fix: what the scenario says, what was done, whether it held and why. What stopped it comes
/// first where something did; what didn't hold is said before what would have.
pub(super) fn remedies(story: &Story<'_>, out: &mut Postmortem) {
    let truth = &story.scenario.postmortem;
    let stops = Note::known(third_person(&paragraph(&truth.mitigation)));
    let lasts = Note::known(third_person(&paragraph(&truth.durable_fix)));
    if held(story, Part::Mitigation) {
        let until = story.recovery().map_or(i64::MAX, |b| b.at);
        let last = deeds(story).filter(|(d, t)| *d != Deed::Look && t.at <= until).last().map(|(_, t)| *t);
        out.mitigations.push(stops);
        out.mitigations.extend(last.map(|told| {
            let text =
                format!("{}: {}, the last thing done before calls were well again.", story.time(told.at), what(&told));
            Note::known(text).resting_on([told.name()])
        }));
        out.mitigations.extend(verdicts(story, Part::Mitigation));
    } else {
        out.mitigations.extend(verdicts(story, Part::Mitigation));
        out.mitigations.push(stops);
    }
    out.durable.push(lasts);
    out.durable.extend(verdicts(story, Part::Durable));
}

fn verdicts(story: &Story<'_>, part: Part) -> Vec<Note> {
    let told = |l: &Line| {
        let held = if l.points > 0 { "Held" } else { "Did not hold" };
        let measured = l.events.first().and_then(|name| measured_by(story, name));
        let measured = measured.map(|m| format!(" {}", sentence(&m))).unwrap_or_default();
        let reason = third_person(&paragraph(&l.reason));
        Note::known(format!("{held}: {}{measured}", within(&reason))).resting_on(l.events.iter().cloned())
    };
    lines(story, part).map(told).collect()
}

fn measured_by(story: &Story<'_>, name: &str) -> Option<String> {
    let told = story.after().iter().find(|t| t.name() == name)?;
    measured::state(told.event, story.scenario).or_else(|| measured::replay(told.event, story.scenario))
}

/// What came of it, in a word or two.
pub(super) fn status(story: &Story<'_>) -> &'static str {
    match (held(story, Part::Mitigation), held(story, Part::Durable)) {
        (_, true) if story.recovery().is_some() || held(story, Part::Mitigation) => "Resolved",
        (true, _) => "Mitigated; the cause is still there",
        _ if story.recovery().is_some() => "Recovered; the cause is still there",
        _ => "Not resolved",
    }
}

/// What is to be done. Who and until when is for people to say.
pub(super) fn actions(story: &Story<'_>) -> Vec<ActionItem> {
    let truth = &story.scenario.postmortem;
    let item = |kind, priority: &str, text: String, evidence: Vec<String>| ActionItem {
        text,
        kind: Some(kind),
        priority: Some(priority.to_owned()),
        status: Some("Open".to_owned()),
        evidence,
        ..ActionItem::default()
    };
    let mut items = Vec::new();
    let evidence = |part| lines(story, part).flat_map(|l| l.events.clone()).collect::<Vec<_>>();
    let durable = third_person(&paragraph(&truth.durable_fix));
    items.push(if held(story, Part::Durable) {
        let text = format!(
            "Carry the fix that held over into the code and the configuration, and test it: {}",
            within(&durable)
        );
        item(ActionKind::Prevent, "P1", text, evidence(Part::Durable))
    } else {
        item(
            ActionKind::Prevent,
            "P0",
            format!("Bring about what makes it last, and run the cause again to see it hold: {}", within(&durable)),
            evidence(Part::Durable),
        )
    });
    if !held(story, Part::Mitigation) && story.card.is_some() {
        let missed = lines(story, Part::Mitigation).find(|l| l.points == 0);
        let why = missed.map(|l| third_person(&paragraph(&l.reason))).unwrap_or_default();
        items.push(item(
            ActionKind::Recover,
            "P0",
            format!("Bring the service back: {}", within(&why)),
            evidence(Part::Mitigation),
        ));
    }
    items.extend(alerting(story, item));
    let mitigation = third_person(&paragraph(&truth.mitigation));
    items.push(item(
        ActionKind::Recover,
        "P2",
        format!("Write the mitigation down as a step of the runbook, with its command: {}", within(&mitigation)),
        Vec::new(),
    ));
    for (name, lesson) in super::deeds::sprung(story) {
        let text = format!("Put a warning into the runbook: “{}”", third_person(&paragraph(&lesson)));
        items.push(item(ActionKind::Respond, "P1", text, vec![name]));
    }
    for missed in unseen(story) {
        let text =
            format!("Put this look on the dashboard or into the runbook: “{}”", third_person(&paragraph(missed)));
        items.push(item(ActionKind::Respond, "P2", text, Vec::new()));
    }
    items
}

fn alerting(
    story: &Story<'_>,
    item: impl Fn(ActionKind, &str, String, Vec<String>) -> ActionItem,
) -> Option<ActionItem> {
    let first = story.first_beat()?;
    let application = story.application();
    let Some(alert) = impact::first_alert(story) else {
        let text = format!("Raise an alert when calls of {application} fail; none was raised.");
        return Some(item(ActionKind::Detect, "P1", text, vec![first.name()]));
    };
    let late = alert.at.saturating_sub(first.at);
    let Event::Alert { name, .. } = alert.event else { return None };
    if late < 0 {
        let early = moment::duration(late.saturating_neg());
        let text =
            format!("Page on the alert “{name}”: it came {early} before the first failed calls of {application}.");
        return Some(item(ActionKind::Detect, "P2", text, vec![alert.name(), first.name()]));
    }
    let when = match late {
        LATE.. => format!("“{name}” came {} after the first failed calls", moment::duration(late)),
        _ => format!("“{name}” came together with the first failed calls"),
    };
    let culprit = &story.scenario.diagnosis.true_culprit;
    let limit = story.beats.last().map_or(u32::MAX, |b| b.vitals.max_connections);
    let text = match story.most_of(culprit).filter(|(most, _)| most.saturating_mul(2) >= limit) {
        Some((most, _)) => format!(
            "Raise an alert on the connections of each application before the limit is near: {when}, and {culprit} held {most} of {limit} by then."
        ),
        None => format!("Raise an alert that comes before calls of {application} fail: {when}."),
    };
    Some(item(ActionKind::Detect, "P1", text, vec![alert.name(), first.name()]))
}

/// Evidence that was never looked at: what the scenario says of it.
pub(super) fn unseen<'s>(story: &'s Story<'_>) -> impl Iterator<Item = &'s str> {
    let rules = (0..).zip(&story.scenario.detect);
    rules
        .filter(|(at, rule)| rule.diagnosis.is_none() && !story.facts.evidence.contains_key(at))
        .map(|(_, rule)| rule.missed.as_str())
}

/// A figure that the diagnosis asks for: the range of right answers in words.
pub(super) fn right_range(min: f64, max: f64) -> String {
    let (min, max) = (figure(min), figure(max));
    if min == max { min } else { format!("{min} to {max}") }
}

/// A sentence with a capital letter and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = capital(text.trim());
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}
