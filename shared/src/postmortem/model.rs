//! The model of a postmortem: what is known of an incident, section by section.
//!
//! Two sources fill it: a session's journal ([`super::session`]) and a timeline that somebody pasted
//! ([`super::timeline`]). Every output is drawn from it and from nothing else. Text in it is plain text, never markup: each
//! output escapes for itself. What isn't known is `None` or empty, and outputs mark it for people to fill in; nothing in
//! here is made up.

use serde::{Deserialize, Serialize};

use super::moment::Clock;
use super::session::ProvenPoint;

/// What is known of an incident.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Postmortem {
    /// The incident in a few words.
    pub title: Option<String>,
    /// The house's number for it, such as `INC-20250822-001`.
    pub incident_id: Option<String>,
    /// As the house says it, such as `SEV-1`.
    pub severity: Option<String>,
    /// Such as `Resolved`.
    pub status: Option<String>,
    /// Where all of this comes from.
    pub origin: Origin,
    /// How moments are to be read: dated or not, zone, precision.
    pub clock: Clock,
    /// What happened, in paragraphs.
    pub summary: Vec<Note>,
    /// What happened when, in order of time; where times are equal, in the order of the source.
    pub timeline: Vec<Item>,
    /// The incident's phases, in order, as far as they can be told.
    pub phases: Vec<Phase>,
    /// Durations of the response.
    pub measures: Measures,
    /// What it did to people and services.
    pub impact: Impact,
    /// Measured figures and how they moved.
    pub figures: Vec<Figure>,
    /// How it was noticed.
    pub detection: Vec<Note>,
    /// What was done about it.
    pub response: Vec<Note>,
    /// How the service came back.
    pub recovery: Vec<Note>,
    /// Why it happened.
    pub root_cause: Vec<Note>,
    /// What set it off.
    pub trigger: Vec<Note>,
    /// What made it possible or worse.
    pub contributing: Vec<Note>,
    /// The chain of whys, from the symptom down.
    pub whys: Vec<Why>,
    /// What stopped the bleeding.
    pub mitigations: Vec<Note>,
    /// What makes it last.
    pub durable: Vec<Note>,
    /// What went well.
    pub went_well: Vec<Note>,
    /// What went wrong.
    pub went_wrong: Vec<Note>,
    /// Where people got lucky.
    pub lucky: Vec<Note>,
    /// What nobody had expected.
    pub surprises: Vec<Note>,
    /// What is to be done.
    pub actions: Vec<ActionItem>,
    /// What was learnt.
    pub lessons: Lessons,
    /// What was told to whom, when.
    pub communication: Vec<Note>,
    /// Versions, limits, settings.
    pub technical: Vec<Note>,
    /// Incidents like it.
    pub related: Vec<Note>,
    /// What was looked at afterwards.
    pub follow_ups: Vec<Note>,
    /// Who took part, as the source names them; a role where it names nobody.
    pub participants: Vec<Participant>,
    /// What the learner wrote before the truth was shown; only from a session.
    pub own: Option<Own>,
    /// Further reading: titles with addresses.
    pub reading: Vec<String>,
    /// Lines of a pasted timeline that are nowhere else in here.
    pub not_understood: Vec<Line>,
    /// What a text by hand is set beside, see [`super::session::compare`]; only from a session. No output shows it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proven: Vec<ProvenPoint>,
}

/// Where a postmortem comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// From a timeline that somebody pasted.
    #[default]
    Timeline,
    /// From a session's journal.
    Session {
        /// `stage-NN/NN-name`.
        scenario: String,
        /// The seed.
        seed: u64,
        /// PostgreSQL's `server_version_num`.
        postgres: u32,
    },
}

/// A sentence, how sure it is, and what it rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Note {
    /// Plain text, one paragraph.
    pub text: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// What it rests on: journal entries as `type#n`, or lines of the pasted text as `line N`.
    pub evidence: Vec<String>,
}

/// How sure a note is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The source says so in these words or figures, or the journal measured it.
    #[default]
    Known,
    /// Drawn from the source by a rule; somebody has to look at it.
    Candidate,
}

/// An entry of the timeline.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Item {
    /// Milliseconds, see [`Clock`]. `None`: the source gives no time that can be read.
    pub at: Option<i64>,
    /// Who or what said it, such as `PagerDuty`, `Slack`, `psql`, `checkout_api`.
    pub source: Option<String>,
    /// Who did it, as the source names them.
    pub person: Option<String>,
    /// What happened, one line of plain text.
    pub text: String,
    /// A statement or command that belongs to it, to be shown as code; may have line breaks.
    pub code: Option<String>,
    /// What else the source says of it.
    pub notes: Option<String>,
    /// What kind of entry it is.
    pub kind: Kind,
    /// What it rests on, as in [`Note::evidence`].
    pub evidence: Vec<String>,
}

/// What an entry of the timeline is, for colours, phases and measures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What set it off: a deployment, a failing job.
    Trigger,
    /// A symptom or an alert.
    Alert,
    /// Somebody took it on.
    Acknowledged,
    /// Looking, and what it showed.
    Investigation,
    /// The cause was named.
    Identified,
    /// Something was done against it.
    Mitigation,
    /// Things get better.
    Improving,
    /// It is over.
    Resolved,
    /// People were told.
    Communication,
    /// Harm that the response itself did.
    Harm,
    /// None of these.
    #[default]
    Other,
}

