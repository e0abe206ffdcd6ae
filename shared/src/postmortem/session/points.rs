//! What a postmortem written by hand about this incident could say, and what the journal has to say to each point.

use serde::{Deserialize, Serialize};

use super::deeds::{self, Deed, action_name, deeds};
use super::story::{Story, Told};
use super::text::{alike, telling};
use super::wording::{capital, count, paragraph, percent, third_person};
use super::{cause, wording};
use crate::grading::Part;
use crate::journal::Event;
use crate::postmortem::{ActionKind, Postmortem, moment};

/// Something that the journal or the scenario's truth proves, and how a text mentions it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProvenPoint {
    /// Where it belongs.
    pub section: Section,
    /// What it is about, such as `since when`.
    pub point: String,
    /// What is proven.
    pub proven: String,
    /// Any one of these mentions it.
    pub mentions: Vec<Mention>,
    /// What it rests on.
    pub evidence: Vec<String>,
}

/// The parts that somebody writes by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// What happened.
    Summary,
    /// Why.
    RootCause,
    /// What is to be done.
    Actions,
}

/// A way to mention a point. Spelling, forms of words and units are taken liberally.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Mention {
    /// A name.
    Name {
        /// As PostgreSQL or the scenario writes it.
        name: String,
    },
    /// Several words that belong to the matter.
    Words {
        /// The words.
        words: Vec<String>,
        /// How many of them it takes.
        at_least: u32,
    },
    /// A number that is no share and no length of time.
    Count {
        /// At least this.
        least: f64,
        /// At most this.
        most: f64,
    },
    /// A share.
    Percent {
        /// At least this.
        least: f64,
        /// At most this.
        most: f64,
    },
    /// A time of day, a minute more or less, in whatever zone.
    Moment {
        /// Milliseconds, as in the postmortem.
        at: i64,
    },
    /// A length of time.
    Duration {
        /// At least this.
        least_ms: i64,
        /// At most this.
        most_ms: i64,
    },
}

/// Every point of a session, in the order in which they are set beside what was written.
pub(super) fn points(story: &Story<'_>, out: &Postmortem) -> Vec<ProvenPoint> {
    let mut points = summary(story, out);
    points.extend(root_cause(story));
    points.extend(actions(story, out));
    points
}

fn point(section: Section, about: &str, proven: String, mentions: Vec<Mention>, evidence: Vec<String>) -> ProvenPoint {
    ProvenPoint { section, point: about.to_owned(), proven, mentions, evidence }
}

fn name(name: &str) -> Mention {
    Mention::Name { name: name.to_owned() }
}

/// Words of which some must be there: the more there are, the more it takes.
fn some_of(words: Vec<String>) -> Mention {
    let at_least = match words.len() {
        0 => 0,
        1..=2 => 1,
        3..=9 => 2,
        _ => 3,
    };
    Mention::Words { words, at_least }
}

fn any_of(words: &[&str]) -> Mention {
    Mention::Words { words: words.iter().map(|w| (*w).to_owned()).collect(), at_least: 1 }
}

fn summary(story: &Story<'_>, out: &Postmortem) -> Vec<ProvenPoint> {
    let at = Section::Summary;
    let mut points = Vec::new();
    let application = story.application();
    let first = story.first_beat();
    let during = out.impact.calls.iter().find(|c| c.name == "during");
    if let Some(first) = first {
        let proven = format!("Calls of {application} failed.");
        points.push(point(at, "what broke", proven, vec![name(application)], vec![first.name()]));
        let proven = format!("The first calls failed at {}.", story.time(first.at));
        let mut mentions = vec![Mention::Moment { at: first.at }];
        mentions.extend(triggers(story));
        points.push(point(at, "since when", proven, mentions, vec![first.name()]));
    }
    if let (Some(first), Some(beat)) = (first, story.recovery()) {
        let ms = beat.at.saturating_sub(first.at).max(0);
        let slack = (ms / 4).max(2_000);
        let lasted = Mention::Duration { least_ms: ms.saturating_sub(slack), most_ms: ms.saturating_add(slack) };
        let proven = format!("It lasted {}.", moment::duration(ms));
        let mentions = vec![lasted, Mention::Moment { at: beat.at }];
        points.push(point(at, "how long", proven, mentions, vec![first.name(), beat.name()]));
    }
    if let (Some(first), Some(during)) = (first, during.filter(|d| d.made > 0)) {
        let failed = during.failed as f64;
        let share = failed * 100.0 / during.made as f64;
        let mentions = vec![
            Mention::Count { least: (failed * 0.9).floor(), most: (failed * 1.1).ceil() },
            Mention::Percent { least: share - 5.0, most: share + 5.0 },
        ];
        let proven = format!(
            "{} of {} failed ({}).",
            during.failed,
            count(during.made, "call"),
            percent(during.failed, during.made)
        );
        points.push(point(at, "how many calls failed", proven, mentions, vec![first.name()]));
    }
    points.push(the_cause(story, at));
    points.push(culprit(story, at));
    points.extend(fixed_by(story));
    points
}

