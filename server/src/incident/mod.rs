//! The incident: a director runs fleets (simulated applications with real connections), obeys actions, watches the
//! vitals, raises alerts, and replays the cause at submission. It writes the journal and never reads it.

mod actions;
mod alerts;
mod board;
mod callers;
mod changes;
mod connection;
mod counters;
mod desk;
mod director;
mod fleet;
mod gauge;
mod inquiry;
mod leak;
mod log;
mod pen;
mod phases;
mod plan;
mod replay;
mod retry;
mod sessions;
mod shift;
mod snapshot;
mod socket;
mod state;
mod storm;
mod visits;
mod watch;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use ride_shared::journal::Calls;
use ride_shared::scenario::Scenario;
use tokio::sync::broadcast;

use crate::probe::ProbeError;
use crate::recorder::Recorder;
use crate::sandbox::Sandbox;

pub use director::{Director, Muster};

/// Called when PostgreSQL answers again after a `restart-database`, before any fleet comes back: the moment to open the
/// on-call slots again, since the herd that follows takes every slot it finds.
pub type AfterRestart = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

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
    /// Who must get in before the fleets when PostgreSQL was restarted.
    pub after_restart: Option<AfterRestart>,
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
    /// Calls of the fleet that must not lose any, meanwhile.
    pub calls: Option<Calls>,
    /// Connections of the fleet that is counted, once the phase had run.
    pub connections: Option<u32>,
    /// Whether the fleet that must recover did, in time.
    pub recovered: Option<bool>,
    /// Whether each probe came to hold, in time.
    pub holds: BTreeMap<String, bool>,
}

/// What a probe said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeAnswer {
    /// Whether it was asked at all: a server that has no slot left lets no role's session in.
    pub asked: bool,
    /// Whether it holds.
    pub holds: bool,
    /// The answer, or the server's error, that this was drawn from.
    pub answer: String,
}

/// What can go wrong in this room.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IncidentError {
    #[error(transparent)]
    Probe(#[from] ProbeError),
    #[error("{name} opened only {accepted} of {wanted} connections before the incident: {refusal}")]
    Baseline { name: String, wanted: u32, accepted: u32, refusal: String },
    #[error("there is no fleet {name}; did you mean {nearest}?")]
    UnknownFleet { name: String, nearest: String },
    #[error("there is no phase {name:?}; did you mean {nearest}?")]
    UnknownPhase { name: String, nearest: String },
    #[error("{fleet} has no release {name}; did you mean {nearest}?")]
    UnknownRelease { fleet: String, name: String, nearest: String },
    #[error("{0} makes no calls: ask for a fleet of kind workload, pool, leak or retry")]
    MakesNoCalls(String),
    #[error("there is no probe {name:?}; did you mean {nearest}?")]
    UnknownProbe { name: String, nearest: String },
    #[error("the action {name} can't be taken: {wrong}")]
    Action { name: String, wrong: String },
    #[error("calls that are under way don't come to an end: try again in a moment")]
    Stuck,
    #[error("PostgreSQL did not restart: {0}")]
    Restart(String),
}

/// The name among `known` that is written most alike.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    crate::basics::nearest(name, known).unwrap_or("none").to_owned()
}
