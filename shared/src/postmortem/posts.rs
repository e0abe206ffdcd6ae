//! What is told to others: a post for Hacker News, a thread, updates of the status page, a message to users.
//!
//! Everything in them is from the model. What isn't known stands in square brackets, `[To be filled in: ...]`; what was only
//! guessed, `[To be confirmed: ...]`. So nothing is published by mistake that nobody has read.

mod thread;
mod weight;

use super::facts::{self, Turn};
use super::model::{Certainty, Kind, Note, Postmortem};
use super::{moment, text};
use crate::numbers::grouped;

pub use thread::thread;
pub use weight::weight;

/// What Hacker News takes as a title.
const TITLE: usize = 80;

fn blank(what: &str) -> String {
    format!("[To be filled in: {what}]")
}

/// A note as a sentence; a guess stands in brackets.
fn told(note: &Note) -> Option<String> {
    let sentence = text::sentence(&note.text);
    if sentence.is_empty() {
        return None;
    }
    Some(match note.certainty {
        Certainty::Known => sentence,
        Certainty::Candidate => format!("[To be confirmed: {sentence}]"),
    })
}

fn all_told(notes: &[Note]) -> Option<String> {
    let all: Vec<String> = notes.iter().filter_map(told).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Like [`all_told`], as parts of one sentence.
fn listed(notes: &[Note]) -> Option<String> {
    let one = |note: &Note| {
        let text = text::line(&note.text);
        let text = text.trim_end_matches(['.', ';', ',']).to_owned();
        match (text.is_empty(), note.certainty) {
            (true, _) => None,
            (false, Certainty::Known) => Some(text),
            (false, Certainty::Candidate) => Some(format!("[To be confirmed: {text}]")),
        }
    };
    let all: Vec<String> = notes.iter().filter_map(one).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn title(postmortem: &Postmortem) -> Option<String> {
    postmortem.title.as_deref().map(text::line).filter(|t| !t.is_empty())
}

/// When and how long, as a sentence.
fn when(postmortem: &Postmortem) -> String {
    let times = facts::times(postmortem);
    let day = facts::date(postmortem).filter(|_| !times.several_days);
    let day = day.map_or_else(|| blank("on which day"), |d| format!("On {d}"));
    let day = if times.several_days && postmortem.clock.dated { String::new() } else { format!("{day}, ") };
    let lasted = facts::duration(postmortem);
    let (begin, end) = facts::span(postmortem);
    let between = match (begin, end) {
        (Some(begin), Some(end)) => {
            format!(", from {} to {}", times.time(begin), times.moment(end))
        }
        (Some(begin), None) => format!(", from {} on", times.moment(begin)),
        _ => String::new(),
    };
    let lasted = match lasted {
        Some(lasted) => format!("we had an incident that lasted {lasted}{between}."),
        None => format!("we had an incident{between}; it lasted {}.", blank("how long")),
    };
    let mut sentence = format!("{day}{lasted}");
    if day.is_empty() {
        sentence.replace_range(..1, "W");
    }
    sentence
}

/// Who and what was hit, as labelled lines.
fn impact(postmortem: &Postmortem) -> Vec<String> {
    let impact = &postmortem.impact;
    let users = listed(&impact.users).unwrap_or_else(|| blank("who was affected, and how many"));
    let services = listed(&impact.services).unwrap_or_else(|| blank("which services were affected"));
    let mut all = vec![format!("Users affected: {users}."), format!("Services affected: {services}.")];
    all.extend(calls(postmortem));
    all
}

/// The worst stretch of calls, as a sentence.
fn calls(postmortem: &Postmortem) -> Option<String> {
    let worst = postmortem.impact.calls.iter().filter(|c| c.failed > 0);
    // Of equals the first.
    let worst = worst.rev().max_by_key(|c| c.failed)?;
    let share = text::share(worst.failed, worst.made).map(|s| format!(" ({s})")).unwrap_or_default();
    let name = text::line(&worst.name);
    let name = if name.is_empty() { String::new() } else { format!(" ({name})") };
    let (failed, made) = (grouped(worst.failed), grouped(worst.made));
    Some(format!("Calls as the callers measured them{name}: {failed} of {made} failed{share}."))
}

/// At most so many characters, cut between words.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    let kept = match kept.rfind(' ') {
        Some(space) if space > kept.len() / 2 => &kept[..space],
        _ => &kept,
    };
    format!("{}…", kept.trim_end_matches([' ', ',', ';', ':', '-']))
}

