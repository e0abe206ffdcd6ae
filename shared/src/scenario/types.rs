//! The scenario format, version 1, as it stands in `scenarios/stage-NN/NN-name/scenario.toml`.
//!
//! Every table refuses unknown keys, so that a misspelt key is an error with a line and not a rule that never fires.
//! Nothing here is internally tagged or flattened: serde would lose the line numbers. The catalog checks a file
//! against the JSON Schema of these types before serde sees it, so that every mistake in it is told at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    /// SQL file beside scenario.toml, run once into the template as the schema's owner.
    pub schema: String,
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

/// A simulated application: real connections under a name, a role and a behaviour.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fleet {
    /// The fleet's name; its connections' `application_name` too.
    pub name: String,
    /// What it does.
    pub kind: FleetKind,
    /// The role that it logs in as; must stand in `sandbox.roles`.
    pub role: String,
    /// Connections (pool, storm) or concurrent callers with a connection each (workload) at full size.
    pub connections: u32,
    /// Connections or callers before the incident; `connections` where left out.
    pub baseline: Option<u32>,
    /// Workload and pool: calls that each connection makes in a second.
    #[serde(default = "default_rate")]
    pub calls_per_second: f64,
    /// The statements that a call runs, one after the other; the pool's short queries.
    #[serde(default)]
    pub statements: Vec<String>,
    /// Storm: how refused connections come back.
    #[serde(default)]
    pub reconnect: Reconnect,
    /// Whether this is the application whose health stands on the top bar; one fleet at most.
    #[serde(default)]
    pub monitored: bool,
}

fn default_rate() -> f64 {
    1.0
}

/// What a fleet does with its connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FleetKind {
    /// N connections, idle between short queries; a lost one is opened again at its next use.
    Pool,
    /// A restart makes the whole fleet connect at once; then idle. A lost one stays lost until the next restart.
    Storm,
    /// Callers that run statements at a rate and measure errors and latency as their users would.
    Workload,
}

/// How a storm's refused connections come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Reconnect {
    /// Again and again, all at the same beat.
    #[default]
    Immediate,
    /// After a random share of an exponentially growing wait.
    JitteredBackoff,
}

/// A step of the incident.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// The phase's name, such as `deploy`; actions and replays run it again by this name.
    pub name: String,
    /// Whether it runs by itself when the lab starts.
    #[serde(default)]
    pub at_start: bool,
    /// Fleets that restart: their connections close, then open as their kind says.
    #[serde(default)]
    pub restart: Vec<String>,
    /// Fleets that grow from `baseline` to `connections`.
    #[serde(default)]
    pub grow: Vec<String>,
    /// A line for the application's log, such as `deploy v214 started`.
    pub log: Option<String>,
}

/// A lever outside SQL.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The action's name on the wire and in `\action NAME`.
    pub name: String,
    /// The button's text.
    pub label: String,
    /// What it does, one sentence.
    pub description: String,
    /// What it works on.
    pub effect: ActionEffect,
    /// The fleet it works on, where the effect needs one.
    pub fleet: Option<String>,
    /// The phase that it runs, for `run-phase`.
    pub phase: Option<String>,
    /// The values it takes; none for an action without one.
    #[serde(default)]
    pub values: Vec<VaryValue>,
}

/// What an action does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ActionEffect {
    /// The fleet's pool size becomes the value at its next restart.
    SetPoolSize,
    /// The fleet's reconnect policy becomes the value.
    SetReconnect,
    /// Runs a phase again.
    RunPhase,
    /// Restarts the fleet's processes as they are configured now.
    RestartFleet,
    /// Restarts PostgreSQL: every connection is lost.
    RestartDatabase,
}

/// A threshold on the vitals.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Alert {
    /// The alert's name.
    pub name: String,
    /// What it watches.
    pub on: AlertOn,
    /// At or above this it is a warning.
    pub warning: f64,
    /// At or above this it is critical.
    pub critical: f64,
}

/// What an alert watches; all in percent or milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AlertOn {
    /// Used connections in percent of max_connections.
    ConnectionsPercent,
    /// The monitored fleet's failed calls in percent.
    ErrorPercent,
    /// The monitored fleet's p95 in milliseconds.
    P95Ms,
}

/// The diagnosis form and what is true.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Diagnosis {
    /// The causes to choose from.
    pub cause: Vec<Choice>,
    /// The key of the true cause.
    pub true_cause: String,
    /// What culprits to choose from; the fleets' names where left out.
    #[serde(default)]
    pub culprits: Vec<String>,
    /// The true culprit.
    pub true_culprit: String,
    /// Figures to fill in.
    #[serde(default)]
    pub number: Vec<NumberQuestion>,
}

/// One cause of the differential list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The key on the wire.
    pub key: String,
    /// What the learner reads.
    pub label: String,
}

/// A figure that the learner fills in.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NumberQuestion {
    /// The key on the wire.
    pub key: String,
    /// What the learner reads.
    pub label: String,
    /// Least right answer.
    pub min: f64,
    /// Greatest right answer.
    pub max: f64,
}