/// A stretch of the incident. Phases don't overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Phase {
    /// Which.
    pub name: PhaseName,
    /// Milliseconds, see [`Clock`].
    pub from: i64,
    /// Milliseconds, see [`Clock`]; not before `from`.
    pub to: i64,
}

/// The phases of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PhaseName {
    /// From the first symptom to the first alert.
    Detection,
    /// From the first alert until somebody took it on.
    Acknowledgement,
    /// From there until the first thing was done against it.
    Investigation,
    /// From there until things were well again.
    Mitigation,
    /// From there until it was declared over.
    Resolution,
}

/// Durations of the response, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Measures {
    /// From its beginning to its end.
    pub duration_ms: Option<i64>,
    /// MTTD: from the first symptom until it was noticed.
    pub detect_ms: Option<i64>,
    /// MTTA: from the first alert until somebody took it on.
    pub acknowledge_ms: Option<i64>,
    /// MTTR: from its beginning until it was resolved.
    pub resolve_ms: Option<i64>,
}

/// What it did to people and services.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Impact {
    /// Services that were hit, as named.
    pub services: Vec<Note>,
    /// Users that were hit.
    pub users: Vec<Note>,
    /// What it cost.
    pub revenue: Vec<Note>,
    /// SLO, SLA, error budget.
    pub objectives: Vec<Note>,
    /// Whatever else is known of it.
    pub other: Vec<Note>,
    /// Calls as the application's callers measured them, by stretch; only from a session.
    pub calls: Vec<CallStretch>,
}

/// Calls of the monitored application over a stretch of the incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallStretch {
    /// Such as `before`, `during`, `after`.
    pub name: String,
    /// How long, in milliseconds.
    pub for_ms: u64,
    /// Calls made.
    pub made: u64,
    /// Calls that failed.
    pub failed: u64,
    /// The highest and the median of the seconds' p95, in milliseconds.
    pub p95_ms: Option<Range>,
    /// The most connections in use, and the limit.
    pub slots: Option<Slots>,
}

/// Median and highest of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Range {
    /// The median.
    pub median: f64,
    /// The highest.
    pub highest: f64,
}

/// Connections in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Slots {
    /// The most in use at a time.
    pub most: u32,
    /// max_connections.
    pub limit: u32,
}

/// A measured figure and how it moved.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Figure {
    /// Such as `Error rate`, `Connections`.
    pub name: String,
    /// `%`, `ms`, `s`; empty for a bare number.
    pub unit: String,
    /// What 100 % of it is, such as max_connections.
    pub limit: Option<f64>,
    /// Its values, in order of time.
    pub points: Vec<Point>,
}

/// One value of a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Point {
    /// Milliseconds, see [`Clock`]; `None` where the source gives a sequence without times.
    pub at: Option<i64>,
    /// The value.
    pub value: f64,
    /// As the source writes it, where it isn't a number of its own: `timeout`, `> 5000ms`.
    pub text: Option<String>,
}

/// A why and its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Why {
    /// The question.
    pub question: String,
    /// The answer; none for people to fill in.
    pub answer: Option<Note>,
}

/// Something to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct ActionItem {
    /// What is to be done.
    pub text: String,
    /// What it is for.
    pub kind: Option<ActionKind>,
    /// How urgent, as the house says it: `P0`, `HIGH`.
    pub priority: Option<String>,
    /// A role or a team, or a person that the source names.
    pub owner: Option<String>,
    /// As the source writes it.
    pub due: Option<String>,
    /// Such as `Open`.
    pub status: Option<String>,
    /// What it rests on, as in [`Note::evidence`].
    pub evidence: Vec<String>,
}

/// What an action item is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ActionKind {
    /// That it doesn't happen again.
    Prevent,
    /// That it is seen sooner.
    Detect,
    /// That people can do more about it.
    Respond,
    /// That the service is back sooner.
    Recover,
}

/// What was learnt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Lessons {
    /// Of the machinery.
    pub technical: Vec<Note>,
    /// Of the way of working.
    pub process: Vec<Note>,
    /// Of working together.
    pub cultural: Vec<Note>,
}

/// Somebody who took part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Participant {
    /// As the source names them, or a role such as `the on-call engineer`.
    pub name: String,
    /// As the source gives it.
    pub role: Option<String>,
}

/// What the learner wrote, before the truth was shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Own {
    /// Their summary.
    pub summary: String,
    /// Their root cause.
    pub root_cause: String,
    /// Their action items, one each.
    pub actions: Vec<String>,
}

/// A line of a pasted text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Line {
    /// From 1.
    pub number: u32,
    /// The line as it stands there, without its line break.
    pub text: String,
}

impl Note {
    /// Something that the source says or the journal measured.
    pub fn known(text: impl Into<String>) -> Self {
        Self { text: text.into(), certainty: Certainty::Known, evidence: Vec::new() }
    }

    /// Something drawn by a rule, for somebody to look at.
    pub fn candidate(text: impl Into<String>) -> Self {
        Self { text: text.into(), certainty: Certainty::Candidate, evidence: Vec::new() }
    }

    /// With what it rests on.
    #[must_use]
    pub fn resting_on(mut self, evidence: impl IntoIterator<Item = String>) -> Self {
        self.evidence.extend(evidence);
        self
    }
}
