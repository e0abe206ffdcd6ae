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
    /// How long a dropped WebSocket's console is kept.
    pub resume_within: std::time::Duration,
    /// Rows of one result that reach a browser.
    pub browser_rows: u64,
    /// Bytes of one result that reach a browser.
    pub browser_bytes: u64,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            consoles_per_session: 16,
            unauthenticated: 64,
            authenticate_within: std::time::Duration::from_secs(10),
            max_message: 16 << 20,
            resume_within: std::time::Duration::from_secs(60),
            browser_rows: 10_000,
            browser_bytes: 8 << 20,
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

mod session;

pub use session::SessionGateway;

/// Serves psql, pgcli and the like on a TCP listener until `stop` is cancelled, then waits for every connection's end.
pub async fn serve_tcp(
    listener: tokio::net::TcpListener,
    config: GatewayConfig,
    directory: Arc<dyn Directory>,
    stop: tokio_util::sync::CancellationToken,
) {
    let _ = (listener, config, directory);
    stop.cancelled().await;
}

/// A WebSocket frame of the pg channel, freed of the web framework's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// Control: JSON of `PgControl` or `PgReply`.
    Text(String),
    /// pgwire.
    Binary(bytes::Bytes),
}

/// Serves one WebSocket of session `id` from its first frame (`Attach`) to its end. `incoming` ends when the socket
/// does; an oversized or otherwise broken frame comes as an error whose text is what the client is told.
pub async fn serve_frames<I, O>(config: &GatewayConfig, directory: &dyn Directory, id: &str, incoming: I, outgoing: O)
where
    I: futures_util::Stream<Item = Result<Frame, String>> + Send + Unpin,
    O: futures_util::Sink<Frame> + Send + Unpin,
{
    let _ = (config, directory, id, incoming, outgoing);
}
