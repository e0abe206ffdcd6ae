//! The director: the one task that owns a session's fleets.

use super::{ActionError, IncidentContext, ReplayReport};
use ride_shared::journal::Calls;

/// A handle on a session's incident. Dropping it ends every fleet.
pub struct Director {}

impl Director {
    /// Opens the prober, the fleets at their baseline, and the one-second watch.
    pub async fn start(context: IncidentContext) -> anyhow::Result<Self> {
        let _ = context;
        anyhow::bail!("not here yet")
    }

    /// Runs the phases that are `at_start`; returns when their symptoms are there.
    pub async fn begin(&self) -> anyhow::Result<()> {
        Ok(())
    }

    /// Takes an action. One at a time.
    pub async fn action(&self, name: &str, value: Option<&str>) -> Result<String, ActionError> {
        let _ = (name, value);
        Err(ActionError::NotNow("not here yet".into()))
    }

    /// Established connections of a fleet, counted by the server (probe), now.
    pub async fn connections_of(&self, fleet: &str) -> anyhow::Result<u32> {
        let _ = fleet;
        anyhow::bail!("not here yet")
    }

    /// Gives a fleet `connections` x 2 further calls and counts those that fail; bounded in time, and what was not
    /// made by then counts as failed.
    pub async fn next_calls(&self, fleet: &str) -> anyhow::Result<Calls> {
        let _ = fleet;
        anyhow::bail!("not here yet")
    }

    /// Runs a phase again against what the learner left behind.
    pub async fn replay(&self, phase: &str, watch: Option<&str>) -> anyhow::Result<ReplayReport> {
        let _ = (phase, watch);
        anyhow::bail!("not here yet")
    }

    /// Records what differs from the template at submission: settings changed, DDL not yet recorded, connections
    /// terminated.
    pub async fn record_changes(&self) -> anyhow::Result<()> {
        Ok(())
    }

    /// The fleets' state as JSON, for the store.
    pub fn snapshot(&self) -> String {
        String::new()
    }

    /// Brings the fleets to a snapshot's state, in a sandbox that outlived this server's predecessor.
    pub async fn restore(context: IncidentContext, snapshot: &str) -> anyhow::Result<Self> {
        let _ = (context, snapshot);
        anyhow::bail!("not here yet")
    }

    /// Ends every fleet and the watch.
    pub async fn stop(&self) {}
}
