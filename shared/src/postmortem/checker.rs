//! Blameless by construction: what a postmortem says that it had better say in another way, and what it doesn't say.
//!
//! Words are looked for in what people wrote, never in code, in quotes, in what a server or a monitor said. A finding names its
//! place, what is there, why it had better not be, and what to write instead.

mod blame;
mod vague;
mod words;

use serde::{Deserialize, Serialize};

use super::model::{ActionItem, Certainty, Item, Note, Postmortem};
use super::write::one_of;
use super::{facts, text};
use words::Sentence;

/// Something to write in another way, or to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// Where it is, such as `Timeline, 14:23` or `Action item 2`.
    pub place: String,
    /// What is there; empty where something is missing.
    pub text: String,
    /// Why it had better not be there.
    pub why: String,
    /// What to write instead.
    pub instead: String,
}

/// What a rule says of a sentence.
struct Remark {
    /// The words that it is about.
    words: String,
    why: &'static str,
    instead: &'static str,
}

/// More than this nobody reads; the rest shows itself when these are mended.
const MOST: usize = 200;

/// What to mend in a postmortem before others read it, in the order of its sections.
pub fn check(postmortem: &Postmortem) -> Vec<Finding> {
    let names = names(postmortem);
    let mut all = Vec::new();
    missing(postmortem, &mut all);
    let texts = |notes: &[Note], place: &str, is_impact: bool, all: &mut Vec<Finding>| {
        for note in notes {
            said(place, &note.text, &names, is_impact, all);
        }
    };
    let pm = postmortem;
    let impact = &pm.impact;
    texts(&pm.summary, "Summary", true, &mut all);
    for notes in [&impact.services, &impact.users, &impact.revenue, &impact.objectives, &impact.other] {
        texts(notes, "Impact", true, &mut all);
    }
    let times = facts::times(pm);
    for item in &pm.timeline {
        let place = match item.at {
            Some(at) => format!("Timeline, {}", times.moment(at)),
            None => "Timeline".to_owned(),
        };
        if !machine(item) {
            said(&place, &item.text, &names, false, &mut all);
        }
        if let Some(notes) = &item.notes {
            said(&place, notes, &names, false, &mut all);
        }
    }
    let lessons = &pm.lessons;
    for (place, notes) in [
        ("Detection", &pm.detection),
        ("Response", &pm.response),
        ("Recovery", &pm.recovery),
        ("Root cause", &pm.root_cause),
        ("Trigger", &pm.trigger),
        ("Contributing factors", &pm.contributing),
        ("Mitigations", &pm.mitigations),
        ("Durable fix", &pm.durable),
        ("What went well", &pm.went_well),
        ("What went wrong", &pm.went_wrong),
        ("Where we got lucky", &pm.lucky),
        ("Surprises", &pm.surprises),
        ("Lessons", &lessons.technical),
        ("Lessons", &lessons.process),
        ("Lessons", &lessons.cultural),
        ("Follow-ups", &pm.follow_ups),
    ] {
        texts(notes, place, false, &mut all);
    }
    for (at, why) in pm.whys.iter().enumerate() {
        let place = format!("Why {}", at + 1);
        said(&place, &why.question, &names, false, &mut all);
        if let Some(answer) = &why.answer {
            said(&place, &answer.text, &names, false, &mut all);
        }
    }
    for (at, action) in pm.actions.iter().enumerate() {
        item(&format!("Action item {}", at + 1), action, &names, &mut all);
    }
    if let Some(own) = &pm.own {
        said("Your summary", &own.summary, &names, false, &mut all);
        said("Your root cause", &own.root_cause, &names, false, &mut all);
        for (at, action) in own.actions.iter().enumerate() {
            let place = format!("Your action item {}", at + 1);
            said(&place, action, &names, false, &mut all);
            all.extend(vague::action(action).map(|r| finding(&place, r)));
        }
    }
    all.dedup();
    all.truncate(MOST);
    all
}

fn finding(place: &str, remark: Remark) -> Finding {
    Finding {
        place: place.to_owned(),
        text: remark.words,
        why: remark.why.to_owned(),
        instead: remark.instead.to_owned(),
    }
}

/// The rules for whatever people wrote.
fn said(place: &str, given: &str, names: &[String], is_impact: bool, all: &mut Vec<Finding>) {
    for sentence in Sentence::all(given) {
        all.extend(blame::blame(&sentence, names).into_iter().map(|r| finding(place, r)));
        all.extend(vague::vague(&sentence, is_impact).into_iter().map(|r| finding(place, r)));
    }
}

