//! The scenario format, version 1, as it stands in `scenarios/stage-NN/NN-name/scenario.toml`.
//!
//! Every table refuses unknown keys, so that a misspelt key is an error with a line and not a rule that never fires.
//! Nothing here is internally tagged or flattened: serde would lose the line numbers. The catalog checks a file
//! against the JSON Schema of these types before serde sees it, so that every mistake in it is told at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fleet::{Action, Alert, Fleet, Phase};
use super::proof::Proof;
use super::rules::{DetectRule, Diagnosis, FixRule, Hint, Probe, TrapRule, Truth};

/// The format version that this build reads.
pub const FORMAT: u32 = 1;

/// A scenario as its author wrote it, names already put in for one seed (see [`super::substitute`]).
///
/// Holds secrets (rules, hints, truth): it is never serialised towards a browser. What may be shown is a
/// [`super::Briefing`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Always [`FORMAT`].
    pub format: u32,
    /// The title in the catalog.
    pub title: String,
    /// The topic's name, such as `Connections & Pooling`.
    pub topic: String,
    /// How hard it is.
    pub level: Level,
    /// Least and most minutes that it usually takes.
    pub minutes: [u32; 2],
    /// The severity on the page's top bar, such as `SEV-1`.
    pub severity: String,
    /// One sentence for the catalog; gives nothing away.
    pub summary: String,
    /// The page that the on-call engineer got, in Markdown paragraphs; gives nothing away.
    pub briefing: String,
    /// The PostgreSQL that the learner gets.
    pub sandbox: SandboxSpec,
    /// The servers; where left out, one that is called [`FIRST_NODE`] and has the application's database.
    #[serde(default)]
    pub node: Vec<Node>,
    /// Sets of names and numbers, chosen as a whole by the seed; the first is seed 0's (see [`super::choose`]).
    #[serde(default)]
    pub vary: Vec<super::Names>,
    /// The simulated applications.
    #[serde(default)]
    pub fleet: Vec<Fleet>,
    /// What happens, in order, once the lab is up.
    #[serde(default)]
    pub phase: Vec<Phase>,
    /// The learner's levers outside SQL.
    #[serde(default)]
    pub action: Vec<Action>,
    /// Thresholds on the vitals that raise an alert.
    #[serde(default)]
    pub alert: Vec<Alert>,
    /// Questions about the sandbox's state that rules ask by name.
    #[serde(default)]
    pub probe: Vec<Probe>,
    /// The diagnosis form and its truth.
    pub diagnosis: Diagnosis,
    /// Evidence that earns points.
    #[serde(default)]
    pub detect: Vec<DetectRule>,
    /// State that earns points.
    #[serde(default)]
    pub fix: Vec<FixRule>,
    /// Harm that costs points.
    #[serde(default)]
    pub trap: Vec<TrapRule>,
    /// At least three staged hints: where to look, what to look for, the mechanism.
    #[serde(default)]
    pub hint: Vec<Hint>,
    /// The truth, shown after scoring.
    pub postmortem: Truth,
    /// Scripted attempts with the score that each must get.
    #[serde(default)]
    pub proof: Vec<Proof>,
}

/// The name of the only node where a scenario names none.
pub const FIRST_NODE: &str = "primary";

/// A PostgreSQL server of the scenario's. This build runs one, with one database.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// The name that fleets, phases, probes and evidence use.
    pub name: String,
    /// Its databases; `sandbox.database` where left out.
    #[serde(default)]
    pub databases: Vec<String>,
}

/// Where something is: on which node, in which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place<'a> {
    /// The node; the first where left out.
    pub node: Option<&'a str>,
    /// The database; `sandbox.database` where left out.
    pub database: Option<&'a str>,
}

/// How hard a scenario is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Level {
    /// A first incident.
    L1,
    /// Needs the system views.
    L2,
    /// Needs to weigh causes against each other.
    L3,
}

/// The learner's PostgreSQL.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SandboxSpec {
    /// The application's database; `oncall` connects to it and owns it.
    pub database: String,
    /// Roles that fleets log in as, created in the template.
    pub roles: Vec<String>,
    /// Those of `roles` that may do DDL on the application's schema, as a migration tool does.
    #[serde(default)]
    pub owners: Vec<String>,
    /// SQL file beside scenario.toml, run once into the template as the schema's owner.
    pub schema: String,
    /// SQL file run after the template was vacuumed and analyzed: dead rows, rows that statistics don't know of.
    pub history: Option<String>,
    /// Settings put into postgresql.conf, such as `max_connections = 100`.
    #[serde(default)]
    pub settings: BTreeMap<String, VaryValue>,
    /// Parameters that `oncall` may SET and ALTER SYSTEM.
    #[serde(default)]
    pub grant_settings: Vec<String>,
    /// On-call connections opened before the fault.
    #[serde(default = "default_on_call")]
    pub on_call: u32,
}

fn default_on_call() -> u32 {
    4
}

/// A scalar in the file: text, whole number or truth value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum VaryValue {
    /// A whole number.
    Number(i64),
    /// `true` or `false`.
    Flag(bool),
    /// Text.
    Text(String),
}

impl std::fmt::Display for VaryValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(n) => n.fmt(f),
            Self::Flag(b) => b.fmt(f),
            Self::Text(s) => s.fmt(f),
        }
    }
}
