//! The live channel, `WS /api/sessions/{id}/live`: the client's first text frame is a [`LiveHello`], everything after
//! comes from the server, one [`LiveMessage`] a text frame.

use serde::{Deserialize, Serialize};

use super::SessionView;
use crate::journal::AppLogLine;

/// The client's first frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LiveHello {
    /// [`super::VERSION`].
    pub version: u32,
    /// The session's token.
    pub token: String,
    /// How far this client has been told already, milliseconds since the session was asked for. What the journal holds
    /// from then on (alerts, log lines, the vitals of the last five minutes) is told again before anything new.
    #[serde(default)]
    pub since_ms: Option<u64>,
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum LiveMessage {
    /// The session, whole: first frame, and again whenever its state, hints or score change.
    Session(Box<SessionView>),
    /// What was measured in the last second.
    Vitals(Vitals),
    /// A line of the application's log.
    Log {
        /// Milliseconds since the session was asked for.
        at_ms: u64,
        /// The line.
        line: AppLogLine,
    },
    /// An alert changed its level.
    Alert {
        /// Milliseconds since the session was asked for.
        at_ms: u64,
        /// The alert's name.
        name: String,
        /// The new level.
        level: AlertLevel,
        /// The value that changed it.
        value: f64,
    },
    /// Something that the learner must know, such as a journal that can't be written.
    Trouble {
        /// One sentence.
        message: String,
    },
    /// Another session takes this one's place; whoever asked for that has its address. A goodbye follows.
    Reset,
    /// The channel ends, and why.
    Bye {
        /// One sentence.
        reason: String,
    },
}

/// An alert's level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AlertLevel {
    /// Below every threshold.
    Ok,
    /// At or above the first.
    Warning,
    /// At or above the second.
    Critical,
}

/// What was measured in one second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Vitals {
    /// Milliseconds since the session was asked for. Another word in JSON, since a journal's entry has an `at_ms` of
    /// its own on the same level.
    #[serde(rename = "measured_at_ms")]
    pub at_ms: u64,
    /// The limit.
    pub max_connections: u32,
    /// Client backends by application_name, greatest first.
    pub connections: Vec<AppConnections>,
    /// Backends that wait for a lock.
    pub waiting_locks: u32,
    /// Calls of the monitored fleet in the last second.
    pub calls: u32,
    /// Those that failed.
    pub failed: u32,
    /// Their p95 in milliseconds; none without a call that succeeded.
    pub p95_ms: Option<f64>,
}

impl Vitals {
    /// Client backends, all together.
    pub fn used(&self) -> u32 {
        self.connections.iter().map(|c| c.total).sum()
    }

    /// Failed calls in percent; 0 without calls.
    pub fn error_percent(&self) -> f64 {
        if self.calls == 0 { 0.0 } else { f64::from(self.failed) * 100.0 / f64::from(self.calls) }
    }

    /// The application's health in one word; none in a second in which no call came to an end, since they may all be
    /// hanging.
    pub fn health(&self) -> Option<Health> {
        (self.calls > 0).then(|| match self.error_percent() {
            e if e >= 25.0 => Health::Down,
            e if e >= 2.0 => Health::Degraded,
            _ => Health::Healthy,
        })
    }
}

/// The application's health in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Fewer than 2 % of calls fail.
    Healthy,
    /// At least 2 %.
    Degraded,
    /// At least 25 %.
    Down,
}

/// One application's client backends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppConnections {
    /// application_name, or the empty string.
    pub application: String,
    /// All of them.
    pub total: u32,
    /// Those idle.
    pub idle: u32,
}
