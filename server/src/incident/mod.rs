//! The incident: a director runs fleets (simulated applications with real connections), obeys actions, watches the
//! vitals, raises alerts, and replays the cause at submission. It writes the journal and never reads it.

mod director;

use std::sync::Arc;

use ride_shared::journal::Calls;
use ride_shared::scenario::Scenario;
use tokio::sync::broadcast;

use crate::recorder::Recorder;
use crate::sandbox::Sandbox;

pub use director::Director;

/// What the director needs.
pub struct IncidentContext {
    /// The scenario, names put in.
    pub scenario: Arc<Scenario>,
    /// The learner's PostgreSQL.
    pub sandbox: Arc<dyn Sandbox>,
    /// The journal's pen.
    pub recorder: Recorder,
    /// The live channel: vitals, log lines, alerts.
    pub live: broadcast::Sender<ride_shared::protocol::LiveMessage>,
    /// The seed of the plan.
    pub seed: u64,
}

/// Why an action was not taken; each message says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// No such action.
    #[error("there is no action {name}; did you mean {nearest}? This scenario has: {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// The nearest name.
        nearest: String,
        /// All names.
        known: String,
    },
    /// The value is not one of the action's.
    #[error("{action} takes one of {known}, not {value}")]
    BadValue {
        /// The action.
        action: String,
        /// What was given, or `nothing`.
        value: String,
        /// Its values, or `no value`.
        known: String,
    },
    /// The incident is over or another action is still running.
    #[error("{0}")]
    NotNow(String),
    /// It went wrong.
    #[error("{0}")]
    Failed(String),
}

/// What a replay measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayReport {
    /// The most established connections, in percent of max_connections.
    pub peak_connections_percent: u32,
    /// Connections refused to the restarted fleets.
    pub refused: u32,
    /// Calls of the watched fleet meanwhile.
    pub calls: Option<Calls>,
}
