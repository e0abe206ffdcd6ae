//! What proofs ask of a session beyond what its learner can: they look behind the scenes to wait and to explain.

use std::time::Duration;

use ride_shared::journal::Calls;

use super::SessionError;
use super::run::Session;

/// How long watching a fleet's next calls may take.
const WATCH_WITHIN: Duration = Duration::from_mins(1);

impl Session {
    /// Gives a fleet some further calls and counts those that fail.
    pub async fn next_calls(&self, fleet: &str) -> Result<Calls, SessionError> {
        let parts = self.living()?;
        let calls = tokio::time::timeout(WATCH_WITHIN, parts.director.next_calls(fleet)).await;
        calls
            .map_err(|_| {
                SessionError::broken("watching the next calls", format!("it took longer than {WATCH_WITHIN:?}"))
            })?
            .map_err(|e| SessionError::broken("watching the next calls", format!("{e:#}")))
    }

    /// The end of PostgreSQL's log; empty once the sandbox is gone.
    pub async fn sandbox_log(&self) -> String {
        match self.parts() {
            Some(parts) => parts.sandbox.log().await,
            None => String::new(),
        }
    }
}
