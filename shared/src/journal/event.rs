//! The events of a session.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::protocol::{AlertLevel, Mode, Vitals};

/// One entry: its number, its time, what happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// From 1, without gaps, within a session.
    pub seq: u64,
    /// Milliseconds since the session was asked for.
    pub at_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Event {
    /// The session was asked for.
    SessionStarted {
        /// `stage-NN/NN-name`.
        scenario: String,
        /// SHA-256 of the scenario's files, hex.
        version: String,
        /// The seed.
        seed: u64,
        /// Practice or assessed.
        mode: Mode,
        /// `docker` or `process`.
        driver: String,
        /// PostgreSQL's `server_version_num`.
        postgres: u32,
        /// Wall clock at `at_ms` 0: milliseconds since the Unix epoch.
        unix_ms: u64,
    },
    /// A phase of the incident ran.
    Phase {
        /// The phase's name.
        name: String,
        /// The most established connections meanwhile, in percent of max_connections.
        peak_connections_percent: u32,
    },
    /// The incident is live: symptoms show.
    IncidentLive,
    /// A console (browser tab, psql, ...) was let in.
    ConsoleOpened {
        /// The console's number in this session, from 1.
        console: u32,
        /// How it came.
        transport: Transport,
        /// The backend's process id.
        pid: i32,
        /// Whether it was lent an on-call slot.
        on_call: bool,
    },
    /// A console was turned away with the server's own error.
    ConsoleRefused {
        /// How it came.
        transport: Transport,
        /// The error's SQLSTATE.
        sqlstate: String,
        /// The error's text.
        message: String,
    },
    /// A console is gone.
    ConsoleClosed {
        /// The console's number.
        console: u32,
    },
    /// A console's connection dropped and was taken up again.
    ConsoleResumed {
        /// The console's number.
        console: u32,
    },
    /// A statement came to its end, as the server told it.
    Statement {
        /// The console's number.
        console: u32,
        /// What was sent, cut at 2,000 characters. For reading, never for grading.
        sql: String,
        /// The command tag, such as `SELECT 3`; none after an error.
        tag: Option<String>,
        /// The error, if it ended in one.
        error: Option<ServerError>,
        /// Rows that the server sent.
        rows: u64,
    },
    /// The server showed something that a matcher was waiting for. Recorded once for each matcher.
    Evidence {
        /// The console's number.
        console: u32,
        /// Index of the detect rule.
        rule: u32,
        /// What was shown, such as `deploy_worker | 85`.
        shown: String,
    },
    /// DDL that somebody other than the superuser ran, from the event trigger.
    Ddl {
        /// Command tag, such as `CREATE INDEX`.
        tag: String,
        /// Object identity, such as `public.orders_idx`.
        object: String,
        /// The role that ran it.
        role: String,
    },
    /// Connections that a fleet lost to somebody's pg_terminate_backend.
    FleetTerminated {
        /// The fleet.
        fleet: String,
        /// How many, since the last such event.
        count: u32,
    },
    /// Sessions of a fleet waited for a lock that a console of the learner's held.
    FleetBlocked {
        /// The fleet.
        fleet: String,
        /// How many waited when it was seen.
        count: u32,
    },
    /// What a probe that a trap asks about said at submission.
    ProbeAnswered {
        /// The probe's name.
        name: String,
        /// Whether it holds.
        holds: bool,
        /// The answer or the error it was drawn from.
        answer: String,
    },
    /// A line of the application's log.
    AppLog(AppLogLine),
    /// An alert changed its level.
    Alert {
        /// The alert's name.
        name: String,
        /// The new level.
        level: AlertLevel,
        /// The value that changed it.
        value: f64,
    },
    /// The vitals, once a second.
    Vitals(Vitals),
    /// A hint was revealed.
    Hint {
        /// From 0.
        index: u32,
        /// Points it costs in this session.
        cost: u32,
    },
    /// An action was taken.
    Action {
        /// The action's name.
        name: String,
        /// Its value.
        value: Option<String>,
        /// The most established connections while it ran, in percent of max_connections; for those that run a phase.
        peak_connections_percent: Option<u32>,
    },
    /// A diagnosis was submitted; the last one counts, each is recorded.
    Diagnosis(DiagnosisAnswer),
    /// What a fix rule's conditions on the state measured at submission.
    StateMeasured {
        /// Index of the fix rule.
        rule: u32,
        /// Connections of the fleet that the rule names.
        connections: Option<u32>,
        /// Calls that the rule's fleet was given, and how many failed.
        calls: Option<Calls>,
        /// Whether each probe that the rule names holds.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        holds: BTreeMap<String, bool>,
    },
    /// What the replay for a fix rule measured.
    ReplayMeasured {
        /// Index of the fix rule.
        rule: u32,
        /// The phase that was run.
        run: String,
        /// The most established connections, in percent of the max_connections that the sandbox was made with: raising
        /// the limit makes no storm smaller.
        peak_connections_percent: u32,
        /// Connections that the server refused to the restarted fleets.
        refused: u32,
        /// Calls of the rule's fleet meanwhile.
        calls: Option<Calls>,
        /// Connections of the fleet that the rule names, once the phase had run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        connections: Option<u32>,
        /// Whether the fleet that the rule names was well again in time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recovered: Option<bool>,
        /// Whether each probe that the rule names came to hold in time.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        holds: BTreeMap<String, bool>,
    },
    /// A parameter's value differs from the template's, at submission or at an action that restarts the server.
    SettingChanged {
        /// The parameter.
        name: String,
        /// The template's value.
        from: String,
        /// The value that stands in the running server or in its files.
        to: String,
    },
    /// Submitted: what follows was measured for the score.
    Submitted,
    /// Scored: the card's total. The card itself is computed again from the journal.
    Scored {
        /// Of 100.
        total: u32,
    },
    /// The server was killed and started again; the session went on or not.
    ServerRestarted {
        /// Whether the sandbox was still there.
        adopted: bool,
    },
    /// The sandbox is gone.
    SandboxLost {
        /// Its last words.
        reason: String,
    },
    /// The session is over.
    SessionEnded {
        /// Why, to the learner.
        reason: String,
    },
}

/// How a console came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// pgwire over a WebSocket.
    WebSocket,
    /// pgwire over TCP.
    Tcp,
}

/// An error as the server sent it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServerError {
    /// SQLSTATE.
    pub sqlstate: String,
    /// Primary message.
    pub message: String,
}

/// A line of the application's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppLogLine {
    /// The fleet that wrote it, or `deploy`.
    pub source: String,
    /// How bad.
    pub level: LogLevel,
    /// The text; error texts are the server's own.
    pub text: String,
    /// How often it was written since the last such line.
    pub times: u32,
}

/// An application log line's level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LogLevel {
    /// For the record.
    Info,
    /// Something is off.
    Warning,
    /// A call failed.
    Error,
}

/// A diagnosis as the learner submits it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DiagnosisAnswer {
    /// The chosen cause's key.
    pub cause: Option<String>,
    /// The chosen culprit.
    pub culprit: Option<String>,
    /// Figures by key.
    #[serde(default)]
    pub numbers: BTreeMap<String, f64>,
}

/// Calls counted over a stretch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Calls {
    /// Made.
    pub made: u32,
    /// Failed.
    pub failed: u32,
}
