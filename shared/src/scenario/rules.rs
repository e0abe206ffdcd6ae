//! What is asked and graded: the diagnosis, rules, probes, hints and the truth, as a scenario's author writes them.

use serde::{Deserialize, Serialize};

use super::types::VaryValue;

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

/// A result that the server showed. Exactly one of `from`, `show` and `plan`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sees {
    /// `relation.column` that the value's column must come from, by RowDescription; a literal comes from nowhere.
    pub from: Option<String>,
    /// The value that a cell of that column must have; any where left out.
    pub value: Option<String>,
    /// A text that must stand in the cell, or in one element of it.
    pub has: Option<String>,
    /// The cell must be NULL.
    #[serde(default)]
    pub null: bool,
    /// The cell's number must be at least this, ...
    pub cell_at_least: Option<i64>,
    /// ... and at most this.
    pub cell_at_most: Option<i64>,
    /// Cells that must stand in the same row.
    #[serde(default)]
    pub beside: Vec<Beside>,
    /// A number in the same row, or the count of such rows, must be at least this.
    #[serde(default = "default_at_least")]
    pub at_least: u32,
    /// A parameter that SHOW must have answered.
    pub show: Option<String>,
    /// A node of a plan that EXPLAIN printed, such as `Seq Scan on orders`; indexes' names, schemas and aliases are not looked at.
    pub plan: Option<String>,
    /// With `plan`: a column that the node's own condition (Filter, Index Cond ...) must name.
    pub filter: Option<String>,
    /// The node that showed it; the first where left out.
    pub node: Option<String>,
    /// The database that showed it; `sandbox.database` where left out.
    pub database: Option<String>,
}

/// A cell beside the one that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// `relation.column` that it comes from.
    pub from: String,
    /// Its value; any but null where left out.
    pub value: Option<String>,
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
    /// Names of probes that must hold.
    #[serde(default)]
    pub holds: Vec<String>,
}

/// The cause, run again against what the learner left behind; at least one condition must be given.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Replay {
    /// The phase that is run.
    pub run: String,
    /// How many times in a row; the peak is that of all of them.
    #[serde(default = "once")]
    pub times: u32,
    /// Established connections may reach at most this share of max_connections.
    pub peak_connections_percent_at_most: Option<u32>,
    /// A fleet whose connections are counted once the phase has run ...
    pub connections_of: Option<String>,
    /// ... and may be at most this many.
    pub at_most: Option<u32>,
    /// A fleet that may not lose a call meanwhile.
    pub healthy: Option<String>,
    /// A fleet that must be well again: at the latest after `within_s`, all of a round of calls succeed.
    pub recovers: Option<String>,
    /// Names of probes that must hold, at the latest after `within_s`.
    #[serde(default)]
    pub holds: Vec<String>,
    /// How long, in seconds, `recovers` and `holds` may take to come true.
    #[serde(default = "default_within")]
    pub within_s: u32,
}

fn once() -> u32 {
    1
}

fn default_within() -> u32 {
    10
}

/// A question about the sandbox's state. Exactly one of `sql` and `explain`.
///
/// Where `role` is left out ride's own session asks, which may name nothing but pg_catalog: a relation of the learner's
/// could run the learner's code with ride's rights.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The name that rules use.
    pub name: String,
    /// The role that asks, one of `sandbox.roles` or `oncall`.
    pub role: Option<String>,
    /// The node that is asked; the first where left out.
    pub node: Option<String>,
    /// The database that is asked; `sandbox.database` where left out.
    pub database: Option<String>,
    /// A query that answers with one boolean; the probe holds where it is true.
    pub sql: Option<String>,
    /// A query of the application's, whose plan is looked at and which never runs.
    pub explain: Option<String>,
    /// With `explain`: the plan has one of these nodes, such as `Index Scan on orders`.
    #[serde(default)]
    pub uses: Vec<String>,
    /// With `explain`: the plan has none of these nodes.
    #[serde(default)]
    pub avoids: Vec<String>,
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
    /// With `ddl`: only on this object, as PostgreSQL writes its identity, such as `public.orders`.
    pub object: Option<String>,
    /// A fleet of which the learner terminated at least one connection.
    pub terminated: Option<String>,
    /// A fleet whose sessions waited for a lock that one of the learner's own sessions held.
    pub blocked: Option<String>,
    /// A probe that does not hold at submission.
    pub broken: Option<String>,
    /// An action that was taken.
    pub action: Option<String>,
    /// With `action`: only with this value.
    pub value: Option<VaryValue>,
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