/// Ways to say what set it off: the phases that ran by themselves, by name or by what was logged of them.
fn triggers(story: &Story<'_>) -> Vec<Mention> {
    let phases = story.scenario.phase.iter().filter(|p| p.at_start);
    phases.flat_map(|phase| [name(&phase.name), some_of(telling(phase.log.as_deref().unwrap_or_default()))]).collect()
}

/// The true cause, by its key or by words that the other causes to choose from don't have.
fn the_cause(story: &Story<'_>, section: Section) -> ProvenPoint {
    let form = &story.scenario.diagnosis;
    let label = |key: &str| form.cause.iter().find(|c| c.key == key).map_or("", |c| c.label.as_str());
    let truth = label(&form.true_cause);
    let others: Vec<String> = form
        .cause
        .iter()
        .filter(|c| c.key != form.true_cause)
        .flat_map(|c| telling(&format!("{} {}", c.key, c.label)))
        .collect();
    let own = telling(&format!("{} {truth}", form.true_cause));
    let own: Vec<String> = own.into_iter().filter(|word| !others.iter().any(|other| alike(word, other))).collect();
    let key = telling(&form.true_cause);
    let all = u32::try_from(key.len()).unwrap_or(u32::MAX);
    let mentions = vec![some_of(own), Mention::Words { words: key, at_least: all }];
    let proven = wording::third_person(&paragraph(truth));
    point(section, "the cause", cause::sentence(&proven), mentions, Vec::new())
}

fn culprit(story: &Story<'_>, section: Section) -> ProvenPoint {
    let culprit = &story.scenario.diagnosis.true_culprit;
    let (proven, evidence) = match story.most_of(culprit) {
        Some((most, entry)) => {
            (format!("{culprit}, with up to {}.", count(u64::from(most), "connection")), vec![entry.to_string()])
        }
        None => (format!("{culprit}."), Vec::new()),
    };
    point(section, "the culprit", proven, vec![name(culprit)], evidence)
}

/// What was done last before calls were well again.
fn fixed_by(story: &Story<'_>) -> Option<ProvenPoint> {
    let truth = &story.scenario.postmortem.mitigation;
    let recovery = story.recovery();
    if recovery.is_none() && !cause::held(story, Part::Mitigation) {
        return None;
    }
    let until = recovery.map_or(i64::MAX, |b| b.at);
    let last = deeds(story).filter(|(d, t)| *d != Deed::Look && t.at <= until).last().map(|(_, t)| *t)?;
    let mut mentions = vec![some_of(telling(truth))];
    let proven = match last.event {
        Event::Action { name: action, value, .. } => {
            mentions.push(name(action));
            let pieces = telling(&action.replace('_', "-"));
            let all = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
            mentions.push(Mention::Words { words: pieces, at_least: all });
            format!("The action {}.", action_name(action, value.as_deref()))
        }
        Event::Statement { sql, .. } => {
            if sql.to_lowercase().contains("pg_terminate_backend") || sql.to_lowercase().contains("pg_cancel_backend") {
                mentions.push(any_of(&[
                    "terminate",
                    "terminating",
                    "killed",
                    "killing",
                    "cancelled",
                    "canceled",
                    "ended",
                ]));
            }
            mentions.push(some_of(telling(sql)));
            format!("{}.", wording::line(sql.trim().trim_end_matches(';'), 200))
        }
        _ => return None,
    };
    let mut evidence = vec![last.name()];
    evidence.extend(recovery.map(|b| b.name()));
    Some(point(Section::Summary, "what fixed it", proven, mentions, evidence))
}

