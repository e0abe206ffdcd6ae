//! What outlives the process: sessions and their journals.

use async_trait::async_trait;
use ride_shared::journal::Entry;
use ride_shared::postmortem::Own;
use ride_shared::protocol::{Mode, SessionState};

use crate::sandbox::SandboxRecord;

mod keep;
mod sqlite;

pub use sqlite::SqliteStore;

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data directory was written by another version of ride.
    #[error("{0}")]
    Version(String),
    /// Another server has the data directory.
    #[error("{0}")]
    InUse(String),
    /// The disk is full.
    #[error("the disk that holds {0} is full: free some space")]
    Full(String),
    /// Anything else, told by sqlite or the system.
    #[error("{0}")]
    Other(String),
}

/// A session's row.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionRow {
    /// The session's id.
    pub id: String,
    /// SHA-256 of its token.
    pub token_sha256: [u8; 32],
    /// `stage-NN/NN-name`.
    pub scenario: String,
    /// Hash of the scenario's files as they were.
    pub version: String,
    /// The seed.
    pub seed: u64,
    /// Practice or assessed.
    pub mode: Mode,
    /// Wall clock at the journal's 0, milliseconds since the Unix epoch.
    pub unix_ms: u64,
    /// Where it stands.
    pub state: SessionState,
    /// Why it ended.
    pub ended_because: Option<String>,
    /// The sandbox to adopt.
    pub sandbox: Option<SandboxRecord>,
    /// The director's state as JSON, to restore the fleets by.
    pub director: Option<String>,
    /// The score as it was shown (JSON of `Scored`), kept because the scenario's files may change after it.
    pub scored: Option<String>,
}

/// Keeps sessions and journals.
#[async_trait]
pub trait Store: Send + Sync {
    /// Inserts a session or replaces its row.
    async fn put_session(&self, row: &SessionRow) -> Result<(), StoreError>;

    /// One session.
    async fn session(&self, id: &str) -> Result<Option<SessionRow>, StoreError>;

    /// Sessions that were not over when last written.
    async fn unfinished(&self) -> Result<Vec<SessionRow>, StoreError>;

    /// Appends entries; once it returns they survive the death of this process.
    async fn append(&self, session: &str, entries: &[Entry]) -> Result<(), StoreError>;

    /// A session's journal, in order.
    async fn journal(&self, session: &str) -> Result<Vec<Entry>, StoreError>;

    /// Keeps what a learner wrote about their session, in place of what they wrote before.
    async fn put_own(&self, session: &str, own: &Own) -> Result<(), StoreError>;

    /// What a learner wrote about their session.
    async fn own(&self, session: &str) -> Result<Option<Own>, StoreError>;

    /// The server's Ed25519 signing key, made at the first call.
    async fn signing_key(&self) -> Result<[u8; 32], StoreError>;
}
