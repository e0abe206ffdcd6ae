//! What happens: fleets, phases, actions and alerts, as a scenario's author writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::types::VaryValue;

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
    /// The node that it connects to; the first where left out.
    pub node: Option<String>,
    /// The database that it connects to; `sandbox.database` where left out.
    pub database: Option<String>,
    /// Connections (pool, storm), concurrent callers (workload), or the most that it may pile up (leak, retry) at full
    /// size; for holder and job, sessions.
    pub connections: u32,
    /// Connections or callers before the incident; `connections` where left out, 0 for holder, job, leak and retry. A
    /// retry's are tries that were given up and that the server still works on.
    pub baseline: Option<u32>,
    /// Workload and pool: calls that each connection makes in a second. Leak and retry: calls of the whole fleet. With 0
    /// it makes only those that phases and measurements ask for.
    #[serde(default = "default_rate")]
    pub calls_per_second: f64,
    /// The statements that a call runs, one after the other; the pool's short queries. What holder and job run once.
    #[serde(default)]
    pub statements: Vec<String>,
    /// `statement_timeout` of its sessions, milliseconds; 0 is none. Holder, job, leak and retry have none unless they
    /// say so.
    pub timeout_ms: Option<u32>,
    /// Storm: how refused connections come back. Retry: how failed calls do.
    #[serde(default)]
    pub reconnect: Reconnect,
    /// Leak: whether a call's connection is left open.
    #[serde(default)]
    pub leaks: bool,
    /// Leak: which calls leave theirs.
    #[serde(default)]
    pub leaks_when: LeaksWhen,
    /// Storm: how many earlier deployments' connections are still there; theirs are named `name-1`, `name-2` ... and
    /// the one that runs comes last.
    pub generations: Option<u32>,
    /// Retry: milliseconds after which the caller gives a call up, leaves it to the server and tries again.
    pub gives_up_ms: Option<u32>,
    /// Other releases that actions and phases can put in this one's place.
    #[serde(default)]
    pub release: Vec<Release>,
    /// Whether this is the application whose health stands on the top bar; one fleet at most.
    #[serde(default)]
    pub monitored: bool,
}

fn default_rate() -> f64 {
    1.0
}

/// A release of a fleet: what it has otherwise than the fleet as it stands. What is left out is the fleet's own.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The release's name, such as `v2.3`; the fleet as it stands is called `first`.
    pub name: String,
    /// See [`Fleet::connections`].
    pub connections: Option<u32>,
    /// See [`Fleet::calls_per_second`].
    pub calls_per_second: Option<f64>,
    /// See [`Fleet::statements`].
    pub statements: Option<Vec<String>>,
    /// See [`Fleet::timeout_ms`].
    pub timeout_ms: Option<u32>,
    /// See [`Fleet::reconnect`].
    pub reconnect: Option<Reconnect>,
    /// See [`Fleet::leaks`].
    pub leaks: Option<bool>,
    /// See [`Fleet::leaks_when`].
    pub leaks_when: Option<LeaksWhen>,
    /// Storm with generations: whether a deployment closes its predecessors' connections.
    pub drains: Option<bool>,
    /// See [`Fleet::gives_up_ms`].
    pub gives_up_ms: Option<u32>,
}

/// The name of a fleet's release as it stands in the file.
pub const FIRST_RELEASE: &str = "first";

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
    /// Every call opens a connection, and closes it again unless the release leaks.
    Leak,
    /// Every call opens a connection; one that takes too long is left to the server and tried again on a further one.
    Retry,
    /// Sessions that run their statements once and then stay, with whatever transaction and locks they have.
    Holder,
    /// Sessions that run their statements once and then end: a batch, a migration.
    Job,
}

impl FleetKind {
    /// Whether it makes calls by which its health is measured.
    pub fn makes_calls(self) -> bool {
        matches!(self, Self::Pool | Self::Workload | Self::Leak | Self::Retry)
    }

    /// Whether it is there only once a phase restarts or grows it, where `baseline` says nothing.
    pub fn begins_empty(self) -> bool {
        matches!(self, Self::Leak | Self::Retry | Self::Holder | Self::Job)
    }

    /// Whether it needs statements.
    pub fn needs_statements(self) -> bool {
        self != Self::Storm
    }
}

/// Which calls of a leak leave their connection open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LeaksWhen {
    /// Every call.
    #[default]
    Always,
    /// A call of which a statement fails: the error path gives nothing back.
    CallFails,
}

/// How refused connections or failed calls come back.
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
    /// A line for the application's log, such as `deploy v214 started`.
    pub log: Option<String>,
    /// SQL that runs first, as an operator, a tool or a load would: its errors go to the application's log.
    #[serde(default)]
    pub run: Vec<PhaseSql>,
    /// Releases that fleets get, by fleet; not in a replay, which meets what the learner left.
    #[serde(default)]
    pub release: BTreeMap<String, String>,
    /// Fleets that restart: their connections close, then open as their kind says.
    #[serde(default)]
    pub restart: Vec<String>,
    /// Fleets that grow from `baseline` to `connections`; not in a replay.
    #[serde(default)]
    pub grow: Vec<String>,
    /// Calls that fleets make at once, by fleet, however they are paced otherwise.
    #[serde(default)]
    pub calls: BTreeMap<String, u32>,
}

/// SQL that a phase runs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PhaseSql {
    /// One of `sandbox.roles`, or `oncall`.
    pub role: String,
    /// The `application_name`, and the source in the application's log.
    pub name: String,
    /// The node that it runs on; the first where left out.
    pub node: Option<String>,
    /// The database that it runs in; `sandbox.database` where left out.
    pub database: Option<String>,
    /// Statements, one after the other in one session; what follows one that fails is left out.
    pub sql: Vec<String>,
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
    /// The release named by the value takes the fleet's place: rolling, so nothing else restarts with it.
    SetRelease,
    /// Runs a phase again.
    RunPhase,
    /// Restarts the fleet's processes as they are configured now.
    RestartFleet,
    /// Ends the fleet's processes; they stay away until they are restarted.
    StopFleet,
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

/// What an alert watches.
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
    /// Backends that wait for a lock.
    WaitingLocks,
}
