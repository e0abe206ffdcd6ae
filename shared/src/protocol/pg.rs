//! Control frames of the pg channel, `WS /api/sessions/{id}/pg`. Text frames are control (JSON, these types), binary
//! frames are PostgreSQL's wire protocol, cut anywhere.
//!
//! Order: the client sends [`PgControl::Attach`]; the server answers [`PgReply::Attached`] or [`PgReply::Refused`] and
//! closes. On a fresh console the client's first bytes are a StartupMessage (its user is ignored); the server never
//! asks for a password. On a resumed one both sides go on where `received` says: each resends its bytes from there.
//! Each side acknowledges at least every 64 KiB; the server holds back while 1 MiB is unacknowledged.

use serde::{Deserialize, Serialize};

/// Unacknowledged bytes after which the server holds back.
pub const PG_WINDOW: usize = 1 << 20;
/// Received bytes after which either side acknowledges at the latest.
pub const PG_ACK_EVERY: u64 = 64 << 10;
/// The largest binary frame that the server takes.
pub const PG_MAX_FRAME: usize = 1 << 20;

/// What the client says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PgControl {
    /// First frame.
    Attach {
        /// [`super::VERSION`].
        version: u32,
        /// The session's token.
        token: String,
        /// Takes up a console that dropped.
        resume: Option<Resume>,
    },
    /// So many bytes from the server were taken in, counted from the console's first.
    Ack {
        /// Bytes.
        received: u64,
    },
    /// Cancels what the console's backend is running.
    Cancel,
    /// Ends the console for good; a mere close can be resumed.
    Detach,
}

/// Which console, and how far the client had come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// The key from [`PgReply::Attached`].
    pub key: String,
    /// Bytes from the server that the client has taken in.
    pub received: u64,
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum PgReply {
    /// In.
    Attached {
        /// The console's number in this session.
        console: u32,
        /// To resume with.
        key: String,
        /// Bytes from the client that the server has taken in: 0 on a fresh console.
        received: u64,
        /// Seconds for which a dropped console is kept.
        resume_seconds: u32,
    },
    /// So many bytes from the client were taken in.
    Ack {
        /// Bytes.
        received: u64,
    },
    /// Not in, or out; the socket closes after it.
    Refused {
        /// A stable key: `bad-token`, `bad-frame`, `gone`, `over`, `too-many`, `version`, `too-slow`.
        error: String,
        /// What was wrong, and what would be right.
        message: String,
    },
}
