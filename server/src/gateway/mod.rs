//! The gateway: pgwire over TCP and over WebSocket, one path. It authenticates, lends on-call slots, splices bytes to
//! the sandbox, and lets the tap read them; it alters nothing. It knows no rules: it evaluates the matchers that it is
//! handed and records what they saw.

use std::sync::Arc;

use ride_shared::scenario::Sees;

/// One thing that evidence is waiting for: the index of the detect rule, and its alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matcher {
    /// Index of the detect rule.
    pub rule: u32,
    /// Any one suffices.
    pub sees: Vec<Sees>,
}

/// Limits of the gateway.
#[derive(Debug, Clone)]
pub struct GatewayConfig {
    /// Consoles that one session may have open at once, both transports together.
    pub consoles_per_session: usize,
    /// TCP connections that have not authenticated yet, all together.
    pub unauthenticated: usize,
    /// Time from connect to password.
    pub authenticate_within: std::time::Duration,
    /// The largest pgwire message that a client may send, bytes.
    pub max_message: usize,
    /// How long a page may owe an acknowledgement, or take nothing in, before its WebSocket is closed.
    pub ack_within: std::time::Duration,
    /// How long a dropped WebSocket's console is kept.
    pub resume_within: std::time::Duration,
    /// Rows of one result that reach a browser.
    pub browser_rows: u64,
    /// Bytes of one result that reach a browser.
    pub browser_bytes: u64,
    /// `host:port` of the TCP gateway, for the notice that says where the rest of a cut result can be had.
    pub psql_address: Option<String>,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            consoles_per_session: 16,
            unauthenticated: 64,
            authenticate_within: std::time::Duration::from_secs(10),
            max_message: 16 << 20,
            ack_within: std::time::Duration::from_secs(30),
            resume_within: std::time::Duration::from_mins(1),
            browser_rows: 10_000,
            browser_bytes: 8 << 20,
            psql_address: None,
        }
    }
}

/// Why a console was not let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Wrong id or token; the two are not told apart.
    #[error("no session with this id and token: copy the address from the lab again")]
    BadToken,
    /// The session is over.
    #[error("this session is over: {0}")]
    Over(String),
    /// Too many consoles.
    #[error("this session already has {0} consoles open: close one")]
    TooMany(usize),
}

/// Finds a session's gateway by what a client knows. Implemented by the session registry.
pub trait Directory: Send + Sync {
    /// The gateway of session `id`, if `token` is its token and it is not over.
    fn find(&self, id: &str, token: &str) -> Result<Arc<SessionGateway>, Refusal>;
}

/// A WebSocket frame of the pg channel, freed of the web framework's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// Control: JSON of `PgControl` or `PgReply`.
    Text(String),
    /// pgwire.
    Binary(bytes::Bytes),
}

mod backend;
mod cancel;
mod cell;
mod console;
mod error;
mod flow;
mod frames;
mod framing;
mod limit;
mod look;
mod matcher;
mod oncall;
mod plan;
mod resume;
mod session;
mod settings;
mod sought;
mod splice;
mod tap;
mod tcp;
mod text;
mod typed;
mod witness;

pub use frames::serve_frames;
pub use oncall::IDLE_NAME;
pub use session::SessionGateway;
pub use tcp::serve_tcp;
pub use witness::Witness;
