//! The fleets' state as JSON, to bring them back in a sandbox that outlived the server that drove them.

use serde::{Deserialize, Serialize};

use super::board::Board;
use super::changes::Reported;
use super::fleet::ByName;
use super::state::{FleetState, Setup};

/// The format that this build writes and reads.
const FORMAT: u32 = 2;

/// Everything that a director knows and a sandbox doesn't.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    format: u32,
    /// Whether the incident had begun.
    pub(crate) begun: bool,
    /// The phase that ran last.
    pub(crate) phase: Option<String>,
    pub(crate) fleets: Vec<FleetSnapshot>,
    pub(crate) reported: Reported,
}

/// One fleet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FleetSnapshot {
    pub(crate) name: String,
    /// How it was configured.
    pub(crate) setup: Setup,
    /// Connections that were open, by the name that they go by.
    pub(crate) open: ByName,
}

/// Why a snapshot can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SnapshotError {
    #[error("the fleets' kept state can't be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("the fleets' kept state has format {0}, and this ride reads {FORMAT}")]
    Format(u32),
}

impl Snapshot {
    /// What stands now.
    pub(crate) fn take(board: &Board, begun: bool) -> Self {
        let fleets = board.fleets.iter().map(|fleet| FleetSnapshot::take(fleet)).collect();
        Self { format: FORMAT, begun, phase: board.phase(), fleets, reported: board.changes.reported() }
    }

    /// Reads what [`Snapshot::write`] wrote.
    pub(crate) fn read(text: &str) -> Result<Self, SnapshotError> {
        let snapshot: Self = serde_json::from_str(text)?;
        if snapshot.format == FORMAT { Ok(snapshot) } else { Err(SnapshotError::Format(snapshot.format)) }
    }

    /// As JSON.
    pub(crate) fn write(&self) -> String {
        // Plain data with text keys: there is nothing in it that JSON can't hold.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The fleet of this name.
    pub(crate) fn fleet(&self, name: &str) -> Option<&FleetSnapshot> {
        self.fleets.iter().find(|fleet| fleet.name == name)
    }
}

impl FleetSnapshot {
    fn take(fleet: &FleetState) -> Self {
        Self { name: fleet.spec.name.clone(), setup: fleet.setup(), open: fleet.counters.open_as() }
    }
}

#[cfg(test)]
mod tests {
    use ride_shared::scenario::Reconnect;

    use super::super::state::Stage;
    use super::*;

    #[test]
    fn comes_back_as_it_was_and_refuses_another_format() {
        let fleet = FleetSnapshot {
            name: "deploy_worker".into(),
            setup: Setup {
                size: 85,
                pool_size: 10,
                reconnect: Reconnect::JitteredBackoff,
                release: "v2".into(),
                stage: Stage::Stopped,
                generation: 4,
            },
            open: [("deploy_worker-3".to_owned(), 3)].into(),
        };
        let mut snapshot = Snapshot {
            format: FORMAT,
            begun: true,
            phase: Some("deploy".into()),
            fleets: vec![fleet],
            reported: Reported::default(),
        };
        assert_eq!(Snapshot::read(&snapshot.write()).unwrap(), snapshot);
        snapshot.format = 1;
        assert!(matches!(Snapshot::read(&snapshot.write()), Err(SnapshotError::Format(1))));
        assert!(matches!(Snapshot::read(""), Err(SnapshotError::Unreadable(_))));
    }
}