/// Evidence that earns points: something shown, or an answer of the diagnosis. Exactly one of `sees` and `diagnosis`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DetectRule {
    /// Points of Detect's 40.
    pub points: u32,
    /// What the learner must have been shown; any one suffices.
    #[serde(default)]
    pub sees: Vec<Sees>,
    /// `cause`, `culprit`, or a number question's key: that answer must be right.
    pub diagnosis: Option<String>,
    /// Why the points were given, one sentence to the learner.
    pub reason: String,
    /// Why they were not.
    pub missed: String,
}

/// A result that the server showed. Exactly one of `from` and `show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sees {
    /// `relation.column` that the value's column must come from, by RowDescription; a literal comes from nowhere.
    pub from: Option<String>,
    /// The value that a cell of that column must have; any where left out.
    pub value: Option<String>,
    /// A number in the same row, or the count of such rows, must be at least this.
    #[serde(default = "default_at_least")]
    pub at_least: u32,
    /// A parameter that SHOW must have answered.
    pub show: Option<String>,
}

fn default_at_least() -> u32 {
    1
}

/// State that earns points. Exactly one of `probe` and `replay`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FixRule {
    /// Points of Fix's 40.
    pub points: u32,
    /// Whether it is the mitigation or the durable fix.
    pub kind: FixKind,
    /// Conditions on the state at submission; all must hold.
    pub probe: Option<StateProbe>,
    /// The cause run again; conditions on what came of it.
    pub replay: Option<Replay>,
    /// Why the points were given.
    pub reason: String,
    /// Why they were not.
    pub missed: String,
}

/// The two halves of a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FixKind {
    /// The service is healthy again now.
    Mitigation,
    /// It stays so when the cause comes back.
    Durable,
}

/// Conditions on the state at submission; every one given must hold, and at least one must be given.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StateProbe {
    /// A fleet whose connections are counted ...
    pub connections_of: Option<String>,
    /// ... and may be at most this many.
    pub at_most: Option<u32>,
    /// A fleet whose next calls must all succeed (it is given that many calls).
    pub healthy: Option<String>,
}

/// The cause, run again against what the learner left behind.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Replay {
    /// The phase that is run.
    pub run: String,
    /// Established connections may reach at most this share of max_connections.
    pub peak_connections_percent_at_most: u32,
    /// A fleet that may not lose a call meanwhile.
    pub healthy: Option<String>,
}

/// Harm that costs points. Exactly one of the conditions.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TrapRule {
    /// A short key, unique in the scenario.
    pub key: String,
    /// Points taken from Trap's 20.
    pub minus: u32,
    /// A parameter whose persisted or running value differs from the template's.
    pub setting_changed: Option<String>,
    /// A DDL command tag, such as `CREATE INDEX`, that the learner ran.
    pub ddl: Option<String>,
    /// A fleet of which the learner terminated at least one connection.
    pub terminated: Option<String>,
    /// An action that was taken.
    pub action: Option<String>,
    /// With `action`: only where it pushed connections to at least this share of max_connections.
    pub peak_connections_percent_at_least: Option<u32>,
    /// What to learn from it, one or two sentences.
    pub lesson: String,
}

/// A staged hint.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// The hint.
    pub text: String,
    /// Points it costs in assessed mode.
    #[serde(default)]
    pub cost: u32,
}

/// The truth, shown after scoring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Truth {
    /// What was wrong and what set it off.
    pub root_cause: String,
    /// How one finds it.
    pub found_by: String,
    /// What stops the bleeding.
    pub mitigation: String,
    /// What makes it last.
    pub durable_fix: String,
    /// What to take away.
    pub lesson: String,
    /// Further reading: titles with addresses.
    #[serde(default)]
    pub reading: Vec<String>,
}

/// A scripted attempt and the score that it must get.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The proof's name.
    pub name: String,
    /// Seed; 0 where left out.
    #[serde(default)]
    pub seed: u64,
    /// Whether to run it in assessed mode.
    #[serde(default)]
    pub assessed: bool,
    /// The steps, in order.
    #[serde(default)]
    pub step: Vec<Step>,
    /// The score.
    pub expect: Expect,
}

/// One step of a proof. Exactly one key.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// SQL sent through the gateway as `oncall`; errors are part of life and don't fail the proof.
    pub sql: Option<String>,
    /// An action, with its value after a blank.
    pub action: Option<String>,
    /// Reveals the next hint.
    pub hint: Option<bool>,
    /// Submits a diagnosis.
    pub diagnose: Option<DiagnoseStep>,
    /// Waits until the fleet's next calls all succeed.
    pub wait_healthy: Option<String>,
}

/// A proof's diagnosis.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DiagnoseStep {
    /// The cause's key.
    pub cause: Option<String>,
    /// The culprit.
    pub culprit: Option<String>,
    /// Figures by key.
    #[serde(default)]
    pub numbers: BTreeMap<String, f64>,
}

/// The score that a proof must get.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Total.
    pub total: u32,
    /// Detect's part.
    pub detect: Option<u32>,
    /// Fix's part.
    pub fix: Option<u32>,
    /// Trap's part.
    pub trap: Option<u32>,
    /// Keys of the traps that must have been sprung, exactly these.
    pub sprung: Option<Vec<String>>,
}