/// A post for Hacker News: a title of at most 80 characters, a blank line, and text.
pub fn hacker_news(postmortem: &Postmortem) -> String {
    let title = match title(postmortem) {
        Some(title) if text::mentions(&title, "postmortem") => title,
        Some(title) => format!("Postmortem: {title}"),
        None => format!("Postmortem: {}", blank("the incident in a few words")),
    };
    let mut out = vec![cut(&title, TITLE), when(postmortem)];
    if let Some(summary) = all_told(&postmortem.summary) {
        out.push(summary);
    }
    out.push(impact(postmortem).join("\n"));
    let cause = all_told(&postmortem.root_cause).unwrap_or_else(|| blank("why it could happen"));
    let trigger = all_told(&postmortem.trigger).map(|t| format!(" What set it off: {t}")).unwrap_or_default();
    out.push(format!("Root cause: {cause}{trigger}"));
    let stopped = all_told(&postmortem.mitigations).unwrap_or_else(|| blank("what brought the service back"));
    out.push(format!("What stopped it: {stopped}"));
    let lessons = &postmortem.lessons;
    let lessons: Vec<String> = lessons
        .technical
        .iter()
        .chain(&lessons.process)
        .chain(&lessons.cultural)
        .filter_map(told)
        .map(|l| format!("- {l}"))
        .collect();
    let lessons = if lessons.is_empty() { format!("- {}", blank("what we know now")) } else { lessons.join("\n") };
    out.push(format!("What we learned:\n{lessons}"));
    out.push("All of it, cause, course and what is to be done: [link]".to_owned());
    out.join("\n\n") + "\n"
}

/// A stage of a public incident.
struct Stage {
    name: &'static str,
    at: Option<i64>,
    text: String,
}

/// Updates for the status page, one for each stage that there was.
pub fn status_updates(postmortem: &Postmortem) -> String {
    let pm = postmortem;
    let at = |turn| facts::turn(pm, turn).and_then(|i| i.at);
    let happened = |turn| facts::turn(pm, turn).is_some();
    let services = listed(&pm.impact.services).unwrap_or_else(|| blank("which services"));
    let name = title(pm).unwrap_or_else(|| blank("the incident in a few words"));
    let mut stages = Vec::new();
    if happened(Turn::Alert) || happened(Turn::Acknowledged) || !pm.timeline.is_empty() {
        stages.push(Stage {
            name: "Investigating",
            at: at(Turn::Acknowledged).or_else(|| at(Turn::Alert)).or(facts::span(pm).0),
            text: format!(
                "We are investigating an incident that affects: {services}. Who is affected: {}. The next update comes at \
                 {}.",
                listed(&pm.impact.users).unwrap_or_else(|| blank("who, and what they notice")),
                blank("time")
            ),
        });
    }
    if happened(Turn::Identified) {
        let cause = all_told(&pm.root_cause).or_else(|| all_told(&pm.trigger));
        stages.push(Stage {
            name: "Identified",
            at: at(Turn::Identified),
            text: format!(
                "We have identified the cause and are working on it. {}",
                cause.unwrap_or_else(|| blank("the cause, in words that users know"))
            ),
        });
    }
    let eased = at(Turn::Improving).or_else(|| at(Turn::Mitigation));
    if happened(Turn::Improving) || happened(Turn::Mitigation) {
        let done = all_told(&pm.mitigations).unwrap_or_else(|| blank("what was done against it"));
        let text = format!("A fix is in place, and we are watching it. {done}");
        stages.push(Stage { name: "Monitoring", at: eased, text });
    }
    if happened(Turn::Resolved) {
        let lasted = facts::duration(pm).unwrap_or_else(|| blank("how long"));
        stages.push(Stage {
            name: "Resolved",
            at: at(Turn::Resolved).or(facts::span(pm).1),
            text: format!(
                "The incident is resolved. It lasted {lasted}. We will publish a report on what happened: [link]"
            ),
        });
    }
    let times = facts::times(pm);
    let mut out = vec![format!("Status updates: {name}")];
    for stage in &stages {
        let day = stage.at.and_then(|a| pm.clock.day(a)).filter(|_| pm.clock.dated && !times.several_days);
        let day = day.map(|d| format!("{d} ")).unwrap_or_default();
        let when = stage.at.map_or_else(|| blank("time"), |a| times.moment(a));
        out.push(format!("{} ({day}{when})\n{}", stage.name, stage.text));
    }
    if stages.is_empty() {
        out.push(blank("what is known, and when the next update comes"));
    }
    let told: Vec<String> = pm
        .timeline
        .iter()
        .filter(|i| i.kind == Kind::Communication && !i.text.trim().is_empty())
        .map(|i| match i.at {
            Some(at) => format!("- {}: {}", times.moment(at), text::line(&i.text)),
            None => format!("- {}", text::line(&i.text)),
        })
        .collect();
    if !told.is_empty() {
        out.push(format!("What was told at the time:\n{}", told.join("\n")));
    }
    out.join("\n\n") + "\n"
}

