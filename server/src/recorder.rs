//! The pen: a write-only view of a session's journal, for the rooms that tell what happened and never read it back.

use std::sync::Arc;

use async_trait::async_trait;
use ride_shared::journal::Event;

/// An event could not be kept.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the journal can't be written: {0}")]
pub struct RecordError(pub String);

/// Writes events into one session's journal.
#[async_trait]
pub trait Record: Send + Sync {
    /// Appends an event; once it returns, the event survives the death of this process. Gives its `seq`.
    async fn record(&self, event: Event) -> Result<u64, RecordError>;

    /// Milliseconds since the session was asked for: the journal's clock.
    fn now_ms(&self) -> u64;
}

/// A pen that can be handed on.
pub type Recorder = Arc<dyn Record>;