fn root_cause(story: &Story<'_>) -> Vec<ProvenPoint> {
    let at = Section::RootCause;
    let truth = third_person(&paragraph(&story.scenario.postmortem.root_cause));
    let mut whole = the_cause(story, at);
    whole.proven = truth;
    let mut points = vec![whole, culprit(story, at)];
    let triggers = triggers(story);
    if !triggers.is_empty() {
        let logs: Vec<String> =
            story.scenario.phase.iter().filter(|p| p.at_start).filter_map(|p| p.log.clone()).collect();
        let names: Vec<String> = story.scenario.phase.iter().filter(|p| p.at_start).map(|p| p.name.clone()).collect();
        let told = if logs.is_empty() { wording::listed(&names) } else { logs.join("; ") };
        let phases = story.before().iter().filter(|t| matches!(t.event, Event::Phase { .. })).map(Told::name).collect();
        points.push(point(at, "what set it off", cause::sentence(&told), triggers, phases));
    }
    for question in &story.scenario.diagnosis.number {
        let proven = format!("{}: {}.", capital(&question.label), cause::right_range(question.min, question.max));
        let mention = Mention::Count { least: question.min, most: question.max };
        points.push(point(at, &wording::within(&question.label), proven, vec![mention], Vec::new()));
    }
    points
}

/// Words by which an action item is known to be of a kind.
const KINDS: [(ActionKind, &str, &[&str]); 4] = [
    (
        ActionKind::Prevent,
        "prevents it",
        &[
            "limit",
            "pool",
            "backoff",
            "jitter",
            "timeout",
            "index",
            "constraint",
            "release",
            "review",
            "test",
            "batch",
            "setting",
            "analyze",
            "autovacuum",
            "migration",
            "bound",
            "restrict",
            "prevent",
            "code",
            "configure",
            "policy",
        ],
    ),
    (
        ActionKind::Detect,
        "detects it sooner",
        &["alert", "alarm", "monitor", "dashboard", "threshold", "metric", "notify", "graph", "detect", "watch"],
    ),
    (
        ActionKind::Respond,
        "helps those who respond",
        &[
            "runbook",
            "playbook",
            "document",
            "train",
            "training",
            "drill",
            "practise",
            "practice",
            "escalate",
            "exercise",
            "checklist",
        ],
    ),
    (
        ActionKind::Recover,
        "brings the service back sooner",
        &["rollback", "automate", "automatic", "script", "failover", "restart", "recover", "terminate", "kill", "undo"],
    ),
];

fn actions(story: &Story<'_>, out: &Postmortem) -> Vec<ProvenPoint> {
    let at = Section::Actions;
    let truth = &story.scenario.postmortem;
    let known = telling(&format!("{} {} {}", story.scenario.title, story.scenario.summary, story.scenario.briefing));
    let new = |text: &str| -> Vec<String> {
        telling(text).into_iter().filter(|word| !known.iter().any(|k| alike(k, word))).collect()
    };
    let evidence = |part: Part| {
        let lines = story.card.iter().flat_map(|card| &card.lines).filter(|l| l.part == part);
        lines.flat_map(|l| l.events.clone()).collect::<Vec<_>>()
    };
    let durable = third_person(&paragraph(&truth.durable_fix));
    let Mention::Words { words, .. } = some_of(new(&durable)) else { return Vec::new() };
    let at_least = if words.len() > 2 { 2 } else { 1 };
    let mentions = vec![Mention::Words { words, at_least }];
    let mut points = vec![point(at, "the durable fix", durable, mentions, evidence(Part::Durable))];
    for (kind, about, words) in KINDS {
        let of_kind: Vec<_> = out.actions.iter().filter(|a| a.kind == Some(kind)).collect();
        let Some(first) = of_kind.first() else { continue };
        let about = format!("an item that {about}");
        points.push(point(at, &about, first.text.clone(), vec![any_of(words)], first.evidence.clone()));
    }
    for (entry, lesson) in deeds::sprung(story) {
        let lesson = third_person(&paragraph(&lesson));
        let mentions = vec![some_of(new(&lesson))];
        points.push(point(at, "harm that the response did", lesson, mentions, vec![entry]));
    }
    for missed in cause::unseen(story) {
        let missed = third_person(&paragraph(missed));
        let mentions = vec![some_of(new(&missed))];
        points.push(point(at, "evidence that was not looked at", missed, mentions, Vec::new()));
    }
    points
}