/// A message to users: what happened, for how long, what it meant for them, what changes.
pub fn user_message(postmortem: &Postmortem) -> String {
    let pm = postmortem;
    let mut out = vec![when(pm)];
    let services = listed(&pm.impact.services).unwrap_or_else(|| blank("which services"));
    let users = listed(&pm.impact.users).unwrap_or_else(|| blank("who was affected, and what they could not do"));
    out.push(format!(
        "What it meant for you: these services did not work as they should: {services}. Who was affected: {users}."
    ));
    let happened = all_told(&pm.summary).or_else(|| all_told(&pm.root_cause));
    out.push(format!(
        "What happened: {}",
        happened.unwrap_or_else(|| blank("what happened, in words that users know"))
    ));
    let back = all_told(&pm.mitigations).unwrap_or_else(|| blank("what brought the service back"));
    out.push(format!("What brought it back: {back}"));
    let mut changes: Vec<String> = pm.durable.iter().filter_map(told).collect();
    changes.extend(pm.actions.iter().map(|a| promise(&a.text, a.due.as_deref())).filter(|a| !a.is_empty()));
    let changes = if changes.is_empty() { blank("what will be different, and from when") } else { changes.join(" ") };
    out.push(format!("What changes: {changes}"));
    out.push("We are sorry. You rely on this service, and it was not there when you needed it.".to_owned());
    out.push(format!("Questions: {}. The whole report: [link]", blank("where users can ask")));
    out.join("\n\n") + "\n"
}

/// An action item with its date, without its owner: users are promised things, not people.
fn promise(text: &str, due: Option<&str>) -> String {
    let text = text::line(text);
    match due.map(text::line).filter(|d| !d.is_empty() && !text.is_empty()) {
        Some(due) => format!("{} (by {due}).", text.trim_end_matches('.')),
        None => text::sentence(&text),
    }
}

/// MTTA and the like, as a sentence; `None` where none is known.
fn measures(postmortem: &Postmortem) -> Option<String> {
    let m = &postmortem.measures;
    let parts: Vec<String> = [("detect", m.detect_ms), ("acknowledge", m.acknowledge_ms), ("resolve", m.resolve_ms)]
        .into_iter()
        .filter_map(|(what, ms)| Some(format!("to {what}: {}", moment::duration(ms?))))
        .collect();
    (!parts.is_empty()).then(|| format!("Time {}.", parts.join("; ")))
}