/// The rules for an action item.
fn item(place: &str, action: &ActionItem, names: &[String], all: &mut Vec<Finding>) {
    said(place, &action.text, names, false, all);
    all.extend(vague::action(&action.text).map(|r| finding(place, r)));
    let words = text::line(&action.text);
    let unset = |given: &Option<String>| {
        let given = given.as_deref().map(text::line).unwrap_or_default().to_ascii_lowercase();
        given.is_empty() || one_of("- ? tbd tba n/a none unknown todo", &given)
    };
    if unset(&action.owner) {
        let why = "An item that nobody owns is done by nobody.";
        let instead = "One role or team that has agreed to it.";
        all.push(finding(place, Remark { words: words.clone(), why, instead }));
    }
    let owner = action.owner.as_deref().map(text::line).unwrap_or_default();
    let small = owner.to_ascii_lowercase();
    if small == "the team" || one_of("everyone everybody all we us team somebody someone", &small) {
        let why = "What everyone owns, nobody owns.";
        let instead = "One named role or team, such as \"Database team\".";
        all.push(finding(place, Remark { words: owner, why, instead }));
    }
    let status = action.status.as_deref().unwrap_or_default().trim().to_ascii_lowercase();
    let done = "done complete closed fixed".split(' ').any(|d| status.starts_with(d));
    if unset(&action.due) && !done {
        let why = "Without a date nobody can say whether it is late.";
        let instead = "A calendar date, such as 2026-03-12.";
        all.push(finding(place, Remark { words, why, instead }));
    } else if let Some(due) = action.due.as_deref() {
        all.extend(vague::due(due).map(|r| finding(place, r)));
    }
}

/// Sections without which a postmortem isn't one.
fn missing(pm: &Postmortem, all: &mut Vec<Finding>) {
    let empty = |notes: &[Note]| notes.iter().all(|n| n.text.trim().is_empty());
    let guessed = |notes: &[Note]| !empty(notes) && notes.iter().all(|n| n.certainty == Certainty::Candidate);
    let mut add = |is_missing: bool, place: &str, why: &str, instead: &str| {
        if is_missing {
            all.push(Finding {
                place: place.to_owned(),
                text: String::new(),
                why: why.to_owned(),
                instead: instead.to_owned(),
            });
        }
    };
    add(
        empty(&pm.summary),
        "Summary",
        "There is none, and most readers read nothing else.",
        "Three sentences: what broke, for whom and how long, what brought it back.",
    );
    add(
        empty(&pm.impact.users) && pm.impact.calls.is_empty(),
        "Impact",
        "It says nothing of the people who were affected.",
        "How many, what they could not do, from when to when.",
    );
    add(pm.timeline.is_empty(), "Timeline", "There is none.", "What happened when, with the source of each entry.");
    let undated = pm.timeline.iter().filter(|i| i.at.is_none()).count();
    add(
        undated > 0,
        "Timeline",
        &format!("{undated} of {} entries have no time.", pm.timeline.len()),
        "The time of each, or at least what it came after.",
    );
    add(
        !pm.timeline.is_empty() && facts::zone(pm).is_none(),
        "Timeline",
        "It names no time zone.",
        "One zone for all times, best UTC.",
    );
    add(
        empty(&pm.root_cause),
        "Root cause",
        "There is none.",
        "The mechanism: which property of the system let the trigger become an outage.",
    );
    add(
        guessed(&pm.root_cause),
        "Root cause",
        "It was only guessed from the timeline.",
        "Confirm it by evidence, or say what is known and what isn't.",
    );
    add(
        pm.measures.duration_ms.is_none() && facts::duration(pm).is_none(),
        "Duration",
        "Nothing says how long it lasted.",
        "When it began and when it ended, for those who were affected.",
    );
    add(
        pm.actions.is_empty(),
        "Action items",
        "There are none: nothing will be different next time.",
        "At least one that prevents it, and one that shows it sooner; each with an owner and a date.",
    );
    add(
        empty(&pm.went_well) && empty(&pm.went_wrong),
        "What went well, what went wrong",
        "Both are empty.",
        "What helped and is worth keeping; what cost time, as a property of the system.",
    );
}

/// Whether a monitor or a server said it, not a person.
fn machine(item: &Item) -> bool {
    const MACHINES: &str = "alertmanager cloudwatch datadog grafana log monitor newrelic nagios pagerduty \
                            opsgenie pingdom postgresql postgres prometheus psql sentry system zabbix";
    let person = item.person.as_deref().is_some_and(|p| !p.trim().is_empty());
    let source = item.source.as_deref().unwrap_or_default().to_ascii_lowercase();
    !person && (source.contains("new relic") || MACHINES.split(' ').any(|machine| source.contains(machine)))
}

/// Names of people that the source gives: of participants and of those who did something, whole and by their parts.
fn names(pm: &Postmortem) -> Vec<String> {
    const NO_NAMES: &str = "the team on-call oncall engineer system database platform senior lead manager support sre dba \
        ops devops dev qa everyone all of and a an bot incident commander responder user users customer \
        service api";
    let given = pm.participants.iter().map(|p| p.name.as_str());
    let given = given.chain(pm.timeline.iter().filter_map(|i| i.person.as_deref()));
    let mut all: Vec<String> = Vec::new();
    for name in given {
        for part in name.split(|c: char| !(text::is_word(c) || c == '-' || c == '\'')) {
            let part = part.to_ascii_lowercase();
            if part.chars().count() > 1 && !one_of(NO_NAMES, &part) && !all.contains(&part) {
                all.push(part);
            }
        }
    }
    all
}
