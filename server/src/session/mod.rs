//! Sessions: one learner's run of one scenario each. The registry knows them all; a session's keeper is the task that
//! owns its sandbox, gateway and director, watches over them, and ends them.

mod adopt;
mod create;
mod error;
mod journal;
mod keeper;
mod operator;
mod postmortem;
mod progress;
mod registry;
mod renew;
mod run;
mod score;
mod templates;
mod world;

use std::time::Duration;

pub use error::{Kind, SessionError};
pub use journal::Journal;
pub use registry::{Counts, Registry};
pub use run::Session;
pub use templates::Readiness;
pub use world::{RealWorld, World, token_sha256};

use crate::gateway::GatewayConfig;

/// Limits of sessions.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    /// How long a session may last.
    pub ttl: Duration,
    /// How long nobody may touch it before it is ended.
    pub idle: Duration,
    /// How long a scored session's sandbox is kept for looking around.
    pub keep_finished: Duration,
    /// Sandboxes at once.
    pub max_sessions: usize,
    /// Limits of each session's gateway.
    pub gateway: GatewayConfig,
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self {
            ttl: Duration::from_hours(2),
            idle: Duration::from_mins(30),
            keep_finished: Duration::from_mins(10),
            max_sessions: 32,
            gateway: GatewayConfig::default(),
        }
    }
}
